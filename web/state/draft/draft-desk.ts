import type { ReadonlySignal } from '@preact/signals';
import type { Message } from '#engine/coverage/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { Change, Operation, PlanState, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import { neighboursOf } from '../../modes/neighbours-of.ts';
import type { PlanSource } from '../../worker/plan-source.ts';
import { DeskEnded, type NeighbourOf, type PlanDesk } from './plan-desk.ts';
import type { DraftMaterial } from './types.ts';
import { type Worked, workOut } from './work-out.ts';

/** The material of a draft, and who works on it: the desk beside the page, or the page where there is none. */
export class DraftDesk {
  readonly #state: ReadonlySignal<PlanState>;
  #material: DraftMaterial;
  #desk: PlanDesk | null;

  constructor(state: ReadonlySignal<PlanState>, material: DraftMaterial, desk: PlanDesk | null) {
    this.#state = state;
    this.#material = material;
    this.#desk = desk;
  }

  get material(): DraftMaterial {
    return this.#material;
  }

  /** Another plan, on another base perhaps: one can be rebased. */
  takeOver(material: DraftMaterial, desk: PlanDesk | null): void {
    this.#desk?.close();
    this.#desk = desk;
    this.#material = material;
  }

  /** The head moved; a preview is none of the desk's business. */
  follow(changes: readonly Change[]): void {
    this.#desk?.change(changes);
  }

  /** The plan at its head, for another worker. */
  source(): PlanSource {
    if (this.#desk !== null) return { kind: 'port', port: this.#desk.handOver() };
    return { kind: 'copy', ground: groundOf(this.#material), state: this.#state.peek() };
  }

  /**
   * What operations would do to the head. A desk that has come to an end is done without.
   * @returns null when the head has moved meanwhile
   */
  async work(
    operations: readonly Operation[],
    label?: Message,
  ): Promise<Result<Worked, Reason> | null> {
    const [asked, before] = [this.#desk, this.#state.peek()];
    if (asked === null) return workOut(before, operations, this.#material, label);
    try {
      const worked = await asked.work(operations, label);
      return this.#state.peek() === before ? worked : null;
    } catch (error) {
      if (!(error instanceof DeskEnded)) throw error;
      if (this.#desk !== asked) return null;
      console.error('Operations are worked out by the page from now on.', error);
      this.#desk = null;
      if (this.#state.peek() !== before) return null;
      return workOut(before, operations, this.#material, label);
    }
  }

  /** The communities that share a border with one at the head, the longest border first. */
  async neighbours(community: string): Promise<readonly NeighbourOf[]> {
    const asked = this.#desk;
    if (asked === null) return neighboursOf(this.#state.peek(), community);
    try {
      return await asked.neighbours(community);
    } catch (error) {
      if (!(error instanceof DeskEnded)) throw error;
      return neighboursOf(this.#state.peek(), community);
    }
  }

  close(): void {
    this.#desk?.close();
  }
}

function groundOf({ base, policy, ...context }: DraftMaterial): PlanGround {
  return { ...context, base, ...(policy === null ? {} : { policy }) };
}
