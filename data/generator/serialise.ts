import type { FeatureCollection } from 'geojson';

/** One feature a line: small, and a change shows as the lines that changed. */
export function serialiseCollection(collection: FeatureCollection): string {
  const lines = collection.features.map((feature) => JSON.stringify(feature));
  return `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`;
}
