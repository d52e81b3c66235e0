import { estateWhole } from './estate-whole.ts';
import { sizeMerge } from './size-merge.ts';
import { sizeSplit } from './size-split.ts';
import type { RuleModule } from './types.ts';

/** Every rule that a policy may name. A new rule is one file and one line here. */
export const RULE_MODULES: ReadonlyMap<string, RuleModule> = new Map(
  [sizeSplit, sizeMerge, estateWhole].map((module) => [module.id, module]),
);
