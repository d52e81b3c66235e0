import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';

/** Real towns with PostGIS's verdicts, kept beside the repository; not needed to build or run it. */
const root = new URL('../../../shared/data/', import.meta.url);

interface Layer {
  invalid_features: number;
  invalid_detail?: { i: number; reason: string }[];
}
interface Feature {
  geometry: AreaGeometry | { type: 'LineString' };
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

const layers = existsSync(root)
  ? readdirSync(root)
      .filter((name) => existsSync(new URL(`${name}/oracle.json`, root)))
      .flatMap((name) => {
        const oracle = read(`${name}/oracle.json`);
        const all: Record<string, Layer> = { ...oracle.polygon_layers, ...oracle.other_layers };
        return Object.entries(all).map(([file, layer]) => [`${name}/${file}`, layer] as const);
      })
  : [];
if (layers.length === 0) {
  console.warn('SKIPPED: no ../shared/data beside the repository, real towns are not examined.');
}

const isArea = (geometry: Feature['geometry']): geometry is AreaGeometry =>
  geometry.type !== 'LineString';

describe.skipIf(layers.length === 0)('findInvalid on real towns, as PostGIS', () => {
  it.each(layers)('%s', (path, layer) => {
    const features: Feature[] = read(path).features;
    const invalid = features.flatMap(({ geometry }, i) =>
      isArea(geometry) ? findInvalid(geometry).map((problem) => ({ i, ...problem })) : [],
    );
    const expected = (layer.invalid_detail ?? []).map(({ i, reason }) => {
      const [, x, y] = /\[(\S+) (\S+)\]/.exec(reason)!;
      return { i, location: [Number(x), Number(y)] };
    });
    expect(new Set(invalid.map(({ i }) => i)).size).toBe(layer.invalid_features);
    expect(invalid.map(({ i, location }) => ({ i, location }))).toEqual(expected);
  });
});
