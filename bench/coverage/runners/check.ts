import { existsSync, readFileSync } from 'node:fs';
import type { AreaGeometry, AuditOptions } from '#engine/coverage/types.ts';
import { compareWithPostgis, type PostgisComparison } from '../check/compare-with-postgis.ts';
import type { CheckReport } from '../check/judge-check.ts';
import { locateFaults } from '../check/locate-faults.ts';
import { matchFaults } from '../check/match-faults.ts';
import type { PostgisFacts } from '../check/postgis-facts.ts';
import type { Truth } from '../coverage-folder.ts';
import type { PlantedFault } from '../generator/coverage.ts';
import { type Job, runJob } from '../job.ts';
import { auditFile } from '../ours.ts';

/** Nothing too small to count. */
const EVERYTHING = { minAreaSquareMetres: 0 };

runJob(async (job, send) => {
  const { file, boundary, factsFile } = job;
  const shapes = readShapes(file);
  const planted = readPlanted(job, shapes);
  const facts =
    factsFile !== undefined && existsSync(factsFile)
      ? (JSON.parse(readFileSync(factsFile, 'utf8')) as PostgisFacts)
      : null;
  // PostGIS is not given the outline either.
  const postgis = facts && compareWithPostgis(auditFile(file, EVERYTHING), facts);
  if (postgis && planted) nameNearFaults(postgis, planted, shapes.ids);
  const match = (options: AuditOptions) =>
    matchFaults(auditFile(file, options, boundary), planted ?? [], shapes.geometries, shapes.ids);
  const faults = planted && { byDefault: match({}), everything: match(EVERYTHING) };
  const check: CheckReport = { postgis, faults };
  send({ kind: 'check', check });
});

/** The planted faults with their places; null for a file without a truth. */
function readPlanted({ truthFile, cleanFile }: Job, shapes: Shapes): PlantedFault[] | null {
  if (!truthFile) return null;
  const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Truth;
  return locateFaults(truth, shapes.geometries, () => {
    if (!cleanFile) {
      throw new Error(`${truthFile} does not say where its faults lie, and there is no clean twin`);
    }
    return readShapes(cleanFile).geometries;
  });
}

function nameNearFaults(
  { differences }: PostgisComparison,
  planted: readonly PlantedFault[],
  ids: readonly string[],
): void {
  const kindOf = new Map(
    planted
      .filter(({ kind }) => kind !== 'missing')
      .map(({ kind, feature }) => [ids[feature] ?? '', kind]),
  );
  for (const difference of differences) {
    difference.nearFaults = difference.communities.flatMap((id) => kindOf.get(id) ?? []);
  }
}

interface Shapes {
  geometries: (AreaGeometry | null)[];
  ids: string[];
}

function readShapes(file: string): Shapes {
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as {
    features: { id?: string | number; geometry: AreaGeometry | null }[];
  };
  return {
    geometries: features.map(({ geometry }) => geometry),
    ids: features.map(({ id }, i) => String(id ?? i)),
  };
}
