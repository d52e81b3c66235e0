import { type Point, pointAt, type Ring, ringArea } from './plane.ts';

/**
 * A planar mesh of straight segments as half-edges, so that two neighbours cannot disagree about
 * their border: every outline of the town is traced from it.
 *
 * Half-edges `h` and `h ^ 1` are twins and belong to edge `h >> 1`; a face lies to the left of its
 * half-edges, so its ring is counterclockwise. Face `OUTSIDE` is everything beyond the rim.
 */
export const OUTSIDE = -1;

export class Mesh {
  readonly nodes: Point[] = [];
  /** Per half-edge. */
  readonly origin: number[] = [];
  readonly next: number[] = [];
  readonly previous: number[] = [];
  readonly face: number[] = [];
  /** Per edge: the line (street, river, …) it belongs to. */
  readonly line: number[] = [];
  /** Per face: one of its half-edges. */
  readonly first: number[] = [];

  /**
   * The mesh of a set of segments that meet at nodes alone.
   * Fails when the segments do not form one connected whole without loose ends.
   */
  static fromSegments(
    nodes: readonly Point[],
    segments: readonly { from: number; to: number; line: number }[],
  ): Mesh {
    const mesh = new Mesh();
    mesh.nodes.push(...nodes);
    const leaving: number[][] = nodes.map(() => []);
    for (const { from, to, line } of segments) {
      leaving[from]?.push(mesh.origin.length);
      leaving[to]?.push(mesh.origin.length + 1);
      mesh.origin.push(from, to);
      mesh.next.push(-1, -1);
      mesh.previous.push(-1, -1);
      mesh.face.push(OUTSIDE, OUTSIDE);
      mesh.line.push(line);
    }
    for (const around of leaving) mesh.linkAround(around);
    mesh.findFaces();
    return mesh;
  }

  get faceCount(): number {
    return this.first.length;
  }

  at(node: number): Point {
    return pointAt(this.nodes, node);
  }

  from(half: number): number {
    return this.origin[half] as number;
  }

  to(half: number): number {
    return this.origin[half ^ 1] as number;
  }

  faceOf(half: number): number {
    return this.face[half] as number;
  }

  lineOf(half: number): number {
    return this.line[half >> 1] as number;
  }

  nextOf(half: number): number {
    return this.next[half] as number;
  }

  /** Half-edges of a face, counterclockwise. */
  loop(face: number): number[] {
    return this.loopFrom(this.first[face] as number);
  }

  ring(face: number): Ring {
    return this.loop(face).map((half) => this.at(this.from(half)));
  }

  /** Half-edges leaving the origin of `half`, clockwise from it. */
  around(half: number): number[] {
    const found: number[] = [];
    let at = half;
    do {
      found.push(at);
      at = this.nextOf(at ^ 1);
    } while (at !== half);
    return found;
  }

  degree(half: number): number {
    return this.around(half).length;
  }

  /** Puts a node on an edge: `half` then ends there, and the half-edge going on from it is returned. */
  splitEdge(half: number, point: Point): number {
    const twin = half ^ 1;
    const node = this.nodes.push(point) - 1;
    const onward = this.origin.push(node, this.from(twin)) - 2;
    const back = onward + 1;
    this.line.push(this.lineOf(half));
    this.face.push(this.faceOf(half), this.faceOf(twin));
    const after = this.nextOf(half);
    const before = this.previous[twin] as number;
    this.origin[twin] = node;
    this.next.push(after === twin ? back : after, twin);
    this.previous.push(half, before === half ? onward : before);
    this.next[half] = onward;
    this.previous[twin] = back;
    if (after !== twin) this.previous[after] = onward;
    if (before !== half) this.next[before] = back;
    return onward;
  }

  /**
   * Cuts a face in two along a path from the origin of `start` to the origin of `end`, both on its
   * ring. The new face lies to the left of the path and is returned.
   */
  splitFace(start: number, end: number, middle: readonly Point[], line: number): number {
    const face = this.faceOf(start);
    if (face !== this.faceOf(end) || start === end) throw new Error('not two places of one face');
    const path = this.origin.push(this.from(start), this.from(end)) - 2;
    const back = path + 1;
    const beforeStart = this.previous[start] as number;
    const beforeEnd = this.previous[end] as number;
    this.line.push(line);
    this.next.push(end, start);
    this.previous.push(beforeStart, beforeEnd);
    this.next[beforeStart] = path;
    this.previous[end] = path;
    this.next[beforeEnd] = back;
    this.previous[start] = back;
    const created = this.first.push(path) - 1;
    this.face.push(created, face);
    for (const half of this.loopFrom(path)) this.face[half] = created;
    this.first[face] = back;
    let at = path;
    for (const point of middle) at = this.splitEdge(at, point);
    return created;
  }

  private loopFrom(start: number): number[] {
    const found: number[] = [];
    let at = start;
    do {
      found.push(at);
      at = this.nextOf(at);
    } while (at !== start);
    return found;
  }

  /** Links the half-edges that arrive at a node to those that leave it, keeping to the left. */
  private linkAround(leaving: number[]): void {
    const direction = (half: number): Point => {
      const a = this.at(this.from(half));
      const b = this.at(this.to(half));
      return [b[0] - a[0], b[1] - a[1]];
    };
    const upper = ([x, y]: Point) => (y > 0 || (y === 0 && x > 0) ? 0 : 1);
    leaving.sort((a, b) => {
      const u = direction(a);
      const v = direction(b);
      return upper(u) - upper(v) || Math.sign(v[0] * u[1] - v[1] * u[0]);
    });
    leaving.forEach((half, i) => {
      const clockwise = pointAt(leaving, i - 1);
      this.next[half ^ 1] = clockwise;
      this.previous[clockwise] = half ^ 1;
    });
  }

  private findFaces(): void {
    const seen = new Uint8Array(this.origin.length);
    let outer = 0;
    for (let half = 0; half < this.origin.length; half++) {
      if (seen[half]) continue;
      const loop = this.loopFrom(half);
      for (const member of loop) seen[member] = 1;
      if (ringArea(loop.map((member) => this.at(this.from(member)))) > 0) {
        const face = this.first.push(half) - 1;
        for (const member of loop) this.face[member] = face;
      } else outer++;
    }
    if (outer !== 1) throw new Error(`the segments form ${outer} separate wholes`);
  }
}
