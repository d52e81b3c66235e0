import { computed, signal } from '@preact/signals';
import type { Feature, Geometry } from 'geojson';
import type { Message, Position } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { communityOf } from '#engine/plan/recount.ts';
import type { NewCommunity, Operation, Reason } from '#engine/plan/types.ts';
import { unitsOf } from '#engine/plan/units-of.ts';
import { formatCount } from '../i18n/format.ts';
import { Brush } from './brush.ts';
import { communityNamed } from './community-name.ts';
import { communityAt, householdsOf } from './ground.ts';
import { lockedReason } from './locks.ts';
import { newCommunities } from './new-names.ts';
import { perform } from './outcome.ts';
import type { MapPointer, Tool, ToolContext, ToolSession } from './tool.ts';
import { NO_UNITS } from './unit-picking.ts';

/** More parts than a key has digits are made in steps. */
const MOST_PARTS = 5;

/** A community is divided by units: those that are painted become a new community, the rest stays. */
export const splitUnitsTool: Tool = {
  id: 'split-units',
  icon: 'M2 3h5v5H2z M9 3h5v5H9z M2 10h5v3H2z M9.5 11.5h4 M11.5 9.5v4',
  name: { zh: '分块拆分', en: 'Split by units' },
  key: 'e',
  disabled: (_store, draft) => ((draft?.material.units?.length ?? 0) === 0 ? NO_UNITS : null),
  start: startSplitting,
};

function startSplitting(context: ToolContext): ToolSession {
  const { draft, map, store } = context;
  const brush = new Brush(draft.material.units ?? [], map);
  /** Unit → which new community it goes to, from 2 on. */
  const parts = signal<ReadonlyMap<UnitInput, number>>(new Map());
  const part = signal(2);
  const problem = signal<Reason | null>(null);
  let isDown = false;
  /** A stroke that begins on a painted unit takes units out again. */
  let isErasing = false;

  const community = computed(() => {
    const selection = store.selection.value;
    const isThere =
      selection?.kind === 'community' && draft.state.value.communities.has(selection.id);
    return isThere ? selection.id : null;
  });
  const isOwn = (unit: UnitInput): boolean =>
    communityOf(draft.state.peek(), unit) === community.peek();

  const show = (pointer: MapPointer | null): void => {
    const features = [...parts.peek()].map(
      ([unit, number]): Feature => ({
        type: 'Feature',
        geometry: unit.geometry as Geometry,
        properties: { role: number % 2 === 0 ? 'take' : 'give' },
      }),
    );
    if (pointer !== null) features.push(...brush.features(pointer.position, isOwn));
    map.sketch(features);
    const isTold = pointer !== null && parts.peek().size > 0;
    map.label(isTold ? pointer.position : null, isTold ? label() : '');
  };

  const label = (): string => {
    const id = community.peek();
    if (id === null) return '';
    const language = store.language.peek();
    const own = unitsOf(draft.state.peek(), draft.material, id);
    const rest = own.filter((unit) => !parts.peek().has(unit));
    const line = (name: string, units: readonly UnitInput[]): string => {
      const households = householdsOf(units);
      const count = formatCount(households ?? units.length, language);
      if (language === 'zh') return `${name} ${count} ${households === null ? '个地块' : '户'}`;
      return `${name} ${count}${households === null ? ' units' : ''}`;
    };
    const made = madeParts().map(({ name, nameEn, id: newId }, i) =>
      line((language === 'zh' ? name : nameEn) ?? name ?? newId, unitsIn(numbers()[i] ?? 0)),
    );
    return [line(communityNamed(draft.state.peek(), id)[language], rest), ...made].join('\n');
  };
  const numbers = (): number[] => [...new Set(parts.peek().values())].sort((a, b) => a - b);
  const unitsIn = (number: number): UnitInput[] =>
    [...parts.peek()].filter(([, one]) => one === number).map(([unit]) => unit);
  const madeParts = (): NewCommunity[] =>
    newCommunities(draft.state.peek(), community.peek() ?? '', numbers().length);

  const take = (event: MapPointer): void => {
    const next = new Map(parts.peek());
    for (const unit of brush.stroke(event)) {
      if (!isOwn(unit)) continue;
      if (isErasing) next.delete(unit);
      else next.set(unit, part.peek());
    }
    parts.value = next;
  };
  const press = (event: MapPointer): void => {
    const over = communityAt(draft.state.peek(), event.position)?.id ?? null;
    problem.value = null;
    if (
      community.peek() === null ||
      event.altKey ||
      (parts.peek().size === 0 && over !== community.peek())
    ) {
      choose(over, event.position);
      return;
    }
    isDown = true;
    brush.lift();
    const [first] = brush.stroke(event);
    isErasing = first !== undefined && parts.peek().get(first) === part.peek();
    brush.lift();
    take(event);
    show(event);
  };
  const choose = (id: string | null, at: Position): void => {
    if (id === null) return;
    if (store.planner.locked.peek().has(id)) {
      problem.value = lockedReason(draft.state.peek(), id, at);
      return;
    }
    drop();
    store.select({ kind: 'community', id });
  };
  const drop = (): void => {
    isDown = false;
    brush.lift();
    parts.value = new Map();
    part.value = 2;
    problem.value = null;
    map.sketch([]);
    map.label(null, '');
  };
  const operation = (): Operation | null => {
    const id = community.peek();
    if (id === null || parts.peek().size === 0) return null;
    const order = numbers();
    return {
      operation: 'split-into-parts',
      parameters: {
        community: id,
        parts: [
          {
            id,
            units: unitsOf(draft.state.peek(), draft.material, id)
              .filter((unit) => !parts.peek().has(unit))
              .map((unit) => unit.id),
          },
          ...madeParts().map((made, i) => ({
            ...made,
            units: unitsIn(order[i] ?? 0).map((unit) => unit.id),
          })),
        ],
      },
    };
  };
  const finish = (): void => {
    const wanted = operation();
    if (wanted === null) return;
    const id = community.peek();
    const done = perform(context, [wanted]);
    if (!done.ok) problem.value = done.error;
    else {
      drop();
      if (id !== null) store.select({ kind: 'community', id });
    }
  };

  map.cursor('crosshair');
  return {
    hint: computed((): Message => {
      const id = community.value;
      if (id === null) return FIRST;
      const name = communityNamed(draft.state.value, id);
      if (parts.value.size === 0) {
        return {
          zh: `涂抹要从“${name.zh}”分出的地块；也可在“建议”面板让系统提出拆分方案。`,
          en: `Paint the units to be split off ${name.en}; the Suggest panel proposes splits as well.`,
        };
      }
      return {
        zh: `正在涂抹第 ${part.value - 1} 个新社区（数字键 1–${MOST_PARTS - 1} 切换）；再涂一次取消，按 Enter 完成。`,
        en: `Painting new community ${part.value - 1} (keys 1–${MOST_PARTS - 1} switch); paint again to take units out, Enter to finish.`,
      };
    }),
    problem: computed(() => {
      const id = community.value;
      if (problem.value !== null) return problem.value;
      return id !== null && store.planner.locked.value.has(id)
        ? lockedReason(draft.state.value, id)
        : null;
    }),
    isDragged: true,
    isHolding: () => isDown,
    isBegun: computed(() => parts.value.size > 0),
    canFinish: computed(() => parts.value.size > 0),
    finish,
    cancel: drop,
    pointer(event) {
      if (event.kind === 'leave') {
        if (!isDown) show(null);
        return false;
      }
      if (event.kind === 'down' && event.button === 0) {
        press(event);
        return true;
      }
      if (event.kind === 'move') {
        if (isDown) take(event);
        show(event);
        return isDown;
      }
      if (event.kind === 'up' && isDown) {
        isDown = false;
        brush.lift();
        show(event.isTouch ? null : event);
        return true;
      }
      return event.kind === 'click';
    },
    key({ key }) {
      if (brush.key(key)) return true;
      const number = Number(key);
      if (parts.peek().size > 0 && number >= 1 && number < MOST_PARTS) part.value = number + 1;
      else if (key === 'Enter' && parts.peek().size > 0) finish();
      else if (key === 'Escape' && (parts.peek().size > 0 || problem.peek() !== null)) drop();
      else return false;
      return true;
    },
    end: drop,
  };
}

const FIRST: Message = {
  zh: '单击要拆分的社区，再涂抹要分出的地块。',
  en: 'Click the community to be split, then paint the units that leave it.',
};
