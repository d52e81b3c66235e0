import { DomainError } from '#contract/domain-error.ts';
import { InconsistentCoverageError } from '#engine/coverage/label-faces.ts';
import { TooTangledError } from '#engine/coverage/node-edges.ts';
import type { Message } from '#engine/coverage/types.ts';
import { unitsOf } from '#engine/plan/audit-plan.ts';
import { diffPlans, type PlanDiff } from '#engine/plan/diff.ts';
import type { LineageLink, PlanState } from '#engine/plan/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { toBytes } from '../../audit/to-bytes.ts';
import { runAdjustment } from '../../descriptions/run-descriptions.ts';
import type { PlanEntry } from './plan-cache.ts';
import type { PlanCommands } from './plan-messages.ts';
import { baseState, type PlanSurroundings, readBase, readState } from './read-stored.ts';
import { stateOfSnapshot } from './snapshot-content.ts';

/** What leads from another state to the head: by community, by ground and estate, by lineage, and in words. */
export function answerDiff(
  { state: after, surroundings, sets }: PlanEntry,
  { other, content, against, withShapes }: PlanCommands['diff']['input'],
): PlanCommands['diff']['output'] {
  const stored = readState(baseState(readBase(other.base), surroundings), other);
  const before = content === undefined ? stored : stateOfSnapshot(stored, content);
  const { communities, moved, lineage } = compare(before, after, surroundings);
  const { adjustment, notes } = adjustmentOf(before, after, surroundings, sets);
  return {
    json: toBytes({
      version: ENGINE_VERSION,
      against,
      communities: communities.map(({ before: from, after: to, ...figures }) => ({
        ...figures,
        name: (to ?? from)?.name ?? null,
        nameEn: (to ?? from)?.nameEn ?? null,
        nameBefore: from?.name ?? null,
        ...(withShapes === true ? { before: from, after: to } : {}),
      })),
      moved,
      lineage,
      adjustment,
      notes,
    }),
  };
}

function adjustmentOf(
  before: PlanState,
  after: PlanState,
  surroundings: PlanSurroundings,
  { barriers }: PlanEntry['sets'],
): { adjustment: unknown; notes: Message[] } {
  const { jurisdiction, units } = surroundings;
  try {
    const answer = runAdjustment({
      before: [...before.communities.values()],
      after: [...after.communities.values()],
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(units === undefined ? {} : { units: unitsOf(before, units) }),
      barriers,
      notes: [],
    });
    return { adjustment: 'adjustment' in answer ? answer.adjustment : null, notes: [] };
  } catch (error) {
    // The rest of the comparison stands without the words.
    if (error instanceof DomainError) return { adjustment: null, notes: [error.detail] };
    throw error;
  }
}

/** The lineage between two states. */
export const lineageBetween = (
  before: PlanState,
  after: PlanState,
  surroundings: PlanSurroundings,
): readonly LineageLink[] => compare(before, after, surroundings).lineage;

function compare(before: PlanState, after: PlanState, surroundings: PlanSurroundings): PlanDiff {
  try {
    const diff = diffPlans(before, after, surroundings);
    return { ...diff, lineage: [...diff.lineage, ...conversions(before, after, diff.lineage)] };
  } catch (error) {
    if (error instanceof TooTangledError || error instanceof InconsistentCoverageError) {
      throw new DomainError('invalid-geometry', {
        zh: '两种状态的图形过于纠缠，无法比较；请先解决重叠。',
        en: 'The shapes of the two states are too tangled to be compared; resolve the overlaps first.',
      });
    }
    throw error;
  }
}

/** A community whose kind is another one continues itself (成建制改制); no ground tells of it. */
function conversions(
  before: PlanState,
  after: PlanState,
  known: readonly LineageLink[],
): LineageLink[] {
  const told = new Set(known.flatMap(({ kind, child }) => (kind === 'convert' ? [child] : [])));
  return [...after.communities].flatMap(([id, { properties }]): LineageLink[] => {
    const from = before.communities.get(id);
    const isConverted = from !== undefined && from.properties?.kind !== properties?.kind;
    return isConverted && !told.has(id) ? [{ parent: id, child: id, kind: 'convert' }] : [];
  });
}
