import type { Barrier, BarrierSource, LineGeometry } from '../barriers/types.ts';
import { partsOf } from './parts-of.ts';
import { WALKED_CLASSES } from './walking/walking-network.ts';

/**
 * Barriers as measures take them, straight from their sources: lines as they are, waters by their shores.
 * What runs in a tunnel bounds nothing and stops nobody, so it is left out, but for roads that people walk:
 * an underpass leads on.
 */
export const barrierLines = (sources: readonly BarrierSource[]): Barrier[] =>
  sources.flatMap(({ id, class: barrierClass, name, nameEn, structure, geometry }) => {
    if (structure === 'tunnel' && !WALKED_CLASSES.has(barrierClass)) return [];
    const lines: LineGeometry =
      geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
        ? { type: 'MultiLineString', coordinates: partsOf(geometry).flat() }
        : geometry;
    return [
      {
        id,
        class: barrierClass,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        geometry: lines,
      },
    ];
  });
