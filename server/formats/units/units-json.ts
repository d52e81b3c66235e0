import { graphFacts } from '#engine/graph/graph-facts.ts';
import type { UnitBorder } from '#engine/units/types.ts';
import { unitFeature } from './units-geojson.ts';
import type { UnitsReport } from './units-report.ts';

/** All that is known, for programs: the report, the units, and each border with the barriers that it follows. */
export function writeUnitsJson(report: UnitsReport): string {
  const { set, households, isSupplied, elapsedMilliseconds } = report;
  const idOf = (unit: number | null): string | null => (unit === null ? null : set.units[unit]!.id);
  const document = {
    version: set.version,
    supplied: isSupplied,
    elapsedMilliseconds: Math.round(elapsedMilliseconds),
    report: set.report,
    households,
    units: { type: 'FeatureCollection', features: set.units.map(unitFeature) },
    borders: set.borders.map(({ units, lengthMetres, stretches }: UnitBorder) => ({
      units: units.map(idOf),
      lengthMetres,
      stretches,
    })),
    graph: graphFacts(set),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
