import { BarrierIndex } from '../barriers/barrier-index.ts';
import { matchBorder } from '../barriers/match-border.ts';
import type { Barrier, BarrierReference, BorderStretch } from '../barriers/types.ts';
import { halfEdgeOrigin, twinOf } from '../coverage/trace-faces.ts';
import { vertexPosition } from '../coverage/trace-region.ts';
import type { Position } from '../coverage/types.ts';
import type { FinalBorders } from './keep-borders.ts';
import type { UnitBorder } from './types.ts';

/** Half-edges of one unit in succession that have the same neighbour and the same line. */
interface Run {
  unit: number;
  other: number | null;
  line: number;
  halfEdges: number[];
}

/**
 * The borders of all units, by pairs: of a unit with each neighbour, and with what is no ground.
 * Their stretches run with the first unit on the left. A stretch along a line that cut the units is known
 * from the cutting; the outline and the borders of communities are matched to the barriers that they follow.
 * @param faceOfUnit the face of each unit
 * @param barriers what the other borders may follow
 * @param toleranceMetres how far from it, 0: nowhere
 */
export function traceBorders(
  graph: FinalBorders,
  faceOfUnit: readonly number[],
  barriers: readonly Barrier[],
  toleranceMetres: number,
): UnitBorder[] {
  const unitOfFace = new Int32Array(graph.faces.faceCount).fill(-1);
  faceOfUnit.forEach((face, unit) => {
    unitOfFace[face] = unit;
  });
  const index = new BarrierIndex(barriers);
  const byPair = new Map<string, UnitBorder>();
  faceOfUnit.forEach((face, unit) => {
    for (const run of runsOf(graph, face, unit, unitOfFace)) {
      const { other } = run;
      // A border between two units is told by the first of them.
      if (other !== null && other < unit) continue;
      const key = `${unit},${other}`;
      const border = byPair.get(key) ?? { units: [unit, other], lengthMetres: 0, stretches: [] };
      byPair.set(key, border);
      for (const stretch of stretchesOf(graph, run, index, toleranceMetres)) {
        border.stretches.push(stretch);
        border.lengthMetres += stretch.lengthMetres;
      }
    }
  });
  return [...byPair.values()].sort(
    (a, b) => a.units[0] - b.units[0] || (a.units[1] ?? Infinity) - (b.units[1] ?? Infinity),
  );
}

/** The runs of a unit's boundary, each beginning where the neighbour or the line changes. */
function runsOf(graph: FinalBorders, face: number, unit: number, unitOfFace: Int32Array): Run[] {
  const { faces, boundaries, lineOf } = graph;
  const otherOf = (h: number): number => unitOfFace[faces.faceOf[twinOf(h)]!]!;
  const goesOn = (h: number, next: number): boolean =>
    otherOf(h) === otherOf(next) && lineOf[h >> 1] === lineOf[next >> 1];
  const seen = new Set<number>();
  const runs: Run[] = [];
  for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
    const seed = boundaries.list[i]!;
    if (seen.has(seed)) continue;
    const cycle: number[] = [];
    for (let h = seed; !seen.has(h); h = faces.next[h]!) {
      seen.add(h);
      cycle.push(h);
    }
    const first = cycle.findIndex((h, k) => !goesOn(cycle.at(k - 1)!, h));
    const ordered = first > 0 ? [...cycle.slice(first), ...cycle.slice(0, first)] : cycle;
    ordered.forEach((h, k) => {
      const known = runs.at(-1);
      if (k > 0 && known && goesOn(ordered[k - 1]!, h)) known.halfEdges.push(h);
      else {
        const other = otherOf(h);
        runs.push({ unit, other: other < 0 ? null : other, line: lineOf[h >> 1]!, halfEdges: [h] });
      }
    });
  }
  return runs;
}

function stretchesOf(
  graph: FinalBorders,
  { line, halfEdges }: Run,
  index: BarrierIndex,
  toleranceMetres: number,
): BorderStretch[] {
  const coordinates = pathOf(graph, halfEdges);
  if (line < 0 && toleranceMetres > 0) {
    return matchBorder(coordinates, index, { toleranceMetres });
  }
  const lengthMetres = halfEdges.reduce((sum, h) => sum + graph.edgeLength[h >> 1]!, 0);
  const barrier = line < 0 ? null : referenceTo(graph.lines[line]!);
  return [{ barrier, lengthMetres, coordinates }];
}

function pathOf({ noded }: FinalBorders, halfEdges: readonly number[]): Position[] {
  const path = halfEdges.map((h) => vertexPosition(noded, halfEdgeOrigin(noded, h)));
  path.push(vertexPosition(noded, halfEdgeOrigin(noded, twinOf(halfEdges.at(-1)!))));
  return path;
}

export const referenceTo = ({
  id,
  class: barrierClass,
  name,
  nameEn,
}: Barrier): BarrierReference => ({
  id,
  class: barrierClass,
  ...(name === undefined ? {} : { name }),
  ...(nameEn === undefined ? {} : { nameEn }),
});
