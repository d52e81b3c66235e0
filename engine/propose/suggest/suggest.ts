import { byCodePoint } from '../../coverage/context.ts';
import { nameOf } from '../../coverage/name-of.ts';
import type { Message } from '../../coverage/types.ts';
import { ENGINE_VERSION } from '../../version.ts';
import { distinct, diversify } from './choose-suggestions.ts';
import type { Draft } from './draft.ts';
import { type Ground, prepareGround } from './ground.ts';
import { draftMerges, sizeOf } from './merge.ts';
import { clearSplitFirst, type Found, withFewestMoves, withThoseToBeSeen } from './rank-found.ts';
import { suggestRepairs } from './repair/suggest-repairs.ts';
import { draftReplans } from './replan.ts';
import { draftSplits } from './split.ts';
import { allDropped, CUT_SHORT, noneFits, nothingToDo, stoppedBefore } from './suggest-messages.ts';
import { draftTransfers } from './transfer.ts';
import type {
  Infeasible,
  SuggestInput,
  Suggestion,
  SuggestionKind,
  SuggestOptions,
  SuggestResult,
} from './types.ts';
import { SuggestionWriter } from './write-suggestion.ts';

/** Kinds that {@link suggest} makes. */
export const SUGGESTED_KINDS = [
  'merge',
  'split',
  'transfer',
  'repair',
  'replan',
] as const satisfies SuggestionKind[];
export type SuggestedKind = (typeof SUGGESTED_KINDS)[number];
/** Those that are made of units. */
type SearchedKind = Exclude<SuggestedKind, 'repair'>;

const DEFAULT_ALTERNATIVES = 3;

/**
 * Suggestions of a kind, the best first, different from one another (DESIGN §5). None breaks a rule of severity
 * error that was not broken before, or leaves a new gap, overlap or mismatch: each is drawn, audited and judged by
 * the policy before it is returned, and those that fail are under `dropped` with the rule. What cannot be done is
 * under `infeasible`, with its cause.
 *
 * Pure and seeded: the same input, seed and effort give the same suggestions unless `shouldStop` ended the search.
 * @throws RangeError for a target that is no community, options out of range, or units that cannot be worked with
 */
export function suggest(
  kind: SuggestedKind,
  input: SuggestInput,
  options: SuggestOptions = {},
): SuggestResult {
  checkOptions(input, options);
  const tell = options.onProgress ?? (() => undefined);
  tell(0, PREPARING);
  if (kind === 'repair') {
    const repairs = suggestRepairs(input, options);
    tell(1, DONE);
    const assumptions = [...(input.notes ?? []), ...repairs.assumptions];
    return { version: ENGINE_VERSION, seed: options.seed ?? 1, ...repairs, assumptions };
  }
  const ground = prepareGround(input, options);
  const made = new Suggester(ground, options).run(kind);
  tell(1, DONE);
  return {
    version: ENGINE_VERSION,
    seed: options.seed ?? 1,
    ...made,
    assumptions: ground.assumptions,
  };
}

const PREPARING: Message = { zh: '准备地块', en: 'preparing units' };
const SEARCHING: Message = { zh: '搜索方案', en: 'searching' };
const CHECKING: Message = { zh: '核对方案', en: 'checking' };
const DONE: Message = { zh: '完成', en: 'done' };

type Made = Pick<SuggestResult, 'suggestions' | 'infeasible' | 'dropped'>;

class Suggester {
  private readonly ground: Ground;
  private readonly options: SuggestOptions;
  private readonly writer: SuggestionWriter;
  private readonly dropped: Message[] = [];
  private readonly infeasible: Infeasible[] = [];

  constructor(ground: Ground, options: SuggestOptions) {
    this.ground = ground;
    this.options = options;
    this.writer = new SuggestionWriter(ground);
  }

  run(kind: SearchedKind): Made {
    const suggestions = this.byKind(kind);
    const isStopped = this.options.shouldStop?.() === true;
    // What was cut short is neither the best that there is, nor a proof that there is none.
    if (isStopped) this.ground.assumptions.push(CUT_SHORT);
    if (suggestions.length === 0 && this.infeasible.length === 0) {
      this.infeasible.push(isStopped ? stoppedBefore(kind) : noneFits(this.ground, kind));
    }
    return { suggestions, infeasible: toldOnce(this.infeasible), dropped: this.dropped };
  }

  private byKind(kind: SearchedKind): Suggestion[] {
    switch (kind) {
      case 'split':
        return this.forEachTarget(kind, (id, progress) => {
          const centres = new Set(this.writer.scorer.centres().keys());
          const { drafts, infeasible } = draftSplits(
            this.ground,
            id,
            this.options,
            centres,
            progress,
          );
          this.infeasible.push(...infeasible);
          return this.best(drafts, this.ground.unitsOf.get(id) ?? []);
        });
      case 'merge':
        return this.forEachTarget(kind, (id) => {
          const { drafts, infeasible } = draftMerges(this.ground, [id]);
          this.infeasible.push(...infeasible);
          return this.best(
            drafts.map(({ draft }) => draft),
            null,
          ).map(nameMerge);
        });
      case 'transfer':
        return this.forEachTarget(kind, (id, progress) => {
          const { drafts, infeasible } = draftTransfers(this.ground, id, this.options, progress);
          this.infeasible.push(...infeasible);
          return this.best(drafts, null);
        });
      case 'replan': {
        const { drafts, infeasible } = draftReplans(this.ground, this.options, (share) =>
          this.progress(share, SEARCHING),
        );
        this.infeasible.push(...infeasible);
        return this.best(drafts, [...this.ground.units.keys()]).map(({ suggestion }) => suggestion);
      }
    }
  }

  private forEachTarget(
    kind: SearchedKind,
    work: (id: string, progress: (share: number) => void) => Found[],
  ): Suggestion[] {
    const targets = this.options.targets ?? this.ownTargets(kind);
    if (targets.length === 0) this.infeasible.push(nothingToDo(kind));
    return targets.flatMap((id, i) =>
      work(id, (share) => this.progress((i + share) / targets.length, SEARCHING)).map(
        ({ suggestion }) => suggestion,
      ),
    );
  }

  /** The communities that the policy would have changed. */
  private ownTargets(kind: SearchedKind): string[] {
    const { communities, bounds, input } = this.ground;
    const threshold = (rule: string, name: string): number | undefined =>
      input.policy.rules.find(({ id, enabled }) => id === rule && enabled)?.thresholds[name];
    const above =
      this.options.householdBand?.max ??
      threshold('size.split', 'maxHouseholds') ??
      bounds.hard.max;
    const below =
      this.options.householdBand?.min ??
      threshold('size.merge', 'minHouseholds') ??
      bounds.hard.min;
    const { target } = bounds;
    return [...communities.keys()]
      .filter((id) => {
        const size = sizeOf(this.ground, id);
        if (size === null) return false;
        if (kind === 'split') return size > above;
        if (kind === 'merge') return size < below;
        return size < target.min || size > target.max;
      })
      .sort(byCodePoint);
  }

  /**
   * Writes drafts and keeps the best that differ.
   * @param scope units by which they are told apart; null: those of the communities that either one changes
   */
  private best(drafts: readonly Draft[], scope: readonly number[] | null): Found[] {
    const most = this.options.alternatives ?? DEFAULT_ALTERNATIVES;
    const found = distinctFirst(drafts).flatMap((draft, i): Found[] => {
      this.progress(0.9 + (0.1 * i) / drafts.length, CHECKING);
      const written = this.writer.write(draft);
      if (written.ok) return [{ draft, suggestion: written.suggestion }];
      this.dropped.push(written.why);
      return [];
    });
    found.sort(
      (a, b) =>
        a.suggestion.score.total - b.suggestion.score.total ||
        byCodePoint(a.suggestion.id, b.suggestion.id),
    );
    const apart = distinct(this.ground, clearSplitFirst(found), scope);
    const ranked = clearSplitFirst(withFewestMoves(apart, found));
    const kept = withThoseToBeSeen(diversify(ranked, most), ranked);
    if (kept.length === 0 && drafts.length > 0) this.infeasible.push(allDropped(drafts[0]!));
    return kept;
  }

  private progress(share: number, stage: Message): void {
    this.options.onProgress?.(share, stage);
  }
}

/** Two aims often lead to the very same division: it is written once, under the first. */
function distinctFirst(drafts: readonly Draft[]): Draft[] {
  const seen = new Set<string>();
  return drafts.filter(({ communities, abolished }) => {
    const groups = communities.map(({ units }) => [...units].sort((a, b) => a - b).join(','));
    const key = JSON.stringify([groups.sort(), abolished]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What a merge excels in: it was not drafted for anything. */
function nameMerge(found: Found, i: number, all: readonly Found[]): Found {
  const partOf = ({ suggestion }: Found, id: string): number =>
    suggestion.score.parts.find((part) => part.id === id)?.value ?? 0;
  const leads = (id: string): boolean =>
    all.every((other) => partOf(found, id) <= partOf(other, id));
  const taken = (id: string): boolean =>
    all.slice(0, i).some((other) => all.every((one) => partOf(other, id) <= partOf(one, id)));
  const character =
    (
      [
        ['new-border', 'best-borders'],
        ['size-band', 'most-even'],
        ['compactness', 'most-compact'],
      ] as const
    ).find(([id]) => leads(id) && !taken(id))?.[1] ?? 'alternative';
  return { ...found, suggestion: { ...found.suggestion, character } };
}

/** The same cause stands in the way of several numbers of communities: it is told once. */
function toldOnce(infeasible: readonly Infeasible[]): Infeasible[] {
  const seen = new Set<string>();
  return infeasible.filter(({ message, nearest }) => {
    const key = JSON.stringify([message.zh, nearest?.zh]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function checkOptions(input: SuggestInput, options: SuggestOptions): void {
  const ids = new Set(input.communities.map(({ id }) => id));
  for (const target of options.targets ?? []) {
    if (ids.has(target)) continue;
    throw new RangeError(`no community has the id ${target}`);
  }
  const { householdBand: band, alternatives, parts, moves } = options;
  if (band !== undefined && !(band.min >= 0 && band.max >= band.min)) {
    throw new RangeError(
      `a band of households runs from a lesser to a greater number, not ${band.min} to ${band.max}`,
    );
  }
  for (const [name, value, least] of [
    ['alternatives', alternatives, 1],
    ['parts', parts, 1],
    ['moves', moves, 1],
  ] as const) {
    if (value === undefined || (Number.isInteger(value) && value >= least)) continue;
    throw new RangeError(`${name} must be a whole number of at least ${least}, not ${value}`);
  }
}

/** What a community is called, for whoever prints a result. */
export const communityName = (input: SuggestInput, id: string): Message =>
  nameOf(input.communities.find((community) => community.id === id) ?? { id });
