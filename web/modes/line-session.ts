import { computed, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { Message, Position } from '#engine/coverage/types.ts';
import type { Operation, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import { LineDrawing, point } from './line-drawing.ts';
import { LiveOutcome } from './live-outcome.ts';
import { householdsLabel, movedFeatures, type Outcome } from './outcome.ts';
import type { Snap } from './snapping.ts';
import type { MapPointer, ToolContext, ToolSession } from './tool.ts';

/** What a drawn line is for. */
export interface LineTask {
  /** An outline, closed by a click on its first corner. */
  isRing?: boolean;
  /** How many clicks there must be at least. */
  least: number;
  /** Why the line may not begin there. */
  begin?(corner: Snap): Reason | null;
  /** What the line comes to; null while it comes to nothing. */
  operations(path: readonly Position[], drawing: LineDrawing): Operation[] | null;
  /** What is said when a line that comes to nothing is to be finished. */
  unfinished: Reason;
  /** The community whose gain and loss the colours show. */
  side(): string | null;
  /** Read inside a computed signal. */
  hint(clicks: number): Message;
  done?(outcome: Outcome): void;
  dropped?(): void;
}

/** What is wrong with a line that is simply not finished yet: not said before it is to be finished. */
const UNFINISHED: ReadonlySet<string> = new Set(['line-misses', 'nothing-changes']);

/** A line drawn click by click with what it would do, as it is drawn. */
export function startLine(context: ToolContext, task: LineTask): ToolSession {
  const { map } = context;
  const drawing = new LineDrawing(context);
  const live = new LiveOutcome(context);
  const clicks = signal(0);
  const problem = signal<Reason | null>(null);
  const outcome = signal<Result<Outcome, Reason> | null>(null);
  /** Of the lines: one that has been dropped is not finished. */
  let turn = 0;
  let isFinishing = false;

  const pathOf = (withPointer: boolean): Position[] => {
    if (task.isRing) return drawing.ring(withPointer);
    return withPointer ? drawing.pathToPointer : drawing.path;
  };
  const draw = (): void => {
    const now = outcome.peek();
    const location = problem.peek()?.location;
    map.sketch([
      ...(now?.ok ? movedFeatures(now.value, task.side()) : []),
      ...(task.isRing ? ringFeatures(pathOf(true)) : []),
      ...drawing.features(),
      ...(location === undefined ? [] : [point(location, 'problem')]),
    ]);
  };
  const show = (at: Position | null): void => {
    const path = pathOf(true);
    const wanted = drawing.isEmpty ? null : task.operations(path, drawing);
    if (wanted === null) {
      live.drop();
      outcome.value = null;
      problem.value = null;
      map.label(null, '');
      draw();
      return;
    }
    // The line at once, what it does when it is known.
    draw();
    live.ask(wanted, (answer) => {
      outcome.value = answer;
      problem.value = answer.ok || UNFINISHED.has(answer.error.code) ? null : answer.error;
      map.label(at, answer.ok ? householdsLabel(context, answer.value) : '');
      draw();
    });
  };
  const drop = (): void => {
    turn += 1;
    live.drop();
    drawing.clear();
    clicks.value = 0;
    problem.value = null;
    outcome.value = null;
    task.dropped?.();
    map.sketch([]);
    map.label(null, '');
  };
  const refuse = (why: Reason): void => {
    problem.value = why;
    draw();
  };
  const finish = async (): Promise<void> => {
    if (drawing.isEmpty || isFinishing) return;
    const mine = turn;
    const clicked = task.operations(pathOf(false), drawing);
    // What is seen as possible is meant: the last stretch goes to the pointer.
    const shown = outcome.peek()?.ok ? task.operations(pathOf(true), drawing) : null;
    isFinishing = true;
    let done: Result<Outcome, Reason> | null = null;
    try {
      for (const wanted of [clicked, shown]) {
        if (wanted !== null && done?.ok !== true && mine === turn)
          done = await live.perform(wanted);
      }
    } finally {
      isFinishing = false;
    }
    if (mine !== turn) return;
    if (done === null) refuse(task.unfinished);
    else if (!done.ok) refuse(done.error);
    else {
      drop();
      task.done?.(done.value);
    }
  };
  const click = (event: MapPointer): void => {
    drawing.move(event);
    if (drawing.isEmpty) {
      const held = drawing.end;
      const why = held === null ? null : (task.begin?.(held) ?? null);
      if (why !== null) {
        refuse(why);
        return;
      }
    }
    const closes = task.isRing === true && drawing.isClosing;
    const isNew = drawing.click(event);
    clicks.value = drawing.corners.length;
    if (closes || (!isNew && drawing.corners.length > 1)) {
      void finish();
      if (event.isTouch) drawing.leave();
      return;
    }
    // A finger leaves no pointer behind.
    if (event.isTouch) drawing.leave();
    if (problem.peek() === null) show(event.isTouch ? null : event.position);
  };
  const back = (): void => {
    drawing.back();
    clicks.value = drawing.corners.length;
    if (drawing.isEmpty) drop();
    else show(null);
  };

  map.cursor('crosshair');
  return {
    hint: computed(() => task.hint(clicks.value)),
    problem,
    isBegun: computed(() => clicks.value > 0),
    canFinish: computed(() => clicks.value >= task.least && outcome.value?.ok === true),
    finish: () => void finish(),
    cancel: drop,
    back,
    pointer(event) {
      switch (event.kind) {
        case 'move':
          drawing.move(event);
          show(event.position);
          return false;
        case 'leave':
          drawing.leave();
          show(null);
          return false;
        case 'click':
          click(event);
          return true;
        case 'double-click':
          if (drawing.corners.length > 1) void finish();
          return true;
        default:
          return false;
      }
    },
    key({ key }) {
      if (drawing.isEmpty) return false;
      if (key === 'Enter') void finish();
      else if (key === 'Backspace') back();
      else if (key === 'Escape') drop();
      else return false;
      return true;
    },
    end: drop,
  };
}

/** The outline as it would be closed. */
function ringFeatures(ring: readonly Position[]): Feature[] {
  if (ring.length < 3) return [];
  return [
    {
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!].map((at) => [...at])] },
      properties: { role: 'outline' },
    },
  ];
}
