import type { NodedCoverage } from '../coverage/node-edges.ts';

/** An edge that separates two regions. */
export interface BorderEdge {
  /** Vertices, `from < to`. */
  from: number;
  to: number;
  /** Barrier that runs along it, −1: none. */
  line: number;
  /** Regions on the left and on the right, −1: no ground. */
  left: number;
  right: number;
  /** The edges, before noding, that this one is a piece of. */
  sources: ArrayLike<number>;
}

/**
 * Joins edges that were one straight segment before noding, where nothing else meets them any more.
 * The nodes between them are left out, on both sides of the border alike.
 */
export function straighten(noded: NodedCoverage, edges: readonly BorderEdge[]): BorderEdge[] {
  const around = edgesAround(noded.points.size, edges);
  const isJoined = new Uint8Array(edges.length);
  const result: BorderEdge[] = [];
  edges.forEach((edge, e) => {
    if (isJoined[e] === 1) return;
    isJoined[e] = 1;
    let run = edge;
    // First on from the end, then, the other way round, on from the start.
    for (let turn = 0; turn < 2; turn++) {
      run = reversed(run);
      const find = (): number => nextAlong(noded, edges, around, isJoined, run);
      for (let next = find(); next >= 0; next = find()) {
        isJoined[next] = 1;
        run = extended(run, edges[next]!);
      }
    }
    result.push(run.from < run.to ? run : reversed(run));
  });
  return result;
}

/** The edge that goes on straight where a run ends, or −1. */
function nextAlong(
  { sourceFrom, sourceTo }: NodedCoverage,
  edges: readonly BorderEdge[],
  around: Around,
  isJoined: Uint8Array,
  run: BorderEdge,
): number {
  const vertex = run.to;
  if (around.count[vertex] !== 2) return -1;
  const [one, two] = [around.first[vertex]!, around.last[vertex]!];
  const next = isJoined[one] === 1 ? two : one;
  if (isJoined[next] === 1) return -1;
  const edge = edges[next]!.from === vertex ? edges[next]! : reversed(edges[next]!);
  if (edge.line !== run.line || edge.left !== run.left || edge.right !== run.right) return -1;
  const goesOn = commonSources(run, edge).some(
    (source) => sourceFrom[source] !== vertex && sourceTo[source] !== vertex,
  );
  return goesOn ? next : -1;
}

function extended(run: BorderEdge, next: BorderEdge): BorderEdge {
  const to = next.from === run.to ? next.to : next.from;
  return { ...run, to, sources: commonSources(run, next) };
}

const commonSources = (a: BorderEdge, b: BorderEdge): number[] =>
  Array.from(a.sources).filter((source) => Array.from(b.sources).includes(source));

const reversed = (edge: BorderEdge): BorderEdge => ({
  ...edge,
  from: edge.to,
  to: edge.from,
  left: edge.right,
  right: edge.left,
});

/** How many edges end at each vertex, and the first and the last of them. */
interface Around {
  count: Int32Array;
  first: Int32Array;
  last: Int32Array;
}

function edgesAround(vertices: number, edges: readonly BorderEdge[]): Around {
  const count = new Int32Array(vertices);
  const first = new Int32Array(vertices);
  const last = new Int32Array(vertices);
  edges.forEach(({ from, to }, e) => {
    for (const vertex of [from, to]) {
      if (count[vertex]!++ === 0) first[vertex] = e;
      last[vertex] = e;
    }
  });
  return { count, first, last };
}
