import { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import type { AuditSummary } from '#engine/coverage/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { IN_MEMORY, INCREMENTAL } from '../incremental-step.ts';
import { runJob } from '../job.ts';
import { type Measurement, measure } from '../measure.ts';
import { borderMoves } from '../move-borders.ts';
import { auditFile, OUR_PATH, readFile } from '../ours.ts';

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
      const { communities, vertices } = summary;
      size = { communities, vertices };
      return outcomeOf(summary);
    },
  });
  send({ kind: 'input', input: size });
  send({ kind: 'measurement', measurement });
  for (const one of await measureEdits(file, runs)) send({ kind: 'measurement', measurement: one });
});

const outcomeOf = ({ rookPairs, counts }: AuditSummary) => ({
  rookPairs,
  overlaps: counts.overlap,
  gaps: counts.gap,
  mismatches: counts.mismatch,
  duplicates: counts.duplicate,
  unchecked: counts.unchecked,
});

/** Borders moved in one run, enough for the collection of garbage before it not to count; the figures are those of one. */
const MOVES = 400;

/** The audit of what is in memory, and of the same after one border was moved. */
async function measureEdits(file: string, runs: number): Promise<Measurement[]> {
  const read = readFile(file);
  const whole = await measure({
    ...IN_MEMORY,
    runs,
    work: () => outcomeOf(read.audit({ adjacency: false }).summary),
  });
  const audit = IncrementalAudit.start(read.communities, { packed: read.areas, adjacency: true });
  const moves = borderMoves(audit, MOVES);
  const edits = await measure({
    ...INCREMENTAL,
    runs,
    note: `mean of ${moves.length} borders all over the coverage, each moved on both sides by some 2 m, with the findings and counts of the whole`,
    work: () => {
      let [windows, changed] = [0, 0];
      for (const move of moves) {
        const { changes } = audit.edit(move);
        if (changes.wholeBecause === null) windows++;
        changed += changes.added.length + changes.removed.length;
      }
      return { 'without a full audit': windows, 'findings changed': changed };
    },
  });
  return [whole, perMove(edits, moves.length)];
}

function perMove(measured: Measurement, moves: number): Measurement {
  const one = (total: number | null): number | null => (total === null ? null : total / moves);
  return {
    ...measured,
    cpuMilliseconds: one(measured.cpuMilliseconds),
    wallMilliseconds: one(measured.wallMilliseconds),
    runs: measured.runs.map(([cpu, wall]) => [cpu / moves, wall / moves]),
  };
}
