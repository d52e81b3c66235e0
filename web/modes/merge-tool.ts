import { computed, effect, signal } from '@preact/signals';
import type { Feature, Geometry } from 'geojson';
import type { Message, Position } from '#engine/coverage/types.ts';
import type { Operation, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import { communityNamed } from './community-name.ts';
import { communityAt } from './ground.ts';
import { LiveOutcome } from './live-outcome.ts';
import { lockedReason } from './locks.ts';
import { householdsLabel, type Outcome, seenFrom } from './outcome.ts';
import type { Tool, ToolContext, ToolSession } from './tool.ts';

/** Communities are picked one after the other and become one: the first one's. */
export const mergeTool: Tool = {
  id: 'merge',
  icon: 'M2 5h5v6H2z M9 5h5v6H9z M7 8h2',
  name: { zh: '合并社区', en: 'Merge' },
  key: 'm',
  disabled: (_store, draft) =>
    (draft?.state.value.communities.size ?? 0) < 2
      ? { zh: '至少要有两个社区才能合并。', en: 'There must be two communities at least to merge.' }
      : null,
  start: startMerging,
};

function startMerging(context: ToolContext): ToolSession {
  const { draft, map, store } = context;
  const { planner } = store;
  const live = new LiveOutcome(context);
  const problem = signal<Reason | null>(null);
  /** What the picked ones come to; null while it is worked out. */
  const result = signal<Result<Outcome, Reason> | null>(null);
  let asked = 0;
  const endResult = effect(() => {
    const wanted = operation(planner.picked.value);
    // `seenFrom` peeks: what the answer depends on is named here.
    void [draft.state.value, planner.locked.value];
    const turn = ++asked;
    result.value = null;
    if (wanted === null) return;
    void draft.work([wanted]).then((worked) => {
      // Where the head has moved meanwhile it is asked again.
      if (turn === asked && worked !== null) result.value = seenFrom(context, worked);
    });
  });

  const show = (hover: string | null): void => {
    const picked = planner.picked.peek();
    const shown = hover === null || picked.includes(hover) ? picked : [...picked, hover];
    map.sketch(
      shown.flatMap((id): Feature[] => {
        const community = draft.state.peek().communities.get(id);
        if (community === undefined) return [];
        const role = picked.includes(id) ? (id === picked[0] ? 'area' : 'take') : 'line';
        return [
          { type: 'Feature', geometry: community.geometry as Geometry, properties: { role } },
        ];
      }),
    );
  };
  const drop = (): void => {
    live.drop();
    planner.pick([]);
    problem.value = null;
    map.sketch([]);
    map.label(null, '');
  };
  const finish = async (): Promise<void> => {
    const [into] = planner.picked.peek();
    const wanted = operation(planner.picked.peek());
    if (wanted === null) return;
    const done = await live.perform([wanted]);
    if (!done.ok) problem.value = done.error;
    else {
      drop();
      if (into !== undefined) store.select({ kind: 'community', id: into });
    }
  };
  const hoverOver = (over: string | null, position: Position): void => {
    show(over);
    const picked = planner.picked.peek();
    const wanted = operation(over === null || picked.includes(over) ? picked : [...picked, over]);
    if (wanted === null) {
      live.drop();
      map.label(null, '');
      return;
    }
    live.ask([wanted], (answer) =>
      map.label(position, answer.ok ? householdsLabel(context, answer.value) : ''),
    );
  };
  const pickOver = (over: string, position: Position): void => {
    problem.value = planner.locked.peek().has(over)
      ? lockedReason(draft.state.peek(), over, position)
      : null;
    if (problem.peek() !== null) return;
    const picked = planner.picked.peek();
    planner.pick(picked.includes(over) ? picked.filter((id) => id !== over) : [...picked, over]);
    show(null);
  };

  map.cursor('pointer');
  // A card or a list may have picked some already.
  show(null);
  return {
    hint: computed((): Message => {
      const [into, ...others] = planner.picked.value;
      if (into === undefined) return FIRST;
      const name = communityNamed(draft.state.value, into);
      if (others.length === 0) {
        return {
          zh: `再单击要并入“${name.zh}”的相邻社区。`,
          en: `Click the neighbours that become part of ${name.en}.`,
        };
      }
      const count = planner.picked.value.length;
      return {
        zh: `按 Enter 把 ${count} 个社区合并为“${name.zh}”；再次单击可取消选择。`,
        en: `Press Enter to merge ${count} communities into ${name.en}; click one again to leave it out.`,
      };
    }),
    problem: computed(() => {
      const known = result.value;
      return problem.value ?? (known !== null && !known.ok ? known.error : null);
    }),
    isBegun: computed(() => planner.picked.value.length > 0),
    canFinish: computed(() => result.value?.ok === true),
    finish: () => void finish(),
    cancel: drop,
    pointer({ kind, position }) {
      if (kind === 'leave') {
        live.drop();
        show(null);
        map.label(null, '');
        return false;
      }
      if (kind === 'double-click') return true;
      if (kind !== 'move' && kind !== 'click') return false;
      const over = communityAt(draft.state.peek(), position)?.id ?? null;
      if (kind === 'move') {
        hoverOver(over, position);
        return false;
      }
      if (over !== null) pickOver(over, position);
      return true;
    },
    key({ key }) {
      if (planner.picked.peek().length === 0) return false;
      if (key === 'Enter') void finish();
      else if (key === 'Escape') drop();
      else return false;
      return true;
    },
    end() {
      endResult();
      drop();
    },
  };
}

function operation(picked: readonly string[]): Operation | null {
  const [into] = picked;
  if (into === undefined || picked.length < 2) return null;
  return { operation: 'merge', parameters: { communities: picked, into } };
}

const FIRST: Message = {
  zh: '单击合并后保留名称和编号的社区，再单击要并入的相邻社区。',
  en: 'Click the community that keeps its name, then the neighbours that become part of it.',
};
