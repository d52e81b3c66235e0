import type { AreaGeometry, Position } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';

/** Units as one geometry to be shown; where they share borders it is no valid area. */
export const unitsTogether = (units: readonly UnitInput[]): AreaGeometry => ({
  type: 'MultiPolygon',
  coordinates: units.flatMap(({ geometry }): Position[][][] =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  ),
});
