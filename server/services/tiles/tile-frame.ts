/** Units of a tile's grid along each side (MVT 2.1 §3.1). */
export const EXTENT = 4096;

/** Units around the tile that are drawn as well, so that strokes do not end at its edge: 8 pixels of 512. */
export const BUFFER = 64;

/** Place of a tile in the grid of Web Mercator. */
export interface TileAddress {
  z: number;
  x: number;
  y: number;
}

/**
 * How degrees become units of a tile. The database scales degrees linearly to *local* units: east of the
 * western edge, north of the southern edge, of about one unit of the grid each; simplifying there is simplifying
 * on the screen. What Mercator bends is done afterwards, vertex by vertex, by {@link TileFrame.rowOf}.
 */
export interface TileFrame {
  /** Edges with the buffer, degrees; longitudes may lie beyond ±180. */
  west: number;
  south: number;
  east: number;
  north: number;
  /** Local units per degree. */
  scaleX: number;
  scaleY: number;
  originLon: number;
  originLat: number;
  /** Local units north of the southern edge → units of the tile's grid down from its upper edge, whole. Eastward they agree. */
  rowOf(localY: number): number;
}

export function frameOf({ z, x, y }: TileAddress): TileFrame {
  const units = EXTENT * 2 ** z;
  const scaleX = units / 360;
  const originLon = (x * 360) / 2 ** z - 180;
  const top = y * EXTENT;
  const latitudeAt = (unit: number) =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * unit) / units))) * 180) / Math.PI;
  const originLat = latitudeAt(top + EXTENT);
  const middle = latitudeAt(top + EXTENT / 2);
  const scaleY = scaleX / Math.cos((middle * Math.PI) / 180);
  return {
    west: originLon - BUFFER / scaleX,
    east: originLon + (EXTENT + BUFFER) / scaleX,
    south: latitudeAt(top + EXTENT + BUFFER),
    north: latitudeAt(top - BUFFER),
    scaleX,
    scaleY,
    originLon,
    originLat,
    rowOf: (localY) => {
      const latitude = ((localY / scaleY + originLat) * Math.PI) / 180;
      const mercator = 0.5 - Math.log(Math.tan(Math.PI / 4 + latitude / 2)) / (2 * Math.PI);
      return Math.round(mercator * units - top);
    },
  };
}
