import { lineLength } from '../barriers/line-length.ts';
import { DEFAULT_SETTINGS } from '../coverage/audit.ts';
import { findAdjacency } from '../coverage/find-adjacency.ts';
import { findInvalid } from '../coverage/find-invalid.ts';
import { QuickValidity } from '../coverage/residual/looks-valid.ts';
import { matchCoverage } from '../coverage/residual/match-coverage.ts';
import type { SegmentMatch } from '../coverage/residual/match-segments.ts';
import { latitudeTable, measureMatched } from '../coverage/residual/measure-matched.ts';
import { borderOf } from '../coverage/residual/measure-residual.ts';
import type { ResidualGraph } from '../coverage/residual/residual-graph.ts';
import { Surroundings } from '../coverage/surroundings.ts';
import type { AreaGeometry, Position } from '../coverage/types.ts';
import { type PackedAreas, packAreas } from '../geometry/packed-areas.ts';
import { BorderEdges, OUTSIDE } from './border-edges.ts';
import { addNearBorders, type LooseEdges } from './near-borders.ts';

/** The border of two areas, or of an area and the outside of the coverage. */
export interface SharedBorder {
  /** Indexes of the areas, the smaller first; null: the outside. */
  areas: [number, number | null];
  /**
   * Maximal chains with the first area on their left. They end where three or more borders meet; a
   * closed one repeats its first position.
   */
  lines: Position[][];
  /** Geodesic, all lines together. */
  lengthMetres: number;
}

export interface SharedBorderOptions {
  /** Borders that run within this of one another are shared. Metres, default 0.1. */
  toleranceMetres?: number;
}

/**
 * The borders of a coverage: for each pair of areas that share one of positive length, and for each
 * area that borders the outside, the lines of that border.
 *
 * Pairs and lengths are those of the audit's adjacency (find-adjacency.ts). Where borders match, in their
 * vertices or with vertices of one on the other's segments, they are shared exactly; where they only run within the tolerance
 * of one another, the shorter of the two lines stands for both. Areas that meet along less than ten
 * tolerances, seen from both, meet at a corner and share no border; contact in a point is none.
 * A border between two parts of one area is none.
 *
 * Near-linear; the cost of what matches is that of hashing its segments.
 * @param geometries valid areas that do not overlap; where some do, borders inside others count as
 *   borders with the outside
 * @returns by the first area, then by the second, the outside last
 * @throws RangeError when the tolerance is negative or no number, or an area is invalid
 */
export function sharedBorders(
  geometries: readonly AreaGeometry[],
  options: SharedBorderOptions = {},
): SharedBorder[] {
  const tolerance = options.toleranceMetres ?? DEFAULT_SETTINGS.toleranceMetres;
  if (!(tolerance >= 0 && Number.isFinite(tolerance))) {
    throw new RangeError(`toleranceMetres must be a number of at least 0, not ${tolerance}`);
  }
  const packed = packAreas(geometries);
  assertValid(geometries, packed);
  const { match, graph } = matchCoverage(packed, null);
  const borders = findAdjacency(
    {
      noded: graph.noded,
      communities: packed.count,
      sides: graph.sides,
      matched: measureMatched(packed, match, new Surroundings(packed.count), latitudeTable(match)),
      borderOf: (owner) => borderOf(packed, owner),
    },
    tolerance,
  );
  const keyOf = (a: number, b: number): number => Math.min(a, b) * packed.count + Math.max(a, b);
  const wanted = new Set(borders.map(({ a, b }) => keyOf(a, b)));
  const exact = new Set<number>();
  const edges = new BorderEdges(packed.count);
  const addExact = (left: number, right: number, from: Position, to: Position): void => {
    const key = keyOf(left, right);
    exact.add(key);
    if (wanted.has(key)) edges.add(left, right, from, to);
  };
  addMatched(packed, match, addExact);
  const loose = addNoded(graph, addExact);
  addNearBorders(
    {
      noded: graph.noded,
      loose,
      toleranceMetres: tolerance,
      isWanted: (a, b) => wanted.has(keyOf(a, b)),
      isExact: (a, b) => exact.has(keyOf(a, b)),
    },
    edges,
  );
  return edges.chain().map(({ a, b, lines }) => ({
    areas: [a, b === OUTSIDE ? null : b],
    lines,
    lengthMetres: lines.reduce((sum, line) => sum + lineLength(line), 0),
  }));
}

/** Takes an edge with one area on its left and another on its right. */
type AddEdge = (left: number, right: number, from: Position, to: Position) => void;

/** Segments that two areas have exactly alike. */
function addMatched(packed: PackedAreas, match: SegmentMatch, add: AddEdge): void {
  const { coordinates, ringStart } = packed;
  const { mate, direction, rings, ringPolygon, polygonArea } = match;
  for (let r = 0; r < ringPolygon.length; r++) {
    const owner = polygonArea[ringPolygon[r]!]!;
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      if (mate[k]! < k) continue;
      const other = polygonArea[ringPolygon[rings.ringOf(mate[k]!)]!]!;
      if (other === owner) continue;
      const from: Position = [coordinates[2 * k]!, coordinates[2 * k + 1]!];
      const to: Position = [coordinates[2 * k + 2]!, coordinates[2 * k + 3]!];
      if (direction[r] === 1) add(owner, other, from, to);
      else add(owner, other, to, from);
    }
  }
}

/** Edges that two areas share once vertices on the other's segments are seen; returns those of one area alone. */
function addNoded({ noded, sides, communities }: ResidualGraph, add: AddEdge): LooseEdges {
  const { start, owner, isLeft } = sides;
  const { edgeFrom, edgeTo, lons, lats } = noded;
  const loose: LooseEdges = { from: [], to: [], owners: [] };
  for (let e = 0; e < edgeFrom.length; e++) {
    let isShared = false;
    for (let i = start[e]!; i < start[e + 1]!; i++) {
      for (let j = i + 1; j < start[e + 1]!; j++) {
        if (isLeft[i] === isLeft[j]) continue;
        isShared = true;
        if (owner[i] === owner[j]) continue;
        const [left, right] = isLeft[i] === 1 ? [owner[i]!, owner[j]!] : [owner[j]!, owner[i]!];
        const [a, b] = [edgeFrom[e]!, edgeTo[e]!];
        add(left, right, [lons[a]!, lats[a]!], [lons[b]!, lats[b]!]);
      }
    }
    if (isShared) continue;
    for (let i = start[e]!; i < start[e + 1]!; i++) {
      if (owner[i]! >= communities) continue;
      loose.from.push((isLeft[i] === 1 ? edgeFrom : edgeTo)[e]!);
      loose.to.push((isLeft[i] === 1 ? edgeTo : edgeFrom)[e]!);
      loose.owners.push(owner[i]!);
    }
  }
  return loose;
}

/** Areas named in an error at most. */
const NAMED = 5;

function assertValid(geometries: readonly AreaGeometry[], packed: PackedAreas): void {
  const quick = new QuickValidity(packed);
  const faults: string[] = [];
  let count = 0;
  geometries.forEach((geometry, i) => {
    if (quick.looksValid(i)) return;
    const [problem] = findInvalid(geometry);
    if (problem === undefined) return;
    if (++count <= NAMED) faults.push(`${i}: ${problem.message.en}`);
  });
  if (count === 0) return;
  const more = count > NAMED ? ` (and ${count - NAMED} more)` : '';
  throw new RangeError(`areas that are not valid, by index — ${faults.join('; ')}${more}`);
}
