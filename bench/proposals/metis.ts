import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartitionInstance } from '#engine/propose/instance.ts';
import { scorePlan } from '#engine/propose/score.ts';
import type { MetisResult } from './result.ts';

export const hasMetis = (): boolean =>
  spawnSync('gpmetis', [], { encoding: 'utf8' }).error === undefined;

/**
 * The best plan of several seeds of `gpmetis` that keeps the tolerance and has whole parts, by barrier-weighted
 * cut. Edge weights are costs scaled to integers, 1000 for a border of mean length off all barriers.
 */
export function runMetis(
  instance: PartitionInstance,
  seeds: number,
  cutsEach: number,
): MetisResult {
  const { k, tolerance } = instance;
  if (k === null || tolerance === null) throw new Error(`${instance.name} names no k or tolerance`);
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-metis-'));
  try {
    const file = join(folder, 'graph');
    writeFileSync(file, graphText(instance));
    const started = performance.now();
    let best: number | null = null;
    let valid = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const options = [
        `-seed=${seed}`,
        `-ncuts=${cutsEach}`,
        '-niter=10',
        '-ptype=kway',
        '-contig',
      ];
      const ufactor = `-ufactor=${Math.max(1, Math.trunc(tolerance * 1000))}`;
      spawnSync('gpmetis', [...options, ufactor, file, String(k)], { encoding: 'utf8' });
      const part = readFileSync(`${file}.part.${k}`, 'utf8').trim().split('\n').map(Number);
      const score = scorePlan(instance, part);
      if (score.parts !== k || score.outOfTolerance !== 0 || score.brokenParts > 0) continue;
      valid++;
      if (best === null || score.cutWeight < best) best = score.cutWeight;
    }
    const seconds = (performance.now() - started) / 1000;
    return { cut: best, valid, seeds, cutsEach, seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function graphText({ nodes, edges, classWeight }: PartitionInstance): string {
  const mean = edges.reduce((sum, { length }) => sum + length, 0) / edges.length;
  const rows: string[][] = nodes.map(({ population }) => [String(population)]);
  for (const { from, to, length, barrierClass } of edges) {
    const weight = Math.max(1, Math.round((length * classWeight[barrierClass]! * 1000) / mean));
    rows[from]!.push(`${to + 1} ${weight}`);
    rows[to]!.push(`${from + 1} ${weight}`);
  }
  return `${nodes.length} ${edges.length} 11\n${rows.map((row) => row.join(' ')).join('\n')}\n`;
}
