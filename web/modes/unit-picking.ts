import type { Feature, Geometry } from 'geojson';
import type { Message } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { communityOf } from '#engine/plan/recount.ts';
import type { Reason } from '#engine/plan/types.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatCount } from '../i18n/format.ts';
import { communityNamed } from './community-name.ts';
import { householdsOf } from './ground.ts';
import { lockedReason } from './locks.ts';
import { perform } from './outcome.ts';
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

  constructor(context: ToolContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#picked.size;
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

  replace(units: readonly UnitInput[], target: string, source: string | null = null): void {
    this.#picked.clear();
    this.add(units, target, source);
  }

  clear(): void {
    this.#picked.clear();
  }

  /** What the map shows of them. */
  features(role: 'take' | 'area' = 'take'): Feature[] {
    return [...this.#picked.values()].map((unit) => ({
      type: 'Feature',
      geometry: unit.geometry as Geometry,
      properties: { role },
    }));
  }

  /** `南浦社区 2,060 → 2,310 户`: what the target will have, and a line for each community that gives. */
  label(target: string): string {
    const { draft } = this.#context;
    const givers = new Map<string, UnitInput[]>();
    for (const unit of this.#picked.values()) {
      const from = communityOf(draft.state.peek(), unit) ?? null;
      if (from === null) continue;
      const known = givers.get(from);
      if (known === undefined) givers.set(from, [unit]);
      else known.push(unit);
    }
    const lines = [...givers].slice(0, MOST_GIVERS).map(([id, units]) => this.#line(id, units, -1));
    return [this.#line(target, [...this.#picked.values()], 1), ...lines].join('\n');
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
    const [now, then] = [before.value, before.value + sign * moved].map((n) =>
      formatCount(n, language),
    );
    return language === 'zh' ? `${name} ${now} → ${then} 户` : `${name} ${now} → ${then}`;
  }

  /** Gives the units to the target: one step of the history. @returns why that may not be */
  give(target: string): Reason | null {
    if (this.#picked.size === 0) return null;
    const units = [...this.#picked.keys()];
    this.#picked.clear();
    const done = perform(this.#context, [
      { operation: 'transfer-units', parameters: { moves: [{ units, to: target }] } },
    ]);
    return done.ok ? null : done.error;
  }
}
