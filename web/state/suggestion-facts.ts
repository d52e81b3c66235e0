import { nameOf } from '#engine/coverage/name-of.ts';
import type { Finding, Message } from '#engine/coverage/types.ts';
import { parseOperation } from '#engine/plan/apply-operation.ts';
import type { Operation, PlanState } from '#engine/plan/types.ts';
import { CHARACTERS } from '#engine/propose/suggest/explain-draft.ts';
import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';
import { formatArea, formatCount, formatList, formatPercent } from '../i18n/format.ts';
import type { Language } from '../i18n/language.ts';

/** Suggestions about one thing, of which at most one is taken. */
export interface SuggestionGroup {
  key: string;
  /** The finding that they mend, where it is one. */
  finding: Finding | null;
  /** Ids, in the plan they were made for, of the communities that they are about; empty: of the town. */
  communities: readonly string[];
  suggestions: readonly Suggestion[];
}

/** Alternatives together: those that mend one finding, or are about one community. The order stays. */
export function groupSuggestions(
  suggestions: readonly Suggestion[],
  plan: PlanState,
  findings: readonly Finding[],
): SuggestionGroup[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const groups = new Map<string, SuggestionGroup & { suggestions: Suggestion[] }>();
  for (const suggestion of suggestions) {
    const [only, ...more] = suggestion.repair?.findings ?? [];
    const isOfOne = only !== undefined && more.length === 0;
    const finding = isOfOne ? (byId.get(only) ?? null) : null;
    const communities = finding?.communities ?? subjectsOf(suggestion, plan);
    const key = suggestion.repair ? (isOfOne ? only : 'whole') : communities.join(' ');
    const known = groups.get(key);
    if (known === undefined)
      groups.set(key, { key, finding, communities, suggestions: [suggestion] });
    else known.suggestions.push(suggestion);
  }
  return [...groups.values()];
}

/** The communities that a suggestion is about: the one that is split, that goes into another, that takes ground. */
function subjectsOf(suggestion: Suggestion, plan: PlanState): string[] {
  const { kind, communities, abolished } = suggestion;
  if (kind === 'replan' || (suggestion.repair?.findings.length ?? 0) > 1) return [];
  if (kind === 'merge') return [...abolished];
  const [first] = communities.map(({ id }) => id).filter((id) => plan.communities.has(id));
  return first === undefined ? [] : [first];
}

/**
 * Whether what a suggestion is about is still as it was when the suggestion was made. Communities that an operation
 * leaves alone stay the same objects, and undo brings them back.
 */
export function isStillTrue(suggestion: Suggestion, then: PlanState, now: PlanState): boolean {
  if (then === now) return true;
  const { communities, matched, abolished } = suggestion;
  const ids = [...communities, ...matched].map(({ id }) => id).concat(abolished);
  return ids.every((id) => then.communities.get(id) === now.communities.get(id));
}

/** Operations of a suggestion; null where the engine of this page does not have one of them. */
export function operationsOf({ operations }: Suggestion): Operation[] | null {
  const parsed = operations.map((operation) => parseOperation(operation));
  const good = parsed.flatMap((result) => (result.ok ? [result.value] : []));
  return good.length === parsed.length && good.length > 0 ? good : null;
}

/** In what a suggestion differs from its alternatives: “界线最清晰”. */
export const characterOf = ({ character }: Pick<Suggestion, 'character'>): Message =>
  CHARACTERS[character] ?? { zh: character, en: character };

const labels = new WeakMap<Suggestion, Message>();

/**
 * A suggestion in a few words, for the preview and the history: “拆分桃源社区：界线最清晰，3 个社区 1,526–2,770 户”. The same
 * object each time, so that a preview and a step can be known by it.
 */
export function labelOf(suggestion: Suggestion, plan: PlanState): Message {
  const known = labels.get(suggestion);
  if (known !== undefined) return known;
  const made = { zh: label(suggestion, plan, 'zh'), en: label(suggestion, plan, 'en') };
  labels.set(suggestion, made);
  return made;
}

const VERBS: Readonly<Record<SuggestedKind, Message>> = {
  split: { zh: '拆分', en: 'Split ' },
  merge: { zh: '合并', en: 'Merge ' },
  transfer: { zh: '划转：', en: 'Transfer: ' },
  repair: { zh: '修补', en: 'Repair ' },
  replan: { zh: '整体调整', en: 'Replan' },
};
const SEPARATOR: Message = { zh: '，', en: ', ' };

function label(suggestion: Suggestion, plan: PlanState, language: Language): string {
  const { kind, communities, abolished } = suggestion;
  const ids =
    kind === 'transfer' || kind === 'merge'
      ? [...abolished, ...communities.map(({ id }) => id)]
      : subjectsOf(suggestion, plan);
  const who = formatList(
    ids.map((id) => nameOf(plan.communities.get(id) ?? { id })[language]),
    language,
  );
  const facts = [characterOf(suggestion)[language], ...figures(suggestion, language)];
  return `${VERBS[kind][language]}${who}${language === 'zh' ? '：' : ': '}${facts.join(SEPARATOR[language])}`;
}

/** The figures that tell alternatives apart: sizes, share on barriers, households that move; land, of a repair. */
export function figures(suggestion: Suggestion, language: Language): string[] {
  const { kind, communities, repair, householdsMoved: moved, namedBorderShare } = suggestion;
  const isZh = language === 'zh';
  const told: string[] = [];
  if (repair !== undefined) {
    const areas = repair.changes.map(({ areaSquareMetres }) => areaSquareMetres);
    const area = areas.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
    if (area !== null) told.push(formatArea(area, language));
  } else {
    const sizes = sizeRange(suggestion, language);
    const count = formatCount(communities.length, language);
    const many = isZh ? `${count} 个社区` : `${count} communities`;
    if (kind !== 'merge' && kind !== 'transfer') told.push(many);
    if (sizes !== null) told.push(isZh ? `${sizes} 户` : `${sizes} households`);
  }
  if (namedBorderShare !== null) {
    const share = formatPercent(namedBorderShare, language);
    told.push(isZh ? `${share} 沿道路河流` : `${share} on roads and rivers`);
  }
  if (moved.total > 0 && kind !== 'merge') {
    const count = `${moved.estimated ? (isZh ? '约 ' : 'about ') : ''}${formatCount(moved.total, language)}`;
    told.push(isZh ? `${count} 户改属` : `${count} move`);
  }
  return told;
}

/** `1,526–2,770`: the least and the most households of the communities that it draws. */
export function sizeRange({ score }: Suggestion, language: Language): string | null {
  const band = score.parts.find(({ id }) => id === 'size-band')?.figures;
  const { leastHouseholds: least, mostHouseholds: most } = band ?? {};
  if (least === undefined || most === undefined) return null;
  const [from, to] = [formatCount(least, language), formatCount(most, language)];
  return from === to ? from : `${from}–${to}`;
}

/** The one or two figures that fit under a thumbnail. */
export function shortFacts(suggestion: Suggestion, language: Language): string {
  const { kind, communities } = suggestion;
  const [into] = communities;
  if (kind === 'merge' && into !== undefined) {
    const name = nameOf(into)[language];
    return language === 'zh' ? `并入${name}` : `into ${name}`;
  }
  const told = figures(suggestion, language);
  const other = communities[1];
  // Alternatives of a transfer differ in the neighbour first.
  if (kind === 'transfer' && other !== undefined) {
    const name = nameOf(other)[language];
    told.unshift(language === 'zh' ? `与${name}` : `with ${name}`);
    return told.slice(0, 2).join('\n');
  }
  return told.slice(0, kind === 'split' || kind === 'replan' ? 2 : 1).join('\n');
}
