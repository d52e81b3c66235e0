import { assumptionOfCrs, judgeCrs } from '#contract/crs.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { GeoJsonProblem, ProblemCollector } from './problem-collector.ts';

/** Reports a foreign `crs`; returns what the reader assumed, or null. */
export function checkCrs(
  holder: object,
  pointer: string,
  problems: ProblemCollector,
): Message | null {
  if (!('crs' in holder) || holder.crs === undefined) return null;
  const verdict = judgeCrs(holder.crs);
  if (typeof verdict === 'string') return assumptionOfCrs(verdict);
  problems.add(foreignCrs(verdict.foreign, pointer));
  return null;
}

function foreignCrs(name: string, pointer: string): GeoJsonProblem {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return {
    code: 'foreign-crs',
    message: {
      zh: `坐标系 “${short}” 不受支持，只接受 EPSG:4326、CRS84 和 EPSG:4490（经度、纬度）。请先转换：ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson`,
      en: `coordinate system “${short}” is not accepted, only EPSG:4326, CRS84 and EPSG:4490 (longitude, latitude). Convert first: ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson`,
    },
    pointer: `${pointer}/crs`,
  };
}
