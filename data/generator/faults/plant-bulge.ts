import { type Loop, traceOutlines } from '../outline.ts';
import {
  crossing,
  distance,
  distanceToRing,
  distanceToSegment,
  interiorPoint,
  isInside,
  isSimple,
  type Point,
  pointAt,
  type Ring,
  ringArea,
  ringCentroid,
  ringDistance,
  toLonLat,
} from '../plane.ts';
import { geodesicArea, isClearOfFaults, record, type Site, toPolygon } from './site.ts';

const STRETCH = [110, 250] as const;
const DEPTH = [30, 42] as const;
const LEAST_AREA = 2200;
/** The moved outline keeps this far from every other border of the community that it runs through, metres. */
const CLEARANCE = 14;
const ESTATE_CLEARANCE = 4;

/** A stretch of the mover's outline that it shares with one neighbour. */
interface Stretch {
  mover: number;
  neighbour: number;
  /** Its nodes, with the mover on the left. */
  nodes: number[];
}

/**
 * Moves a stretch of one community's outline while its neighbour keeps the old one: outwards gives
 * an `overlap`, inwards a blind spot (`dent`). The ends of the stretch stay shared vertices.
 */
export function plantBulge(site: Site, form: 'overlap' | 'dent'): boolean {
  const { model } = site;
  const outlines = new Map(
    [...traceOutlines(model.mesh, (face) => model.communityOf[face] ?? null)].flatMap(
      ([community, polygons]) => {
        const [only] = polygons;
        // Only communities in one piece without a hole, so that no fault touches another.
        return only && polygons.length === 1 && only.holes.length === 0
          ? [[community, only.shell] as const]
          : [];
      },
    ),
  );
  for (const stretch of site.random.shuffled(findStretches(site, outlines))) {
    const host = form === 'overlap' ? stretch.neighbour : stretch.mover;
    const hostLoop = outlines.get(host);
    if (!hostLoop) continue;
    const path = stretch.nodes.map((node) => model.mesh.at(node));
    const moved = movePath(site, path, form === 'overlap' ? -1 : 1);
    // Counterclockwise: the old way lies to the right of the new one inside the mover, to the left outside.
    const region =
      form === 'dent' ? [...path, ...[...moved].reverse()] : [...moved, ...[...path].reverse()];
    const hostRing = hostLoop.map((half) => model.mesh.at(model.mesh.from(half)));
    if (!isGoodRegion(site, region, moved, path, hostRing)) continue;
    site.detours.push({
      community: stretch.mover,
      from: pointAt(stretch.nodes, 0),
      to: pointAt(stretch.nodes, stretch.nodes.length - 1),
      points: moved,
    });
    record(site, [stretch.mover, stretch.neighbour], region, {
      kind: form === 'overlap' ? 'overlap' : 'gap',
      form: form === 'overlap' ? 'bulge' : 'dent',
      location: toLonLat(interiorPoint(region)),
      areaSquareMetres: geodesicArea(region),
      geometry: toPolygon(region),
      figures: { movedOutline: pointAt(site.labels.communities, stretch.mover).code },
    });
    return true;
  }
  return false;
}

/** Windows of suitable length on borders between two communities without a fault, clear of the borders' ends. */
function findStretches(site: Site, outlines: ReadonlyMap<number, Loop>): Stretch[] {
  const { mesh, communityOf } = site.model;
  const found: Stretch[] = [];
  for (const [mover, loop] of outlines) {
    if (site.busy.has(mover)) continue;
    const across = loop.map((half) => communityOf[mesh.faceOf(half ^ 1)] ?? null);
    loop.forEach((_, start) => {
      const neighbour = across[start] ?? null;
      if (neighbour === null || site.busy.has(neighbour) || !outlines.has(neighbour)) return;
      if (across[(start + loop.length - 1) % loop.length] !== neighbour) return;
      const nodes = [mesh.from(pointAt(loop, start))];
      let metres = 0;
      for (let i = start; pointAt(across, i + 1) === neighbour && metres < STRETCH[1]; i++) {
        const half = pointAt(loop, i);
        metres += distance(mesh.at(mesh.from(half)), mesh.at(mesh.to(half)));
        nodes.push(mesh.to(half));
        if (metres >= STRETCH[0] && metres <= STRETCH[1]) {
          found.push({ mover, neighbour, nodes: [...nodes] });
        }
      }
    });
  }
  return found;
}

/** The inner points of the new way: aside of the old one, to its left (1) or right (-1). */
function movePath(site: Site, path: readonly Point[], side: 1 | -1): Point[] {
  const [start, end] = [pointAt(path, 0), pointAt(path, path.length - 1)];
  const length = distance(start, end);
  const left: Point = [-(end[1] - start[1]) / length, (end[0] - start[0]) / length];
  const depth = side * site.random.between(...DEPTH);
  return [0.12, 0.36, 0.64, 0.88].map((share) => {
    const at = pointAlong(path, share);
    const aside = depth * site.random.between(0.9, 1.1);
    return [at[0] + aside * left[0], at[1] + aside * left[1]];
  });
}

function pointAlong(path: readonly Point[], share: number): Point {
  const lengths = path.slice(1).map((point, i) => distance(pointAt(path, i), point));
  let rest = share * lengths.reduce((a, b) => a + b, 0);
  for (let i = 0; i < lengths.length; i++) {
    const length = pointAt(lengths, i);
    if (rest <= length) {
      const [a, b] = [pointAt(path, i), pointAt(path, i + 1)];
      const t = rest / length;
      return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    }
    rest -= length;
  }
  return pointAt(path, path.length - 1);
}

function isGoodRegion(
  site: Site,
  region: Ring,
  moved: readonly Point[],
  path: readonly Point[],
  host: Ring,
): boolean {
  const { model } = site;
  if (!isSimple(region) || ringArea(region) < LEAST_AREA) return false;
  if (!isClearOfFaults(site, ringCentroid(region))) return false;
  if (!moved.every((point) => isInside(point, host) && distanceToRing(point, host) > CLEARANCE)) {
    return false;
  }
  const ends = [pointAt(path, 0), pointAt(path, path.length - 1)];
  const way = [pointAt(ends, 0), ...moved, pointAt(ends, 1)];
  for (let i = 0; i + 1 < way.length; i++) {
    const [a, b] = [pointAt(way, i), pointAt(way, i + 1)];
    for (let k = 0; k < host.length; k++) {
      const [c, d] = [pointAt(host, k), pointAt(host, k + 1)];
      if (!ends.includes(c) && !ends.includes(d) && crossing(a, b, c, d)) return false;
    }
    // No vertex of the host's outline near the new way, but the two ends.
    const isNear = host.some((node) => !ends.includes(node) && distanceToSegment(node, a, b) < 6);
    if (isNear) return false;
  }
  if (2 * distanceToRing(interiorPoint(region), region) < 20) return false;
  const centres = model.centres.flatMap(({ service, elderly }) => [service, elderly]);
  const hasCentre = centres.some((face) => {
    const place = interiorPoint(pointAt(model.plots, face).ring);
    return isInside(place, region) || distanceToRing(place, region) < 5;
  });
  if (hasCentre) return false;
  const middle = ringCentroid(region);
  return model.compounds.every(({ ring }) => {
    if (distance(pointAt(ring, 0), middle) > 800) return true;
    return (
      !isInside(pointAt(ring, 0), region) &&
      !isInside(pointAt(region, 0), ring) &&
      ringDistance(ring, region) > ESTATE_CLEARANCE
    );
  });
}
