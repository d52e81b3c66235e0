import type { PlanDraft } from '#contract/plan-draft.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { Change, Operation, PlanState } from '#engine/plan/types.ts';
import { colourGreedily, findNeighbours, ringsOf } from '../../map/colour-communities.ts';
import { labelPoint } from '../../map/label-points.ts';
import { neighboursOf } from '../../modes/neighbours-of.ts';
import type { OpenedPlan } from '../../state/draft/opened-plan.ts';
import type { NeighbourOf } from '../../state/draft/plan-desk.ts';
import { parseDraft, readDraft } from '../../state/draft/read-draft.ts';
import { type Worked, workOut } from '../../state/draft/work-out.ts';
import { bareUnit, groundOfUnits, memoryOfUnits } from './handed-units.ts';
import type {
  DraftList,
  DraftLists,
  DraftRest,
  HandedPlan,
  PlanDeskAnswer,
} from './plan-desk-protocol.ts';
import { slices, weightOf } from './slices.ts';

/** Vertices that are tried in turn. */
const WARMING = 8;
/** Two metres, in degrees: enough for ground and units to change hands. */
const A_LITTLE = 2e-5;

/** What is told of a plan, piece by piece, and the memory that goes with a piece. */
export interface Told {
  answer: PlanDeskAnswer;
  memory: ArrayBuffer[];
}

/** A plan at hand in a worker: with its material, at its head. */
export class PlanDeskSession {
  readonly #draft: PlanDraft;
  readonly #material: OpenedPlan['material'];
  #state: PlanState;

  /** @throws Error when the bytes are no draft */
  constructor(bytes: ArrayBuffer) {
    this.#draft = parseDraft(bytes);
    const { material, head } = readDraft({ ...this.#draft, done: [], undone: [] });
    this.#material = material;
    this.#state = head;
  }

  /**
   * All of the plan for the page; can be told once.
   * @param colours how many fills there are
   */
  *tell(colours: number): Generator<Told> {
    const { material, base, head, done, undone } = this.#draft;
    const { units, barriers, estates, facilities, ...given } = material;
    if (units !== undefined) {
      const ground = groundOfUnits(units);
      yield { answer: { kind: 'unit-ground', ground }, memory: memoryOfUnits(ground) };
    }
    const lists: { [L in DraftList]: readonly DraftLists[L][] | undefined } = {
      communities: base.communities,
      put: head.put,
      units: units?.map(bareUnit),
      assignment: base.assignment,
      barriers,
      estates,
      facilities,
      done,
      undone,
    };
    const names = Object.keys(lists) as DraftList[];
    const total = names.reduce((sum, list) => sum + weightOf(lists[list] ?? []), 1);
    let told = 0;
    for (const list of names) {
      for (const items of slices<unknown>(lists[list] ?? [])) {
        told += weightOf(items);
        const share = Math.min(1, told / total);
        yield { answer: { kind: 'slice', list, items, share } as PlanDeskAnswer, memory: [] };
      }
    }
    const rest: DraftRest = {
      plan: this.#draft.plan,
      material: given,
      known: names.filter((list) => lists[list] !== undefined),
      head: { removed: head.removed, assignment: head.assignment },
      waivers: this.#draft.waivers,
      drawing: drawingOf(this.#state, colours),
    };
    yield { answer: { kind: 'opened', rest }, memory: [] };
    // The page has them; here only the head counts.
    this.#draft.done = [];
    this.#draft.undone = [];
  }

  change(changes: readonly Change[]): void {
    this.#state = changes.reduce(applyChange, this.#state);
  }

  work(operations: readonly Operation[], label?: Worked['label']): ReturnType<typeof workOut> {
    return workOut(this.#state, operations, this.#material, label);
  }

  neighbours(community: string): NeighbourOf[] {
    return neighboursOf(this.#state, community);
  }

  /**
   * Works something out that nobody asked for: the first edit would otherwise wait for the indexes that the engine makes when it
   * first needs them.
   */
  warmUp(): void {
    const list = [...this.#state.communities.values()];
    const ring = ringsOf(list[list.length >> 1]?.geometry ?? null)[0] ?? [];
    for (let tries = 0; tries < WARMING; tries++) {
      const from = ring[Math.floor((ring.length * tries) / WARMING)];
      if (from === undefined) return;
      const to = [from[0]! + A_LITTLE, from[1]! + A_LITTLE];
      const moves = [{ from, to }];
      // Where the border may not move, little is looked at.
      if (this.work([{ operation: 'reshape-border', parameters: { moves } }]).ok) return;
    }
  }

  /** A copy of all of it for another worker. */
  handOver(): { plan: HandedPlan; memory: ArrayBuffer[] } {
    const { units, policy, ...ground } = this.#material;
    const handed =
      units === undefined ? null : { bare: units.map(bareUnit), ground: groundOfUnits(units) };
    return {
      plan: {
        ground: { ...ground, ...(policy === null ? {} : { policy }) },
        units: handed,
        state: this.#state,
      },
      memory: handed === null ? [] : memoryOfUnits(handed.ground),
    };
  }
}

function drawingOf({ communities }: PlanState, colours: number): DraftRest['drawing'] {
  const geometries = [...communities.values()].map(({ geometry }) => geometry);
  return {
    ids: [...communities.keys()],
    colours: colourGreedily(findNeighbours(geometries), colours),
    labels: geometries.map(labelPoint),
  };
}
