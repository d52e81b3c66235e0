import { type Mesh, OUTSIDE } from './mesh.ts';
import { isInside, type Point, pointAt, type Ring, ringArea } from './plane.ts';

/** A ring of half-edges with the traced area on its left. */
export type Loop = readonly number[];

/** A polygon of half-edge loops: its shell counterclockwise, its holes clockwise. */
export interface TracedPolygon {
  shell: Loop;
  holes: Loop[];
}

/**
 * The outlines of areas made of faces. Because neighbours are traced from the same edges, their
 * borders agree vertex for vertex.
 * @param areaOf the area a face belongs to, or null for none
 */
export function traceOutlines(
  mesh: Mesh,
  areaOf: (face: number) => number | null,
): Map<number, TracedPolygon[]> {
  const loops = new Map<number, Loop[]>();
  const labels: (number | null)[] = [];
  for (let face = 0; face < mesh.faceCount; face++) labels.push(areaOf(face));
  const label = (half: number) => {
    const face = mesh.faceOf(half);
    return face === OUTSIDE ? null : (labels[face] ?? null);
  };
  const seen = new Uint8Array(mesh.origin.length);
  for (let half = 0; half < mesh.origin.length; half++) {
    const area = label(half);
    if (seen[half] || area === null || label(half ^ 1) === area) continue;
    const loop: number[] = [];
    let at = half;
    do {
      seen[at] = 1;
      loop.push(at);
      at = mesh.nextOf(at);
      while (label(at ^ 1) === area) at = mesh.nextOf(at ^ 1);
    } while (at !== half);
    const known = loops.get(area);
    if (known) known.push(loop);
    else loops.set(area, [loop]);
  }
  return new Map([...loops].map(([area, found]) => [area, groupLoops(mesh, found)]));
}

export function loopRing(mesh: Mesh, loop: Loop): Ring {
  return loop.map((half) => mesh.at(mesh.from(half)));
}

function groupLoops(mesh: Mesh, loops: readonly Loop[]): TracedPolygon[] {
  const rings = loops.map((loop) => loopRing(mesh, loop));
  const areas = rings.map(ringArea);
  const shells = loops.flatMap((shell, i) =>
    pointAt(areas, i) > 0
      ? [{ shell, holes: [] as Loop[], ring: pointAt(rings, i), area: pointAt(areas, i) }]
      : [],
  );
  shells.sort((a, b) => b.area - a.area);
  loops.forEach((hole, i) => {
    if (pointAt(areas, i) > 0) return;
    const place = besideFirstSegment(pointAt(rings, i));
    // The smallest shell around the hole is its own: the shells are sorted largest first.
    const own = shells.findLast((shell) => isInside(place, shell.ring));
    if (!own) throw new Error('a hole lies in no shell');
    own.holes.push(hole);
  });
  return shells.map(({ shell, holes }) => ({ shell, holes }));
}

/** A point a little to the left of a ring's first segment: within the area that the ring bounds. */
function besideFirstSegment(ring: Ring): Point {
  const [a, b] = [pointAt(ring, 0), pointAt(ring, 1)];
  const aside = 0.01;
  return [(a[0] + b[0]) / 2 - aside * (b[1] - a[1]), (a[1] + b[1]) / 2 + aside * (b[0] - a[0])];
}

/**
 * The outline of faces that form one piece without a hole and nowhere touch themselves, not even
 * at a corner; null for any others.
 */
export function discLoop(mesh: Mesh, faces: ReadonlySet<number>): Loop | null {
  const leaving = new Map<number, number>();
  let start: number | undefined;
  for (const face of faces) {
    for (const half of mesh.loop(face)) {
      if (faces.has(mesh.faceOf(half ^ 1))) continue;
      if (leaving.has(mesh.from(half))) return null;
      leaving.set(mesh.from(half), half);
      start ??= half;
    }
  }
  if (start === undefined) return null;
  const loop: number[] = [];
  let at = start;
  do {
    loop.push(at);
    const following = leaving.get(mesh.to(at));
    if (following === undefined) return null;
    at = following;
  } while (at !== start);
  return loop.length === leaving.size ? loop : null;
}

export function isDisc(mesh: Mesh, faces: ReadonlySet<number>): boolean {
  return discLoop(mesh, faces) !== null;
}
