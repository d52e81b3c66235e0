import type { Barrier } from '../barriers/types.ts';
import { type NodedCoverage, nodeEdges } from '../coverage/node-edges.ts';
import type { Box } from '../coverage/residual/local-arrangement.ts';
import { snapSegments } from '../coverage/snap-rings.ts';
import type { AreaGeometry, Position } from '../coverage/types.ts';
import { areaBox } from './area-box.ts';
import { canonicalOrder } from './canonical-order.ts';

/**
 * Areas and open lines on the snap grid, cut wherever two meet, in an order that does not depend on
 * theirs.
 *
 * A line is a polygon too, run there and back along each segment: it covers nothing by the even–odd
 * rule, so that faces are labelled with the areas alone, and every edge still knows its lines.
 * Owners of polygons: area i is i, line j is `areas.length + j`; a null area takes no part.
 * @throws TooTangledError
 */
export function nodeLines(
  areas: readonly (AreaGeometry | null)[],
  lines: readonly Barrier[],
): NodedCoverage {
  const soup = new SegmentSoup();
  const ground = areaBox(areas);
  areas.forEach((area, owner) => {
    if (area === null) return;
    const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
    for (const rings of polygons) {
      const polygon = soup.addPolygon(owner);
      for (const ring of rings) {
        // Not closed, it is closed here; closed already, this first segment has no length.
        soup.addPath([ring.at(-1)!, ...ring], polygon, 1, EVERYWHERE);
      }
    }
  });
  lines.forEach(({ geometry }, j) => {
    const paths = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
    const polygon = soup.addPolygon(areas.length + j);
    for (const path of paths) soup.addPath(path, polygon, 2, ground);
  });
  const snapped = snapSegments(
    Float64Array.from(soup.ends),
    Int32Array.from(soup.polygons),
    Int32Array.from(soup.owners),
  );
  const given = snapped.points.size;
  return canonicalOrder(nodeEdges(snapped), given);
}

const EVERYWHERE: Box = [-Infinity, -Infinity, Infinity, Infinity];

class SegmentSoup {
  readonly ends: number[] = [];
  readonly polygons: number[] = [];
  readonly owners: number[] = [];

  addPolygon(owner: number): number {
    return this.owners.push(owner) - 1;
  }

  /** Adds the segments of a path that come near a box, each as many times as it is run along. */
  addPath(
    path: readonly Position[],
    polygon: number,
    runs: number,
    [west, south, east, north]: Box,
  ): void {
    for (let k = 1; k < path.length; k++) {
      const [ax, ay] = path[k - 1] as [number, number];
      const [bx, by] = path[k] as [number, number];
      if (Math.max(ax, bx) < west || Math.min(ax, bx) > east) continue;
      if (Math.max(ay, by) < south || Math.min(ay, by) > north) continue;
      for (let run = 0; run < runs; run++) {
        this.ends.push(ax, ay, bx, by);
        this.polygons.push(polygon);
      }
    }
  }
}
