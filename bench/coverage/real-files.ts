import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Real coverages whose repair is measured, below the folder of `--real`. */
export const REAL_FILES = [
  'kishangarh-wards/wards.geojson',
  'delhi-wards/wards.geojson',
  'beijing-subdistricts/chaoyang.geojson',
  'beijing-subdistricts/shunyi.geojson',
  'beijing-subdistricts/daxing.geojson',
  'osm-beijing-haidian/subdistricts.geojson',
  'osm-beijing-haidian/subdistricts_clipped.geojson',
] as const;

/** Those of them that are there; the others are named on standard error. */
export function findRealFiles(folder: string): { name: string; file: string }[] {
  return REAL_FILES.flatMap((name) => {
    const file = join(folder, name);
    if (existsSync(file)) return [{ name, file }];
    console.error(`bench: MISSING ${name} in ${folder}`);
    return [];
  });
}
