import { isInside } from '../../coverage/repair/scope.ts';
import { vertexPosition } from '../../coverage/trace-region.ts';
import type { Position } from '../../coverage/types.ts';
import type { LocalGround } from '../ground/local-ground.ts';

/** The border of two communities as open or closed lines, whose inner vertices belong to these two alone. */
export interface BorderChain {
  positions: Position[];
  isClosed: boolean;
}

/**
 * The border between a community and another, or (null) ground in no community: maximal lines of edges with the one on
 * one side alone and the other on the other. Edges on the jurisdiction's outline are none.
 */
export function borderChains(
  ground: LocalGround,
  between: readonly [string, string | null],
): BorderChain[] {
  const { scope, ownerOf } = ground;
  const { noded, faces } = scope.arrangement;
  const a = ownerOf.get(between[0])!;
  const b = between[1] === null ? null : ownerOf.get(between[1])!;
  const isOnlyA = (owners: readonly number[]): boolean =>
    owners.includes(a) && (b === null || !owners.includes(b));
  const isOther = (face: number): boolean => {
    const owners = scope.owners[face]!;
    if (b !== null) return owners.includes(b) && !owners.includes(a);
    return owners.length === 0 && (!ground.hasOutline || isInside(scope, face));
  };
  const links = new Map<number, number[]>();
  const link = (from: number, to: number): void => {
    const known = links.get(from);
    if (known === undefined) links.set(from, [to]);
    else known.push(to);
  };
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const [left, right] = [faces.faceOf[2 * e]!, faces.faceOf[2 * e + 1]!];
    const isBorder =
      (isOnlyA(scope.owners[left]!) && isOther(right)) ||
      (isOnlyA(scope.owners[right]!) && isOther(left));
    if (!isBorder) continue;
    link(noded.edgeFrom[e]!, noded.edgeTo[e]!);
    link(noded.edgeTo[e]!, noded.edgeFrom[e]!);
  }
  return walkLinks(links).map((vertices) => ({
    positions: vertices.map((vertex) => vertexPosition(noded, vertex)),
    isClosed: vertices.length > 2 && vertices[0] === vertices.at(-1),
  }));
}

/** Lines through vertices of two links; they end at all others. Closed ones repeat their first vertex. */
function walkLinks(links: ReadonlyMap<number, readonly number[]>): number[][] {
  const used = new Set<string>();
  const keyOf = (a: number, b: number): string => (a < b ? `${a},${b}` : `${b},${a}`);
  const walk = (start: number, first: number): number[] => {
    const line = [start];
    for (let [before, at] = [start, first]; ; ) {
      used.add(keyOf(before, at));
      line.push(at);
      const ends = links.get(at)!;
      if (at === start || ends.length !== 2) return line;
      const next = ends[0] === before ? ends[1]! : ends[0]!;
      if (used.has(keyOf(at, next))) return line;
      [before, at] = [at, next];
    }
  };
  const lines: number[][] = [];
  for (const isEnd of [true, false]) {
    for (const [vertex, ends] of links) {
      if (isEnd === (ends.length === 2)) continue;
      for (const other of ends) {
        if (!used.has(keyOf(vertex, other))) lines.push(walk(vertex, other));
      }
    }
  }
  return lines;
}
