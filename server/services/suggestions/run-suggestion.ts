import { createHash } from 'node:crypto';
import { DomainError } from '#contract/domain-error.ts';
import type { InlineSuggestionRequest, SuggestionSettings } from '#contract/suggestions.ts';
import type { Message } from '#engine/coverage/types.ts';
import { type SuggestedKind, suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestOptions, SuggestResult } from '#engine/propose/suggest/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import { toBytes } from '../audit/to-bytes.ts';
import type { MadeSuggestion } from '../compute/tasks.ts';
import { resolveTargets } from './check-request.ts';
import { type GroundSettings, type SuggestMaterial, suggestInput } from './suggest-input.ts';

/** A request that has been read and found sound. */
export interface SuggestionWork {
  kind: InlineSuggestionRequest['kind'];
  material: SuggestMaterial;
  policy: Policy;
  options: SuggestionSettings | undefined;
  ground: GroundSettings;
  /** What had to be assumed when the material was read. */
  notes: Message[];
}

/**
 * Makes suggestions.
 * @param tell hears how far it is
 * @throws DomainError `invalid-body` for an unknown target, `invalid-geometry` for units that cannot be worked with
 */
export function runSuggestion(
  work: SuggestionWork,
  tell: (progress: Progress) => void,
): MadeSuggestion {
  const { kind, material, policy, options } = work;
  const targets = resolveTargets(options?.targets, material.communities);
  tell({ share: 0, message: READING });
  const input = suggestInput(kind, material, work.ground, policy, options?.householdBand);
  const clock = new Clock(options?.timeLimitSeconds);
  const result = search(kind, input, {
    ...engineOptions(options, targets),
    shouldStop: () => clock.isOver(),
    onProgress: (share, message) => tell({ share, message }),
  });
  return {
    kind: 'result',
    json: toBytes(answerOf(work, input, result, clock.hasStopped)),
    digest: digestOf(work),
    figures: {
      kind,
      version: result.version,
      seed: result.seed,
      suggestions: result.suggestions.length,
      infeasible: result.infeasible.length,
      isCutShort: clock.hasStopped,
    },
  };
}

const READING: Message = { zh: '准备地块', en: 'preparing units' };

/** When a search is to end, and whether that is why it has. */
class Clock {
  readonly #deadline: number;
  hasStopped = false;

  constructor(seconds: number | undefined) {
    this.#deadline = seconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + 1000 * seconds;
  }

  isOver(): boolean {
    if (Date.now() <= this.#deadline) return false;
    this.hasStopped = true;
    return true;
  }
}

function search(kind: SuggestedKind, input: SuggestInput, options: SuggestOptions): SuggestResult {
  try {
    return suggest(kind, input, options);
  } catch (error) {
    if (!(error instanceof RangeError) || OF_THE_MACHINE.test(error.message)) throw error;
    throw new DomainError('invalid-geometry', {
      zh: `资料无法用于生成方案：${error.message}`,
      en: `No suggestions can be made of this: ${error.message}`,
    });
  }
}

/** RangeErrors by which V8 says that it is at its limits; any other is the engine's word about its input. */
const OF_THE_MACHINE =
  /^(Maximum call stack|Invalid (typed )?array|Invalid string|Array buffer|(Map|Set) maximum)/;

function engineOptions(
  options: SuggestionSettings | undefined,
  targets: string[] | undefined,
): SuggestOptions {
  const { alternatives, seed, effort, householdBand, parts, leaveWiderThanMetres } = options ?? {};
  return {
    ...(targets === undefined ? {} : { targets }),
    ...(alternatives === undefined ? {} : { alternatives }),
    ...(seed === undefined ? {} : { seed }),
    ...(effort === undefined ? {} : { moves: effort }),
    ...(householdBand === undefined ? {} : { householdBand }),
    ...(parts === undefined ? {} : { parts }),
    ...(leaveWiderThanMetres === undefined ? {} : { leaveWiderThanMetres }),
  };
}

function answerOf(
  { kind, policy, notes }: SuggestionWork,
  { units }: SuggestInput,
  { version, seed, ...made }: SuggestResult,
  isCutShort: boolean,
): object {
  return {
    kind,
    version,
    seed,
    isCutShort,
    policy: policy.id,
    units: units.length,
    ...made,
    notes,
  };
}

/** Of everything that the result follows from, as it was read: the order of members, or white space, makes no difference. */
function digestOf({ kind, material, policy, options, ground }: SuggestionWork): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([kind, policy, options ?? {}, ground]));
  for (const part of [
    material.jurisdiction,
    material.communities,
    material.units,
    material.barriers,
    material.estates,
    material.facilities,
    material.buildings,
    material.residentialAreas,
  ]) {
    hash.update(JSON.stringify(part ?? null));
    hash.update('\n');
  }
  return hash.digest('hex');
}
