import { SIDE_AXES, SIDES, type Side, sideFacing } from './compass.ts';
import type { Point } from './flat-ring.ts';
import { simplifyLine } from './simplify-line.ts';
import type { BorderPiece, BorderRun } from './trace-border.ts';

/** A piece of border that faces a side and can be seen from there. */
export interface FacingPiece {
  run: BorderRun;
  piece: BorderPiece;
}

/** Windings up to this share of the community's extent do not turn the way that a stretch faces. */
const WINDING_SHARE = 0.04;
const LEAST_WINDING_METRES = 15;
const MOST_WINDING_METRES = 150;

/** A stretch of which less than this share faces a side belongs to the others that it faces. */
const END_SHARE = 0.3;

/** Greater than a bend that still counts as part of a straight stretch, in metres. */
const windingOf = (runs: readonly BorderRun[]): number => {
  const { width, height } = extentOf(runs);
  const share = WINDING_SHARE * Math.sqrt(width * height);
  return Math.min(MOST_WINDING_METRES, Math.max(LEAST_WINDING_METRES, share));
};

/**
 * The pieces of a boundary that belong to each of its four sides.
 *
 * A piece belongs to the side that its stretch faces there, by the outward normal of the stretch without
 * its windings, so that a long diagonal belongs to the side it mostly faces; and only if it can be seen
 * from that side from afar: the flanks of a recess in the northern border face east and west, but
 * nobody would name them as the limits there. Some pieces belong to no side.
 */
export function findFacingPieces(runs: readonly BorderRun[]): Record<Side, FacingPiece[]> {
  const winding = windingOf(runs);
  const sight = new LinesOfSight(runs, winding);
  const found: Record<Side, FacingPiece[]> = { east: [], south: [], west: [], north: [] };
  for (const run of runs) {
    const sides = facedSides(run, winding);
    run.pieces.forEach((piece, i) => {
      const side = sides[i]!;
      if (sight.isOpen(piece, side)) found[side].push({ run, piece });
    });
  }
  const sides = SIDES.map((side): [Side, FacingPiece[]] => [side, withoutEnds(side, found)]);
  return Object.fromEntries(sides) as Record<Side, FacingPiece[]>;
}

/** Width of a piece as it is seen from a side. */
export function shadowOf({ start, end }: BorderPiece, side: Side): number {
  const across = SIDE_AXES[side][0] === 0 ? 0 : 1;
  return Math.abs(end[across] - start[across]);
}

/**
 * Leaves out of a side the bent ends of stretches that mostly face another one, as long as the rest makes up
 * half of the side.
 */
function withoutEnds(side: Side, found: Readonly<Record<Side, FacingPiece[]>>): FacingPiece[] {
  const lengths = Object.fromEntries(
    SIDES.map((other) => [other, lengthByRun(found[other])]),
  ) as Record<Side, Map<BorderRun, number>>;
  const isEnd = new Map<BorderRun, boolean>();
  for (const [run, length] of lengths[side]) {
    const total = SIDES.reduce((sum, other) => sum + (lengths[other].get(run) ?? 0), 0);
    isEnd.set(run, length < END_SHARE * total);
  }
  const rest = found[side].filter(({ run }) => isEnd.get(run) === false);
  const shadow = (list: readonly FacingPiece[]): number =>
    list.reduce((sum, { piece }) => sum + shadowOf(piece, side), 0);
  return shadow(rest) >= shadow(found[side]) / 2 ? rest : found[side];
}

function lengthByRun(list: readonly FacingPiece[]): Map<BorderRun, number> {
  const lengths = new Map<BorderRun, number>();
  for (const { run, piece } of list) {
    lengths.set(run, (lengths.get(run) ?? 0) + piece.lengthMetres);
  }
  return lengths;
}

export function extentOf(runs: readonly BorderRun[]) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { pieces } of runs) {
    for (const { start } of pieces) {
      west = Math.min(west, start[0]);
      east = Math.max(east, start[0]);
      south = Math.min(south, start[1]);
      north = Math.max(north, start[1]);
    }
  }
  return { west, south, east, north, width: east - west, height: north - south };
}

/** The side that each piece of a stretch faces. */
function facedSides({ pieces }: BorderRun, winding: number): Side[] {
  const points: Point[] = [pieces[0]!.start, ...pieces.map(({ end }) => end)];
  const kept = simplifyLine(points, winding);
  const sides: Side[] = [];
  for (let k = 1; k < kept.length; k++) {
    const [ax, ay] = points[kept[k - 1]!]!;
    const [bx, by] = points[kept[k]!]!;
    // Clockwise around the community, the outside is on the left.
    const side = sideFacing(ay - by, bx - ax);
    for (let i = kept[k - 1]!; i < kept[k]!; i++) sides.push(side);
  }
  return sides;
}

/** Does anything of a boundary stand between a piece of it and the distance? */
class LinesOfSight {
  private readonly pieces: readonly BorderPiece[];
  private readonly near: number;
  /** Pieces by the rows and columns of the extent that they reach into. */
  private readonly rows: Slabs;
  private readonly columns: Slabs;

  /** @param near what stands no further away than this, in metres, hides nothing */
  constructor(runs: readonly BorderRun[], near: number) {
    this.pieces = runs.flatMap(({ pieces }) => pieces);
    this.near = near;
    this.rows = new Slabs(this.pieces, 1);
    this.columns = new Slabs(this.pieces, 0);
  }

  isOpen(piece: BorderPiece, side: Side): boolean {
    const [axisX] = SIDE_AXES[side];
    const along = axisX !== 0 ? 0 : 1;
    const across = 1 - along;
    const sign = SIDE_AXES[side][along]!;
    const at = (piece.start[along]! + piece.end[along]!) / 2;
    const level = (piece.start[across]! + piece.end[across]!) / 2;
    const slabs = across === 1 ? this.rows : this.columns;
    return !slabs.at(level).some((i) => {
      const other = this.pieces[i]!;
      if (other === piece) return false;
      const [a, b] = [other.start[across]!, other.end[across]!];
      if (a > level === b > level) return false;
      const share = (level - a) / (b - a);
      const place = other.start[along]! + share * (other.end[along]! - other.start[along]!);
      return sign * (place - at) > this.near;
    });
  }
}

class Slabs {
  private readonly slabs: number[][];
  private readonly low: number;
  private readonly high: number;

  constructor(pieces: readonly BorderPiece[], axis: 0 | 1) {
    const levels = pieces.map(({ start }) => start[axis]);
    this.low = levels.reduce((least, level) => Math.min(least, level), Infinity);
    this.high = levels.reduce((most, level) => Math.max(most, level), -Infinity);
    this.slabs = Array.from({ length: Math.max(1, Math.ceil(pieces.length / 4)) }, () => []);
    pieces.forEach(({ start, end }, i) => {
      const [a, b] = [this.slabOf(start[axis]), this.slabOf(end[axis])];
      for (let slab = Math.min(a, b); slab <= Math.max(a, b); slab++) this.slabs[slab]!.push(i);
    });
  }

  at(level: number): readonly number[] {
    return this.slabs[this.slabOf(level)]!;
  }

  private slabOf(level: number): number {
    const height = this.high - this.low;
    if (!(height > 0)) return 0;
    const slab = Math.floor(((level - this.low) / height) * this.slabs.length);
    return Math.max(0, Math.min(this.slabs.length - 1, slab));
  }
}
