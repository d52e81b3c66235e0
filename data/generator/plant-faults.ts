import { plantBlindSpot } from './faults/plant-blind-spot.ts';
import { plantBulge } from './faults/plant-bulge.ts';
import { plantCutEstate } from './faults/plant-cut-estate.ts';
import { plantExclave } from './faults/plant-exclave.ts';
import { plantLargeCommunity, plantSmallCommunity } from './faults/plant-sizes.ts';
import { FAULT_KINDS, type Fault, type Site } from './faults/site.ts';
import { drawLayers } from './layers.ts';
import { createRandom } from './random.ts';
import type { Town } from './town.ts';

export interface PlantedTown extends Town {
  /** Every fault in the town's communities; there are no others. */
  faults: Fault[];
}

/** Each fault with how it is planted, hardest to place first. */
const PLAN: readonly (readonly [string, (site: Site) => boolean])[] = [
  ['a community of 6200 households', plantLargeCommunity],
  ['a community of 380 households', plantSmallCommunity],
  ['an exclave', plantExclave],
  ['a cut estate', plantCutEstate],
  ['an overlap', (site) => plantBulge(site, 'overlap')],
  ['a second overlap', (site) => plantBulge(site, 'overlap')],
  ['a dent', (site) => plantBulge(site, 'dent')],
  ['a block that nobody claims', (site) => plantBlindSpot(site, 'block', 'construction')],
  ['a hole', (site) => plantBlindSpot(site, 'hole', 'park')],
];

/**
 * Plants one set of faults in a copy of a sound town: two overlaps, three blind spots, an exclave,
 * a community too large and one too small, and an estate cut by a border. Geometry changes in the
 * communities alone; the town given is not touched.
 * @throws Error naming the fault for which the town has no room
 */
export function plantFaults(town: Town): PlantedTown {
  const { model, labels } = town;
  const site: Site = {
    model: {
      ...model,
      plots: [...model.plots],
      compounds: [...model.compounds],
      communityOf: [...model.communityOf],
      households: [...model.households],
    },
    labels,
    random: createRandom(model.seed, 'faults'),
    detours: [],
    faults: [],
    busy: new Set(),
    places: [],
    apartMetres: 0.12 * model.layout.radius,
  };
  for (const [what, plant] of PLAN) {
    if (plant(site)) continue;
    // Not every fault finds communities of its own; then it shares one, well apart from its fault.
    const { busy } = site;
    site.busy = new Set();
    if (!plant(site)) throw new Error(`the town of seed ${model.seed} has no room for ${what}`);
    for (const community of busy) site.busy.add(community);
  }
  const faults = [...site.faults].sort(
    (a, b) => FAULT_KINDS.indexOf(a.kind) - FAULT_KINDS.indexOf(b.kind),
  );
  faults.forEach((fault, i) => {
    fault.id = `P${String(i + 1).padStart(2, '0')}`;
  });
  return { ...drawLayers(site.model, labels, site.detours), model: site.model, labels, faults };
}
