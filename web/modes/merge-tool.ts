import { computed } from '@preact/signals';
import type { Feature, Geometry } from 'geojson';
import type { Message } from '#engine/coverage/types.ts';
import type { Operation } from '#engine/plan/types.ts';
import { communityNamed } from './community-name.ts';
import { communityAt } from './ground.ts';
import { householdsLabel, outcomeOf } from './outcome.ts';
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

  const operation = (picked: readonly string[]): Operation | null => {
    const [into] = picked;
    if (into === undefined || picked.length < 2) return null;
    return { operation: 'merge', parameters: { communities: picked, into } };
  };
  const show = (hover: string | null): void => {
    const picked = planner.picked.peek();
    const shown = hover === null || picked.includes(hover) ? picked : [...picked, hover];
    map.sketch(
      shown.flatMap((id): Feature[] => {
        const community = draft.state.peek().communities.get(id);
        if (community === undefined) return [];
        const role = picked.includes(id) ? 'area' : 'line';
        return [
          { type: 'Feature', geometry: community.geometry as Geometry, properties: { role } },
        ];
      }),
    );
  };
  const drop = (): void => {
    planner.pick([]);
    map.sketch([]);
    map.label(null, '');
  };
  const finish = (): void => {
    const wanted = operation(planner.picked.peek());
    if (wanted === null || !draft.run(wanted).ok) return;
    const [into] = planner.picked.peek();
    drop();
    if (into !== undefined) store.select({ kind: 'community', id: into });
  };

  map.cursor('pointer');
  show(null);
  return {
    hint: computed((): Message => {
      const picked = planner.picked.value;
      const [into, ...others] = picked;
      if (into === undefined) return FIRST;
      const state = draft.state.value;
      const name = communityNamed(state, into);
      if (others.length === 0) {
        return {
          zh: `再单击要并入“${name.zh}”的相邻社区。`,
          en: `Click the neighbours that become part of ${name.en}.`,
        };
      }
      const wanted = operation(picked);
      const reason = wanted === null ? null : draft.can(wanted);
      if (reason !== null) return reason.message;
      return {
        zh: `按 Enter 合并为“${name.zh}”（${picked.length} 个社区），再次单击可取消选择。`,
        en: `Press Enter to merge ${picked.length} communities into ${name.en}; click one again to leave it out.`,
      };
    }),
    pointer({ kind, position }) {
      const over = communityAt(draft.state.peek(), position)?.id ?? null;
      if (kind === 'move') {
        show(over);
        const picked = planner.picked.peek();
        const wanted = operation(
          over === null || picked.includes(over) ? picked : [...picked, over],
        );
        const outcome = wanted === null ? null : outcomeOf(context, wanted);
        map.label(position, outcome?.ok ? householdsLabel(context, outcome.value) : '');
        return false;
      }
      if (kind === 'double-click') return true;
      if (kind !== 'click') return false;
      if (over === null) return true;
      const picked = planner.picked.peek();
      if (planner.locked.peek().has(over)) return true;
      planner.pick(picked.includes(over) ? picked.filter((id) => id !== over) : [...picked, over]);
      show(null);
      return true;
    },
    key({ key }) {
      if (planner.picked.peek().length === 0) return false;
      if (key === 'Enter') finish();
      else if (key === 'Escape') drop();
      else return false;
      return true;
    },
    end: drop,
  };
}

const FIRST: Message = {
  zh: '单击合并后保留名称和编号的社区，再单击要并入的相邻社区。',
  en: 'Click the community that keeps its name, then the neighbours that become part of it.',
};
