import { geodesicArea } from '#engine/geometry/geodesic.ts';
import type { UnitInput } from '#engine/material/types.ts';
import type { UnitSet } from '#engine/units/types.ts';

/**
 * Units as GeoJSON, one feature a line. The geometry is written to the last digit: rounding would part
 * borders that match. What is unknown is left out; `community: null` is a unit in no community.
 */
export function writeUnitsGeoJson({ units }: Pick<UnitSet, 'units'>): string {
  const lines = units.map((unit) => JSON.stringify(unitFeature(unit)));
  return `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`;
}

/** A unit as a feature; properties that it came with stay, overruled by what is known of it now. */
export function unitFeature({ id, geometry, properties, ...known }: UnitInput): object {
  const areaSquareMetres = Number(geodesicArea(geometry).toFixed(1));
  return {
    type: 'Feature',
    id,
    properties: { ...properties, id, ...known, areaSquareMetres },
    geometry,
  };
}

/** The outline with the vertices at which borders of units meet it, for an audit vertex for vertex. */
export function writeOutline(outline: NonNullable<UnitSet['outline']>): string {
  return `${JSON.stringify({ type: 'Feature', properties: {}, geometry: outline })}\n`;
}
