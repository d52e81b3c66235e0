import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * A point in the interior of an area, found with one scan line for each part: the middle of the widest stretch
 * inside, at a height between the vertices next to the middle of the part's box. The construction of JTS,
 * GEOS and PostGIS (`ST_PointOnSurface`); much cheaper than the centre of the inscribed circle.
 * Null for an area without extent.
 */
export function interiorPoint(geometry: AreaGeometry): Position | null {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let best: Position | null = null;
  let widest = 0;
  for (const rings of parts) {
    const y = scanHeight(rings[0] ?? []);
    const crossings = crossingsAt(rings, y);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const width = crossings[i + 1]! - crossings[i]!;
      if (width > widest) {
        widest = width;
        best = [(crossings[i]! + crossings[i + 1]!) / 2, y];
      }
    }
  }
  return best;
}

/** Halfway between the vertices just below and just above the middle, so that no vertex lies on the line. */
function scanHeight(shell: readonly Position[]): number {
  let bottom = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (const position of shell) {
    bottom = Math.min(bottom, position[1]!);
    top = Math.max(top, position[1]!);
  }
  const middle = (bottom + top) / 2;
  for (const position of shell) {
    const y = position[1]!;
    if (y <= middle) bottom = Math.max(bottom, y);
    else top = Math.min(top, y);
  }
  return (bottom + top) / 2;
}

function crossingsAt(rings: readonly (readonly Position[])[], y: number): number[] {
  const crossings: number[] = [];
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [ax, ay] = ring[i] as [number, number];
      const [bx, by] = ring[i + 1] as [number, number];
      if (ay > y !== by > y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  }
  return crossings.sort((a, b) => a - b);
}
