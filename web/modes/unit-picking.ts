import type { Feature, Geometry } from 'geojson';
import type { Message } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { communityOf } from '#engine/plan/recount.ts';
import type { Operation, Reason } from '#engine/plan/types.ts';
import { unitsOf } from '#engine/plan/units-of.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatArea, formatCount } from '../i18n/format.ts';
import { communityNamed } from './community-name.ts';
import { type Fault, operationFor } from './fault-picking.ts';
import { householdsOf, isInside, placeOf } from './ground.ts';
import { lockedReason } from './locks.ts';
import { performSoon } from './outcome.ts';
import type { ToolContext } from './tool.ts';

/** Why units cannot be picked at all: the town has none. */
export const NO_UNITS: Message = {
  zh: '本镇街没有地块数据，无法按地块调整；可用“沿线拆分”或“移动边界”。',
  en: 'This town has no units; split by a line or drag borders instead.',
};

/** The label names so many communities that give. */
const MOST_GIVERS = 3;

/** Units on their way to a community, as the map shows them and the plan takes them. */
export class UnitPicking {
  readonly #context: ToolContext;
  readonly #picked = new Map<string, UnitInput>();
  readonly #faults = new Map<string, Fault>();
  /** What is being given away. */
  #leaving: readonly (UnitInput | Fault)[] = [];

  constructor(context: ToolContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#picked.size + this.#faults.size;
  }

  /** The community that units go to: the selected one; null while none is. */
  get target(): string | null {
    const { store, draft } = this.#context;
    const selection = store.selection.peek();
    if (selection?.kind !== 'community') return null;
    return draft.state.peek().communities.has(selection.id) ? selection.id : null;
  }

  /** As {@link target}, read inside a computed signal. */
  chosenTarget(): string | null {
    const { store, draft } = this.#context;
    const selection = store.selection.value;
    if (selection?.kind !== 'community') return null;
    return draft.state.value.communities.has(selection.id) ? selection.id : null;
  }

  /** Why the target may receive nothing; read inside a computed signal. */
  lockOfTarget(): Reason | null {
    const { store, draft } = this.#context;
    const target = this.chosenTarget();
    if (target === null || !store.planner.locked.value.has(target)) return null;
    return lockedReason(draft.state.value, target);
  }

  /** @returns why it may not be */
  setTarget(id: string): Reason | null {
    const { store, draft } = this.#context;
    if (store.planner.locked.peek().has(id)) return lockedReason(draft.state.peek(), id);
    store.select({ kind: 'community', id });
    return null;
  }

  /** Whether a unit may go to the target: it is not there already, and neither side is locked. */
  mayTake(unit: UnitInput, target: string, source: string | null = null): boolean {
    const { store, draft } = this.#context;
    const present = communityOf(draft.state.peek(), unit) ?? null;
    const locked = store.planner.locked.peek();
    if (present === target || locked.has(target)) return false;
    if (present !== null && locked.has(present)) return false;
    return source === null || present === source;
  }

  /** Why none of some units may be taken: a lock. Null where there is nothing to say. */
  whyNot(units: readonly UnitInput[], target: string): Reason | null {
    const { store, draft } = this.#context;
    const locked = store.planner.locked.peek();
    if (locked.has(target)) return lockedReason(draft.state.peek(), target);
    for (const unit of units) {
      const present = communityOf(draft.state.peek(), unit);
      if (present != null && locked.has(present)) return lockedReason(draft.state.peek(), present);
    }
    return null;
  }

  add(units: readonly UnitInput[], target: string, source: string | null = null): void {
    for (const unit of units) {
      if (this.mayTake(unit, target, source)) this.#picked.set(unit.id, unit);
    }
  }

  /** A gap or an overlap goes to the target as a whole, with the units that it holds. */
  addFault(fault: Fault, units: readonly UnitInput[], target: string): void {
    if (this.whyNotFault(fault, target) !== null) return;
    this.#faults.set(fault.id, fault);
    this.add(
      units.filter((unit) => isInside(fault.geometry, placeOf(unit))),
      target,
    );
  }

  /** Why a gap or an overlap may not go to the target: an overlap's sides lose what they do not get. */
  whyNotFault({ kind, communities, location }: Fault, target: string): Reason | null {
    const { store, draft } = this.#context;
    const locked = store.planner.locked.peek();
    if (kind === 'overlap') {
      const held = communities.find((id) => locked.has(id));
      if (held !== undefined) return lockedReason(draft.state.peek(), held, location);
    }
    return locked.has(target) ? lockedReason(draft.state.peek(), target, location) : null;
  }

  replace(units: readonly UnitInput[], target: string, source: string | null = null): void {
    this.clear();
    this.add(units, target, source);
  }

  clear(): void {
    this.#picked.clear();
    this.#faults.clear();
  }

  /** What the map shows of them. */
  features(): Feature[] {
    return [...this.#picked.values(), ...this.#faults.values(), ...this.#leaving].map(
      ({ geometry }) => ({
        type: 'Feature',
        geometry: geometry as Geometry,
        properties: { role: 'take' },
      }),
    );
  }

  /** `南浦社区 2,060 → 2,310 户`: what the target will have, and a line for each community that gives. */
  label(target: string): string {
    const { draft, store } = this.#context;
    const language = store.language.peek();
    const givers = new Map<string, UnitInput[]>();
    for (const unit of this.#picked.values()) {
      const from = communityOf(draft.state.peek(), unit) ?? null;
      if (from === null) continue;
      const known = givers.get(from);
      if (known === undefined) givers.set(from, [unit]);
      else known.push(unit);
    }
    const lines = [...givers].slice(0, MOST_GIVERS).map(([id, units]) => this.#line(id, units, -1));
    const units = [...this.#picked.values()];
    const isTold = units.length > 0 && (this.#faults.size === 0 || householdsOf(units) !== 0);
    const own = isTold ? [this.#line(target, units, 1)] : [];
    const faults = [...this.#faults.values()].map(({ kind, areaSquareMetres }) => {
      const area = formatArea(areaSquareMetres ?? 0, language);
      const name = communityNamed(draft.state.peek(), target)[language];
      const what = FAULT_NAMES[kind === 'gap' ? 'gap' : 'overlap'][language];
      return language === 'zh' ? `${what} ${area} → ${name}` : `${what} of ${area} → ${name}`;
    });
    return [...own, ...lines, ...faults].join('\n');
  }

  #line(id: string, units: readonly UnitInput[], sign: 1 | -1): string {
    const { store, draft } = this.#context;
    const language = store.language.peek();
    const community = draft.state.peek().communities.get(id);
    const name = communityNamed(draft.state.peek(), id)[language];
    const before = readFigure(community?.properties, FIELDS.households);
    const moved = householdsOf(units);
    if (before.state !== 'known' || moved === null) {
      const count = `${sign > 0 ? '+' : '−'}${formatCount(units.length, language)}`;
      return language === 'zh' ? `${name} ${count} 个地块` : `${name} ${count} units`;
    }
    const [now, then] = [before.value, (this.#counted(id) ?? before.value) + sign * moved].map(
      (n) => formatCount(n, language),
    );
    const mark =
      community?.properties?.[FIELDS.householdsEstimated] === true ||
      units.some(({ householdsEstimated }) => householdsEstimated === true)
        ? '*'
        : '';
    return language === 'zh'
      ? `${name} ${now} → ${then}${mark} 户`
      : `${name} ${now} → ${then}${mark}`;
  }

  /** What the plan will count from: the units of a community, where it knows those of all of them. */
  #counted(id: string): number | null {
    const { draft } = this.#context;
    const units = unitsOf(draft.state.peek(), draft.material, id);
    return units.length === 0 ? null : householdsOf(units);
  }

  /**
   * Gives units, gaps and overlaps to the target: one step of the history, worked out beside the page. They stay on the map until it
   * is done.
   * @returns why that may not be
   */
  async give(target: string): Promise<Reason | null> {
    const units = [...this.#picked.keys()];
    const faults = [...this.#faults.values()];
    const leaving = [...this.#picked.values(), ...faults];
    this.#leaving = leaving;
    this.clear();
    try {
      return await this.#give(units, faults, target);
    } finally {
      if (this.#leaving === leaving) this.#leaving = [];
    }
  }

  async #give(
    units: readonly string[],
    faults: readonly Fault[],
    target: string,
  ): Promise<Reason | null> {
    const { draft } = this.#context;
    const wanted: Operation[] =
      units.length === 0
        ? []
        : [{ operation: 'transfer-units', parameters: { moves: [{ units, to: target }] } }];
    let why: Reason | null = null;
    for (const fault of faults) {
      const operation = operationFor(fault, target);
      // The units that it holds may have closed it already.
      const tried =
        (await draft.work([...wanted, operation])) ?? draft.outcome([...wanted, operation]);
      if (tried.ok) wanted.push(operation);
      else why = tried.error;
    }
    if (wanted.length === 0) return why;
    const done = await performSoon(this.#context, wanted);
    return done.ok ? null : done.error;
  }
}

const FAULT_NAMES: Readonly<Record<'gap' | 'overlap', Message>> = {
  gap: { zh: '空白', en: 'Gap' },
  overlap: { zh: '重叠', en: 'Overlap' },
};
