import { coverageRule } from './coverage-rule.ts';

/** `coverage.gap`: no part of the jurisdiction is in no community. Tested by the coverage audit. */
export const coverageGap = coverageRule('coverage.gap', 'gap', ['jurisdiction']);
