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

/** Where one fault comes to lie decides whether there is room for the next; then it is tried anew. */
const ATTEMPTS = 12;

/**
 * Plants one set of faults in a copy of a sound town: two overlaps, three blind spots, an exclave,
 * a community too large and one too small, and an estate cut by a border. Geometry changes in the
 * communities alone; the town given is not touched.
 * @throws Error naming the fault for which the town has no room
 */
export function plantFaults(town: Town): PlantedTown {
  let lacking = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const site = openSite(town, attempt);
    lacking = plantAll(site) ?? '';
    if (lacking) continue;
    const { model, labels, detours } = site;
    return { ...drawLayers(model, labels, detours), model, labels, faults: inOrder(site.faults) };
  }
  throw new Error(`the town of seed ${town.model.seed} has no room for ${lacking}`);
}

function openSite({ model, labels }: Town, attempt: number): Site {
  return {
    model: {
      ...model,
      plots: [...model.plots],
      compounds: [...model.compounds],
      communityOf: [...model.communityOf],
      households: [...model.households],
    },
    labels,
    random: createRandom(model.seed, `faults ${attempt}`),
    detours: [],
    faults: [],
    busy: new Set(),
    sized: new Set(),
    places: [],
    apartMetres: 0.12 * model.layout.radius,
  };
}

/** Plants every fault of the plan; the first that found no room, or null. */
function plantAll(site: Site): string | null {
  for (const [what, plant] of PLAN) {
    if (plant(site)) continue;
    // Not every fault finds communities of its own; then it shares one, well apart from its fault.
    const { busy } = site;
    site.busy = new Set(site.sized);
    if (!plant(site)) return what;
    for (const community of busy) site.busy.add(community);
  }
  return null;
}

function inOrder(faults: readonly Fault[]): Fault[] {
  const sorted = [...faults].sort(
    (a, b) => FAULT_KINDS.indexOf(a.kind) - FAULT_KINDS.indexOf(b.kind),
  );
  return sorted.map((fault, i) => ({ ...fault, id: `P${String(i + 1).padStart(2, '0')}` }));
}
