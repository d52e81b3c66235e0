/** Small towns for the tests of `sizhi audit`. */

type Ring = number[][];

export const box = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

export const town = (rows: Record<string, Ring | null>): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: Object.entries(rows).map(([name, ring]) => ({
      type: 'Feature',
      properties: { name },
      geometry: ring === null ? null : { type: 'Polygon', coordinates: [ring] },
    })),
  });

export const CLEAN = town({
  东社区: box(120, 30, 120.01, 30.01),
  西社区: box(120.01, 30, 120.02, 30.01),
});

/** The two overlap by a strip of about 10 m by 1.1 km. */
export const OVERLAPPING = town({
  a: box(120, 30, 120.01, 30.01),
  b: box(120.0099, 30, 120.02, 30.01),
});

export const BOW_TIE = town({
  a: box(120, 30, 120.01, 30.01),
  tie: [
    [120.02, 30],
    [120.03, 30.01],
    [120.03, 30],
    [120.02, 30.01],
    [120.02, 30],
  ],
});
