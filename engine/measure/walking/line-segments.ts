import type { Barrier, BarrierClass } from '../../barriers/types.ts';
import type { Position } from '../../coverage/types.ts';

/** Longitude and latitude of both ends, four numbers a segment; none of length 0. */
export function segmentsOf(
  barriers: readonly Barrier[],
  classes: ReadonlySet<BarrierClass>,
): Float64Array {
  const ends: number[] = [];
  for (const { class: barrierClass, geometry } of barriers) {
    if (!classes.has(barrierClass)) continue;
    const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
    for (const line of lines) addLine(line, ends);
  }
  return Float64Array.from(ends);
}

function addLine(line: readonly Position[], ends: number[]): void {
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = line[i - 1] as [number, number];
    const [bx, by] = line[i] as [number, number];
    if (ax !== bx || ay !== by) ends.push(ax, ay, bx, by);
  }
}
