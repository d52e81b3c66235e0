import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJob } from '../job.ts';
import { measure } from '../measure.ts';
import { repairFile, sizeOf } from '../repair-file.ts';

// The repair in a warm process of its own, beside mapshaper's `-clean`.
runJob(async ({ file, runs, repairsOnly }, send) => {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-bench-'));
  const out = join(folder, 'repaired.geojson');
  try {
    if (repairsOnly) send({ kind: 'input', input: sizeOf(file) });
    for (const [step, against, target] of [
      ['file to repaired coverage', 'repair', null],
      ['file to repaired file', 'repair-written', out],
    ] as const) {
      const measurement = await measure({
        peer: 'ours, repair',
        step,
        against,
        runs,
        note: 'everything repaired, and looked through again for faults; nothing told',
        work: () => {
          const { changed, looksClean } = repairFile(file, target);
          return { changed: changed.length, looksClean: looksClean ? 1 : 0 };
        },
      });
      send({ kind: 'measurement', measurement });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
