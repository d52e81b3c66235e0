import { times, whole } from './figures.ts';
import { incrementalRatio } from './incremental-step.ts';
import type { Measurement } from './measure.ts';
import { type BenchResult, type InputResult, ratio } from './result.ts';

/** How much more CPU time than ours a peer's step takes, at least. */
const GOALS: readonly { peer: string; step: string; atLeast: number }[] = [
  { peer: 'JSON.parse', step: 'JSON.parse alone', atLeast: 1 },
  { peer: 'PostGIS', step: 'overlaps + gaps + adjacency', atLeast: 25 },
  { peer: 'mapshaper', step: 'import and mosaic', atLeast: 5 },
  { peer: 'mapshaper', step: 'import and clean', atLeast: 2 },
  { peer: 'mapshaper', step: 'import, clean and export', atLeast: 2 },
  { peer: 'mapshaper command', step: '-clean -o', atLeast: 2 },
  { peer: 'topojson-server', step: 'topology of parsed input', atLeast: 4 },
  { peer: 'PostGIS in PGlite', step: 'ST_CoverageInvalidEdges', atLeast: 6 },
  { peer: 'Turf', step: 'intersect, pair by pair', atLeast: 500 },
];
/** How much more CPU time a full audit takes than one edit, at least. */
const INCREMENTAL_AT_LEAST = 100;
/** Peak memory: this many times the file, and something for the run-time system. */
const MEMORY = { timesFile: 2.5, megabytes: 150 };
/** CPU time over vertices may grow by this factor from the smallest input of a kind to the largest. */
const GROWTH = 1.2;

/** What the project has set itself, and how far it is. */
export function goalsSection({ inputs }: BenchResult): string[] {
  const rows = [
    ...inputs.flatMap((input) => [...speedRows(input), ...editRow(input), ...memoryRow(input)]),
  ];
  return [
    '## Goals',
    '',
    '| Input | Goal | Reached | |',
    '|---|---|--:|---|',
    ...rows,
    ...growthRows(inputs),
  ];
}

const row = (input: string, goal: string, reached: string, isMet: boolean): string =>
  `| ${input} | ${goal} | ${reached} | ${isMet ? 'met' : '**not met**'} |`;

function speedRows({ input, measurements }: InputResult): string[] {
  return GOALS.flatMap(({ peer, step, atLeast }) => {
    const found = measurements.find((one) => one.peer === peer && one.step === step);
    const reached = found ? ratio('cpuMilliseconds', found, measurements) : null;
    return reached === null
      ? []
      : [row(input.name, `${peer}, ${step}: ≥ ${atLeast}×`, times(reached), reached >= atLeast)];
  });
}

function editRow({ input, measurements }: InputResult): string[] {
  const reached = incrementalRatio(measurements);
  if (reached === null) return [];
  const goal = `one border moved: ≥ ${INCREMENTAL_AT_LEAST}× less than the full audit in memory`;
  return [row(input.name, goal, times(reached), reached >= INCREMENTAL_AT_LEAST)];
}

const oursOf = (measurements: readonly Measurement[]) =>
  measurements.find(({ peer, error }) => peer === 'ours' && error === undefined);

function memoryRow({ input, measurements }: InputResult): string[] {
  const peak = oursOf(measurements)?.peakMegabytes;
  if (peak == null) return [];
  const limit = (MEMORY.timesFile * input.bytes) / 2 ** 20 + MEMORY.megabytes;
  const goal = `peak memory ≤ ${MEMORY.timesFile} × the file + ${MEMORY.megabytes} MB = ${whole(limit)} MB`;
  return [row(input.name, goal, `${whole(peak)} MB`, peak <= limit)];
}

/** From the smallest to the largest of the inputs of one variant. */
function growthRows(inputs: readonly InputResult[]): string[] {
  return ['clean', 'dirty'].flatMap((variant) => {
    const perVertex = inputs
      .filter(({ input }) => input.name.includes(variant))
      .flatMap(({ input, measurements }) => {
        const cpu = oursOf(measurements)?.cpuMilliseconds;
        return cpu == null ? [] : [{ ...input, cost: cpu / input.vertices }];
      })
      .toSorted((a, b) => a.vertices - b.vertices);
    const [smallest, largest] = [perVertex[0], perVertex.at(-1)];
    if (!smallest || !largest || smallest === largest) return [];
    const growth = largest.cost / smallest.cost;
    const name = `${smallest.name} → ${largest.name}`;
    return [row(name, `time per vertex grows ≤ ${GROWTH}×`, times(growth), growth <= GROWTH)];
  });
}
