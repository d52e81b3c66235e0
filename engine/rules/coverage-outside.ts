import { coverageRule } from './coverage-rule.ts';

/** `coverage.outside`: no community reaches beyond its jurisdiction. Tested by the coverage audit. */
export const coverageOutside = coverageRule('coverage.outside', 'outside', ['jurisdiction']);
