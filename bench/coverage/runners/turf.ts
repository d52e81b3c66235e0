import { readFileSync } from 'node:fs';
import { bbox, featureCollection, intersect } from '@turf/turf';
import Flatbush from 'flatbush';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { createRandom } from '../../../data/generator/random.ts';
import { runJob } from '../job.ts';
import { type Measurement, median, ownMeter } from '../measure.ts';

/** CPU time given to one sample of pairs; the whole would take minutes to hours. */
const BUDGET_MILLISECONDS = 4_000;

type Community = Feature<Polygon | MultiPolygon>;
type Pair = [Community, Community];

// Every pair of communities whose boxes meet, intersected one by one. A random sample of the pairs is
// timed and the total extrapolated from its mean.
runJob(async ({ file, runs }, send) => {
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as FeatureCollection<
    Polygon | MultiPolygon
  >;
  const pairs = candidatePairs(features.filter(({ geometry }) => geometry !== null));
  const samples = Array.from({ length: runs + 1 }, (_, run) => takeSample(pairs, run)).slice(1);
  const whole = (figure: 'cpu' | 'wall') =>
    samples.map((sample) => (sample[figure] / sample.pairs) * pairs.length);
  const [cpu, wall] = [whole('cpu'), whole('wall')];
  const measurement: Measurement = {
    peer: 'Turf',
    step: 'intersect, pair by pair',
    cpuMilliseconds: median(cpu),
    wallMilliseconds: median(wall),
    runs: cpu.map((one, i) => [one, wall[i]!]),
    peakMegabytes: ownMeter.peakMegabytes(),
    result: {
      pairs: pairs.length,
      sampledPairs: samples.reduce((sum, sample) => sum + sample.pairs, 0),
      errors: samples.reduce((sum, sample) => sum + sample.errors, 0),
    },
    note: 'extrapolated from samples of the pairs whose boxes meet; parsing and the search for pairs left out',
  };
  send({ kind: 'measurement', measurement });
});

function candidatePairs(communities: Community[]): Pair[] {
  if (communities.length === 0) return [];
  const boxes = communities.map((community) => bbox(community) as [number, number, number, number]);
  const index = new Flatbush(communities.length);
  for (const box of boxes) index.add(...box);
  index.finish();
  return boxes.flatMap((box, i) =>
    index.search(...box, (j) => j > i).map((j): Pair => [communities[i]!, communities[j]!]),
  );
}

function takeSample(pairs: Pair[], run: number) {
  const random = createRandom(run, 'sample');
  const sample = { pairs: 0, errors: 0, cpu: 0, wall: 0 };
  const [cpu, wall] = [ownMeter.cpuMilliseconds(), performance.now()];
  while (sample.cpu < BUDGET_MILLISECONDS && sample.pairs < pairs.length) {
    try {
      intersect(featureCollection(random.pick(pairs)));
    } catch {
      sample.errors++; // Counted and reported: the sweep gives up on some borders.
    }
    sample.pairs++;
    sample.cpu = ownMeter.cpuMilliseconds() - cpu;
  }
  sample.wall = performance.now() - wall;
  return sample;
}
