import { coverageRule } from './coverage-rule.ts';

/** `coverage.overlap`: no area lies in two communities. Tested by the coverage audit. */
export const coverageOverlap = coverageRule('coverage.overlap', 'overlap');
