import type { Feature, Geometry } from 'geojson';
import type { Message } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { communityOf } from '#engine/plan/recount.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatCount } from '../i18n/format.ts';
import { communityNamed } from './community-name.ts';
import { householdsOf } from './ground.ts';
import type { ToolContext } from './tool.ts';

/** Why units cannot be picked at all: the town has none. */
export const NO_UNITS: Message = {
  zh: '本镇街没有地块数据，无法按地块调整；可用“沿线拆分”或“移动边界”。',
  en: 'This town has no units; split by a line or drag borders instead.',
};

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

  setTarget(id: string): void {
    this.#context.store.select({ kind: 'community', id });
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

  /** `南浦社区 2,060 → 2,310 户`: what the target will have. */
  label(target: string): string {
    const { store, draft } = this.#context;
    const language = store.language.peek();
    const community = draft.state.peek().communities.get(target);
    const name = communityNamed(draft.state.peek(), target)[language];
    const before = readFigure(community?.properties, FIELDS.households);
    const gain = householdsOf(this.#picked.values());
    if (before.state !== 'known' || gain === null) {
      const count = formatCount(this.#picked.size, language);
      return language === 'zh' ? `${name} +${count} 个地块` : `${name} +${count} units`;
    }
    const [now, then] = [before.value, before.value + gain].map((n) => formatCount(n, language));
    return language === 'zh' ? `${name} ${now} → ${then} 户` : `${name} ${now} → ${then}`;
  }

  /** Gives the units to the target: one step of the history. */
  give(target: string): void {
    if (this.#picked.size === 0) return;
    const units = [...this.#picked.keys()];
    this.#picked.clear();
    this.#context.draft.run({
      operation: 'transfer-units',
      parameters: { moves: [{ units, to: target }] },
    });
  }
}
