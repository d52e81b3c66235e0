import { computed, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { Barrier } from '#engine/barriers/types.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { Position } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import type { Operation, PlanState } from '#engine/plan/types.ts';
import { err, ok } from '#engine/result.ts';
import type { MapPointer, ToolContext } from '../../../web/modes/tool.ts';
import { tryOperations } from '../../../web/state/draft/step.ts';
import { previewOf, type Worked, workOut } from '../../../web/state/draft/work-out.ts';
import { ready } from '../../../web/state/loadable.ts';
import { at, planOf, square } from './squares-plan.ts';

/** A pixel of the map of these tests is a metre, nearly. */
const PIXEL = 1e-5;

export interface Recorded {
  sketch: readonly Feature[];
  label: string;
  run: (readonly Operation[])[];
  /** The plan as the tools see it. */
  plan: () => PlanState;
}

/** The page as a tool knows it, without the page: two squares side by side, or what is given. */
export function toolContext(
  given: { plan?: PlanState; units?: readonly UnitInput[]; barriers?: readonly Barrier[] } = {},
): {
  context: ToolContext;
  recorded: Recorded;
  select: (id: string) => void;
  lock: (...ids: string[]) => void;
} {
  const state = signal(given.plan ?? planOf({ a: square(0, 0), b: square(1, 0) }));
  const selection = signal<{ kind: 'community'; id: string } | null>(null);
  const locked = signal<ReadonlySet<string>>(new Set());
  const picked = signal<readonly string[]>([]);
  const material = {
    units: given.units ?? [],
    barriers: given.barriers ?? [],
    policy: null,
    base: state.peek(),
  };
  const recorded: Recorded = { sketch: [], label: '', run: [], plan: () => state.peek() };
  const context = {
    store: {
      language: signal('zh'),
      selection,
      select: (next: typeof selection.value) => {
        selection.value = next;
      },
      planner: {
        locked,
        picked,
        pick: (ids: readonly string[]) => {
          picked.value = ids;
        },
      },
    },
    draft: {
      state,
      shown: computed(() => state.value),
      material,
      audit: computed(() => ready(auditCoverage([...state.value.communities.values()]))),
      outcome: (operations: readonly Operation[]) =>
        tryOperations(state.peek(), operations, material),
      async work(operations: readonly Operation[]) {
        const before = state.peek();
        const worked = workOut(before, operations, material);
        await Promise.resolve();
        return state.peek() === before ? worked : null;
      },
      take(worked: Worked) {
        recorded.run.push(worked.operations);
        state.value = previewOf(state.peek(), worked).state;
      },
      run(operations: Operation | readonly Operation[]) {
        const list = Array.isArray(operations) ? operations : [operations as Operation];
        const tried = tryOperations(state.peek(), list, material);
        if (!tried.ok) return err(tried.error);
        recorded.run.push(list);
        state.value = tried.value.state;
        return ok(undefined);
      },
    },
    map: {
      sketch: (features: readonly Feature[]) => {
        recorded.sketch = features;
      },
      lock: () => undefined,
      label: (position: Position | null, text: string) => {
        recorded.label = position === null ? '' : text;
      },
      cursor: () => undefined,
      project: ([lon = 0, lat = 0]: Position) => ({
        x: (lon - 120) / PIXEL,
        y: (30 - lat) / PIXEL,
      }),
      unproject: ({ x, y }: { x: number; y: number }): Position => [
        120 + x * PIXEL,
        30 - y * PIXEL,
      ],
      metresPerPixel: () => 1,
    },
  } as unknown as ToolContext;
  return {
    context,
    recorded,
    select: (id) => {
      selection.value = { kind: 'community', id };
    },
    lock: (...ids) => {
      locked.value = new Set(ids);
    },
  };
}

/** The pointer over a place of the squares. */
export function pointer(
  kind: MapPointer['kind'],
  x: number,
  y: number,
  more: Partial<MapPointer> = {},
): MapPointer {
  const position = at(x, y);
  const [lon = 0, lat = 0] = position;
  return {
    kind,
    position,
    point: { x: (lon - 120) / PIXEL, y: (30 - lat) / PIXEL },
    button: 0,
    shiftKey: false,
    altKey: false,
    ctrlKey: false,
    isTouch: false,
    ...more,
  };
}
