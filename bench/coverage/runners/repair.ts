import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJob } from '../job.ts';
import { measure } from '../measure.ts';
import { repairFile } from '../repair-file.ts';

// The repair in a warm process of its own, beside mapshaper's `-clean`.
runJob(async ({ file, runs }, send) => {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-bench-'));
  const out = join(folder, 'repaired.geojson');
  try {
    for (const [step, against, target] of [
      ['file to repaired coverage', 'repair', null],
      ['file to repaired file', 'repair-written', out],
    ] as const) {
      const measurement = await measure({
        peer: 'ours, repair',
        step,
        against,
        runs,
        note: 'everything repaired, with the audit before and after',
        work: () => {
          const { changed, changes, left, audit } = repairFile(file, target);
          return {
            changed: changed.length,
            changes: changes.length,
            left: left.length,
            overlaps: audit.summary.counts.overlap,
            gaps: audit.summary.counts.gap,
            mismatches: audit.summary.counts.mismatch,
          };
        },
      });
      send({ kind: 'measurement', measurement });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
