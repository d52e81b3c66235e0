import { plantFaults } from './plant-faults.ts';
import { serialiseCollection } from './serialise.ts';
import { buildTown } from './town.ts';

/** The seed of the town in `data/sample`. */
export const SAMPLE_SEED = 34;

/** Name and text of every generated file of the sample town. */
export function sampleFiles(seed: number): [string, string][] {
  const town = plantFaults(buildTown({ seed, communities: 20, units: 1100 }));
  const faults = town.faults.map((fault) => JSON.stringify(fault));
  return [
    ['jurisdiction.geojson', serialiseCollection(town.jurisdiction)],
    ['communities.geojson', serialiseCollection(town.communities)],
    ['units.geojson', serialiseCollection(town.units)],
    ['barriers.geojson', serialiseCollection(town.barriers)],
    ['estates.geojson', serialiseCollection(town.estates)],
    ['facilities.geojson', serialiseCollection(town.facilities)],
    ['faults.json', `{"seed":${seed},"faults":[\n${faults.join(',\n')}\n]}\n`],
  ];
}
