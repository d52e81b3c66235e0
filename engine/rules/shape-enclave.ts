import { coverageRule } from './coverage-rule.ts';

/** `shape.enclave`: no community lies wholly inside another. Tested by the coverage audit. */
export const shapeEnclave = coverageRule('shape.enclave', 'enclave');
