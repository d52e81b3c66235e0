import type { InputProblem } from '#contract/input-problem.ts';
import {
  type InlineSuggestionRequest,
  MOST_EFFORT_AT_ONCE,
  MOST_UNITS_AT_ONCE,
  type RegisterSuggestionRequest,
  type SuggestionSettings,
} from '#contract/suggestions.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import type { SuggestionKind } from '#engine/propose/suggest/types.ts';
import { resolverOf } from '../material/resolve-references.ts';
import { refuseShape } from '../read-body.ts';
import type { SuggestMaterial } from './suggest-input.ts';

/** Kinds whose atoms are whole communities. */
const WITHOUT_UNITS: ReadonlySet<SuggestionKind> = new Set(['merge', 'repair']);

/**
 * Checks what no schema can: the bounds of the band, and that there is something to work with.
 * @throws DomainError `invalid-body` with every fault
 */
export function checkInline(request: InlineSuggestionRequest): void {
  const { kind, communities, units, barriers, jurisdiction } = request;
  const problems = bandProblems(request.options);
  if (communities === undefined && kind !== 'replan') problems.push(NO_COMMUNITIES);
  if (!WITHOUT_UNITS.has(kind) && units === undefined) {
    if (barriers === undefined) problems.push(NO_UNITS);
    else if (communities === undefined && jurisdiction === undefined) problems.push(NO_GROUND);
  }
  if (problems.length > 0) throw refuseShape(problems);
}

/** @throws DomainError `invalid-body` for a band that is upside down */
export function checkRegister(request: RegisterSuggestionRequest): void {
  const problems = bandProblems(request.options);
  if (problems.length > 0) throw refuseShape(problems);
}

/**
 * The ids of the communities named.
 * @throws DomainError `invalid-body` for each that is none of them
 */
export function resolveTargets(
  targets: readonly string[] | undefined,
  communities: readonly CommunityInput[],
): string[] | undefined {
  if (targets === undefined) return undefined;
  const idOf = resolverOf(communities);
  const known = new Set(communities.map(({ id }) => id));
  const ids = targets.map(idOf);
  const unknown = ids.flatMap((id, index) => (known.has(id) ? [] : [index]));
  if (unknown.length > 0) throw refuseShape(unknown.slice(0, 100).map(unknownTarget));
  return ids;
}

/** Whether a request is small enough to be answered at once. */
export function isSmall(
  kind: SuggestionKind,
  { units, barriers, communities }: SuggestMaterial,
  options: SuggestionSettings | undefined,
): boolean {
  const count = Math.max(units?.length ?? barriers.length, communities.length);
  return count <= MOST_UNITS_AT_ONCE[kind] && (options?.effort ?? 0) <= MOST_EFFORT_AT_ONCE;
}

function bandProblems(options: SuggestionSettings | undefined): InputProblem[] {
  const band = options?.householdBand;
  return band !== undefined && band.min > band.max ? [UPSIDE_DOWN] : [];
}

const UPSIDE_DOWN: InputProblem = {
  code: 'invalid-value',
  pointer: '/options/householdBand/min',
  message: { zh: '不得大于 max', en: 'must not exceed max' },
};

const NO_COMMUNITIES: InputProblem = {
  code: 'missing-member',
  pointer: '/communities',
  message: {
    zh: '缺少此成员：只有 replan 可以没有现有社区',
    en: 'is missing: only a replan goes without the communities as they are',
  },
};

const NO_UNITS: InputProblem = {
  code: 'missing-member',
  pointer: '/units',
  message: {
    zh: '缺少此成员：请给出地块，或给出 barriers 以划分地块',
    en: 'is missing: give units, or barriers to cut them along',
  },
};

const NO_GROUND: InputProblem = {
  code: 'missing-member',
  pointer: '/jurisdiction',
  message: {
    zh: '缺少此成员：请给出辖区边界、communities 或 units',
    en: 'is missing: give the outline to be divided, or communities, or units',
  },
};

const unknownTarget = (index: number): InputProblem => ({
  code: 'unknown-community',
  pointer: `/options/targets/${index}`,
  message: {
    zh: '没有该编号、编码或名称的社区，或名称不唯一',
    en: 'is the id, code or unambiguous name of no community',
  },
});
