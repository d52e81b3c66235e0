// Small instances one after another in one process: a search of a fixed number of moves, and a proof.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certify } from '#engine/propose/certificate.ts';
import { costOfFeasible } from '#engine/propose/check-plan.ts';
import { contractPockets } from '#engine/propose/contract-pockets.ts';
import { toProblem } from '#engine/propose/instance.ts';
import { parseInstance } from '#engine/propose/parse-instance.ts';
import { searchPlans } from '#engine/propose/search/search-plans.ts';
import type { SmallResult } from './result.ts';

const [folder = '', moves = '', proofSeconds = '', seed = '', ...names] = process.argv.slice(2);

function run(name: string): SmallResult {
  const document = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const read = parseInstance(document);
  if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.error)}`);
  const isReplan = name.startsWith('replan');
  const posed = toProblem(read.value, isReplan ? 'replan' : 'split', 1);
  if (!posed.ok) throw new Error(`${name}: ${posed.error.en}`);
  const { problem, clusterOf } = contractPockets(posed.value);
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const begun = cpu();
  const [found] = searchPlans(problem, { seed: Number(seed), moves: Number(moves) });
  const searched = cpu();
  const { published } = document;
  const base = {
    published: published?.bestCutEdges ?? null,
    name,
    units: posed.value.nodes,
    borders: posed.value.edgeFrom.length,
  };
  if (found === undefined) {
    return {
      ...base,
      cost: null,
      searchSeconds: searched - begun,
      proofSeconds: 0,
      certificate: null,
    };
  }
  const part = clusterOf.map((cluster) => found.part[cluster]!);
  const cost = costOfFeasible(posed.value, part);
  if (cost === null) throw new Error(`${name}: the plan is not feasible`);
  const limit = searched + Number(proofSeconds);
  const { certificate, plan } = certify(problem, found, { shouldStop: () => cpu() > limit });
  return {
    ...base,
    cost,
    // Better than what the search found, where the proof came upon it.
    provenCost: plan.cost,
    searchSeconds: searched - begun,
    proofSeconds: cpu() - searched,
    certificate,
  };
}

// Compiled before anything is timed.
if (names[0] !== undefined) run(names[0]);
for (const name of names) console.log(JSON.stringify(run(name)));
