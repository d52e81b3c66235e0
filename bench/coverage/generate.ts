/**
 * Writes seeded coverages with planted faults:
 *
 *   npx tsx bench/coverage/generate.ts --n 1000,10000 [--seed 1] [--dirt 0.01] [--out FOLDER]
 *
 * gives `N-clean.geojson`, `N-dirty.geojson`, their `.truth.json` and `N-outer.geojson`.
 */
import { parseArgs } from 'node:util';
import { writeCoverages } from './coverage-folder.ts';
import { DEFAULT_FOLDER, readCounts, readNumber } from './options.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    dirt: { type: 'string', default: '0.01' },
    out: { type: 'string', default: DEFAULT_FOLDER },
  },
});
for (const n of readCounts(values.n)) {
  const truths = writeCoverages({
    folder: values.out,
    n,
    seed: readNumber(values.seed, 'seed', 0, 2 ** 31),
    dirt: readNumber(values.dirt, 'dirt', 0, 0.02),
  });
  for (const { items: _, ...summary } of truths) console.log(JSON.stringify(summary));
}
