/** Small GeoJSON documents for the reader's tests. */

export const square = (lon: number, lat: number, size = 0.01): number[][] => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
];

export const polygon = (...rings: unknown[]): Record<string, unknown> => ({
  type: 'Polygon',
  coordinates: rings,
});

export const feature = (
  geometry: unknown,
  properties: unknown = {},
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({ type: 'Feature', properties, geometry, ...more });

export const collection = (
  features: unknown[],
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  type: 'FeatureCollection',
  ...more,
  features,
});

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A collection of one feature with this geometry, under the id W1. */
export const only = (geometry: unknown): Record<string, unknown> =>
  collection([feature(geometry, { id: 'W1' })]);
