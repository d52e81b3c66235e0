// The entry of a thread of `sizhi partition`: does one piece of work after another on one problem.
import { parentPort, workerData } from 'node:worker_threads';
import { certify } from '#engine/propose/certificate.ts';
import { explainFailure } from '#engine/propose/explain-infeasible.ts';
import { RecomChain } from '#engine/propose/recom-chain.ts';
import { runTile } from '#engine/propose/search/anneal-tiles.ts';
import { searchPlans } from '#engine/propose/search/search-plans.ts';
import type { PartitionWork, WorkAnswer, WorkerSetting } from './partition-work.ts';

const { problem, stop } = workerData as WorkerSetting;
const port = parentPort;
if (port === null) throw new Error('partition-worker is a worker thread, not a program');

const send = (answer: WorkAnswer): void => port.postMessage(answer);

function carryOut(work: PartitionWork): WorkAnswer {
  const shouldStop = (): boolean => Atomics.load(stop, 0) !== 0 || Date.now() >= work.deadline;
  const onProgress = (share: number, cost: number | null): void =>
    send({ kind: 'progress', share, cost });
  switch (work.kind) {
    case 'search': {
      const started = performance.now();
      const plans = searchPlans(problem, { ...work.options, shouldStop, onProgress });
      return { kind: 'search', plans, elapsed: performance.now() - started };
    }
    case 'tile':
      return { kind: 'tile', result: runTile(problem, work.task, shouldStop) };
    case 'certify': {
      const tell = (share: number): void => onProgress(share, null);
      const made = certify(problem, work.plan, { shouldStop, onProgress: tell });
      return { kind: 'certify', ...made };
    }
    case 'explain':
      return {
        kind: 'explain',
        infeasible: explainFailure(problem, { seed: work.seed, shouldStop }),
      };
    case 'recom':
      return walk(work, shouldStop, onProgress);
  }
}

/** Trees between two looks at the clock. */
const BATCH = 64;

function walk(
  { part, seed, steps }: Extract<PartitionWork, { kind: 'recom' }>,
  shouldStop: () => boolean,
  onProgress: (share: number, cost: number) => void,
): WorkAnswer {
  const chain = new RecomChain(problem, part, seed);
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let told = started;
  let barren = 0;
  while (chain.steps < steps && !shouldStop() && barren < 1e6) {
    const before = chain.steps;
    // Never past the number of steps asked for: each tree is one at most.
    chain.draw(Math.min(BATCH, steps - chain.steps));
    barren = chain.steps === before ? barren + BATCH : 0;
    if (performance.now() - told < 200) continue;
    told = performance.now();
    onProgress(chain.steps / steps, chain.state.cost);
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    kind: 'recom',
    part: chain.state.part,
    cost: chain.state.cost,
    steps: chain.steps,
    trees: chain.trees,
    elapsedMilliseconds: performance.now() - started,
    cpuMilliseconds: (user + system) / 1000,
  };
}

port.on('message', (work: PartitionWork) => send(carryOut(work)));
