import { ENGINE_VERSION } from '#engine/version.ts';
import { runJob } from '../job.ts';
import { measure } from '../measure.ts';
import { auditFile, OUR_PATH } from '../ours.ts';

runJob(async ({ file, runs }, send) => {
  let size = { communities: 0, vertices: 0 };
  send({ kind: 'versions', versions: { 'sizhi engine': ENGINE_VERSION } });
  const measurement = await measure({
    peer: 'ours',
    step: 'file to findings with adjacency',
    runs,
    note: OUR_PATH,
    work: () => {
      const { summary } = auditFile(file);
      const { counts, communities, vertices } = summary;
      size = { communities, vertices };
      return {
        rookPairs: summary.rookPairs,
        overlaps: counts.overlap,
        gaps: counts.gap,
        mismatches: counts.mismatch,
        duplicates: counts.duplicate,
        unchecked: counts.unchecked,
      };
    },
  });
  send({ kind: 'input', input: size });
  send({ kind: 'measurement', measurement });
});
