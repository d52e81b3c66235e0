import { readFileSync } from 'node:fs';
import type { InputProblem } from '#contract/input-problem.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import type { SuggestInput } from '#engine/propose/suggest/types.ts';
import type { Result } from '#engine/result.ts';
import type { Policy } from '#engine/rules/types.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import { readBarriers } from '../../server/formats/geojson/read-barriers.ts';
import { readCommunities } from '../../server/formats/geojson/read-communities.ts';
import { readEstates } from '../../server/formats/geojson/read-estates.ts';
import { readUnits } from '../../server/formats/geojson/read-units.ts';
import { matchableBarriers } from '../../server/formats/units/matchable-barriers.ts';
import { loadTagTable } from '../../server/services/import/load-tag-table.ts';
import { resolveUnits } from '../../server/services/material/resolve-references.ts';

const read = <T>(name: string, reader: (document: unknown) => Result<T, InputProblem[]>): T => {
  const file = new URL(`../../data/sample/${name}.geojson`, import.meta.url);
  const result = reader(JSON.parse(readFileSync(file, 'utf8')));
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error.slice(0, 3))}`);
  return result.value;
};

/** The sample town as suggestions are made from it. */
export function sampleInput(policy: Policy): SuggestInput {
  const { communities } = read('communities', (document) => readCommunities(document, {}));
  const { estates } = read('estates', (document) => readEstates(document, {}));
  const { barriers } = read('barriers', (document) => readBarriers(document, loadTagTable(), {}));
  const { units } = read('units', (document) => readUnits(document));
  const set = matchUnits(
    resolveUnits(units, { communities, estates }),
    matchableBarriers(barriers),
    { borderToleranceMetres: 0.5 },
  );
  return {
    communities,
    units: set.units,
    borders: set.borders,
    barriers: linesToMeasure(barriers),
    estates,
    policy,
  };
}
