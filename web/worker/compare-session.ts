import type { PlanGround } from '#engine/plan/audit-plan.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { answerCompare } from './answer-compare.ts';
import type {
  CompareAnswer,
  CompareRequest,
  CompareTask,
  CompareTasks,
  GroundList,
  StateNews,
  StateSlot,
} from './compare-protocol.ts';
import { wholeUnits } from './plan-desk/handed-units.ts';
import type { HandedPlan } from './plan-desk/plan-desk-protocol.ts';
import { planFrom } from './plan-desk/plan-port.ts';

type Task = Extract<CompareRequest, { turn: number }>;

/** Compares states of a plan over one ground. What comes before the ground is there waits for it. */
export class CompareSession {
  readonly #tell: (answer: CompareAnswer) => void;
  #ground: PlanGround | null = null;
  readonly #states = new Map<StateSlot, PlanState>();
  /** While the ground is on its way through a port. */
  #early: CompareRequest[] | null = null;

  constructor(tell: (answer: CompareAnswer) => void) {
    this.#tell = tell;
  }

  hear(request: CompareRequest): void {
    if (this.#early !== null) {
      this.#early.push(request);
      return;
    }
    switch (request.kind) {
      case 'port':
        this.#early = [];
        void planFrom(request.port).then((plan) => this.#begin(plan));
        break;
      case 'start': {
        const lists = Object.fromEntries(request.lists.map((list) => [list, []]));
        this.#ground = { ...request.ground, ...lists, base: planOf([]) };
        break;
      }
      case 'items':
        this.#add(request.list, request.items);
        break;
      case 'state':
        this.#put(request);
        break;
      default:
        this.#answer(request);
    }
  }

  #begin({ ground, units }: HandedPlan): void {
    this.#ground = {
      ...ground,
      ...(units === null ? {} : { units: wholeUnits(units.bare, units.ground) }),
    };
    const early = this.#early ?? [];
    this.#early = null;
    for (const request of early) this.hear(request);
  }

  #add(list: GroundList, items: readonly unknown[]): void {
    const known = this.#ground?.[list] as unknown[] | undefined;
    for (const item of items) known?.push(item);
  }

  #put({ slot, put, removed, assignment, forgotten, order }: StateNews): void {
    if (this.#ground === null) return;
    const before = this.#stateOf(slot);
    const change = { put, removed, assignment, forgotten, lineage: [], extent: null };
    let after = applyChange(before, change);
    if (order !== null) after = inOrder(after, order);
    if (slot === 'base') this.#ground = { ...this.#ground, base: after };
    else this.#states.set(slot, after);
  }

  #stateOf(slot: StateSlot): PlanState {
    const base = this.#ground?.base ?? planOf([]);
    return slot === 'base' ? base : (this.#states.get(slot) ?? base);
  }

  #answer<T extends CompareTask>({ kind, turn, input }: Task): void {
    try {
      const ground = this.#ground;
      if (ground === null) throw new Error('the worker was asked before it was given the ground');
      const [before, after] = [this.#stateOf('before'), this.#stateOf('after')];
      const given = input as CompareTasks[T]['input'];
      const output = answerCompare(kind as T, given, { ground, before, after });
      this.#tell({ turn, ok: true, output });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#tell({ turn, ok: false, detail });
    }
  }
}

function inOrder({ communities, assignment }: PlanState, order: readonly string[]): PlanState {
  const list = order.flatMap((id) => {
    const community = communities.get(id);
    return community === undefined ? [] : [[id, community] as const];
  });
  return { communities: new Map(list), assignment };
}
