import type { Barrier } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { type Box, boxesMeet, lineBox } from '#engine/plan/ground/area-box.ts';

/** One line of a barrier. */
export interface BarrierLine {
  barrier: Barrier;
  positions: readonly Position[];
  box: Readonly<Box>;
}

const known = new WeakMap<readonly Barrier[], readonly BarrierLine[]>();

/** The lines of barriers with their boxes, worked out once: the barriers of a plan do not change. */
function linesOf(barriers: readonly Barrier[]): readonly BarrierLine[] {
  const made = known.get(barriers);
  if (made !== undefined) return made;
  const lines = barriers.flatMap((barrier) => {
    const { geometry, underground } = barrier;
    // A tunnel marks nothing on the ground.
    if (underground === true) return [];
    const all = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
    return all.map((positions): BarrierLine => ({ barrier, positions, box: lineBox(positions) }));
  });
  known.set(barriers, lines);
  return lines;
}

/** The lines of barriers whose box meets another. */
export const barrierLinesIn = (
  barriers: readonly Barrier[],
  box: Readonly<Box>,
): readonly BarrierLine[] => linesOf(barriers).filter((line) => boxesMeet(line.box, box));
