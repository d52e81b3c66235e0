import type { BarrierIndex } from '../../../barriers/barrier-index.ts';
import { lineLength } from '../../../barriers/line-length.ts';
import { matchBorder } from '../../../barriers/match-border.ts';
import type { BorderStretch } from '../../../barriers/types.ts';
import type { Position } from '../../../coverage/types.ts';
import { sumStretches } from '../border-cost.ts';
import type { AtomBorder, SiteRegion } from './region-site.ts';

/** Who gets each atom of a region, and what the borders cost then. */
export interface Labelling {
  /** Ids, one an atom. */
  labels: readonly string[];
  /** In metres of border across open ground. */
  cost: number;
  /** Metres of border between different communities. */
  lengthMetres: number;
  /** Of these, along roads, waters and the like. */
  barrierMetres: number;
  /** Metres of border between parts of the region that run along one. */
  cutMetres: number;
}

/** Further labellings are not tried one by one. */
const MOST_LABELLINGS = 4096;

interface PricedBorder extends AtomBorder {
  cost: number;
  lengthMetres: number;
  barrierMetres: number;
}

/**
 * All ways to give the atoms of a region to those who border it, the cheapest borders first. An atom goes to a
 * community only if it borders it, or another atom that goes there does. Where there are too many ways, the region
 * is not divided, or each atom goes to one of the two with the longest border of it.
 */
export function chooseLabels(region: SiteRegion, index: BarrierIndex | null): Labelling[] {
  const toleranceMetres = followWithin(region.widthMetres);
  const priced = region.borders.map((border) => price(border, index, toleranceMetres));
  const count = region.atoms.length;
  // Between nothing but other faults, no claimant has ground beside it: any of them may keep it.
  const all = region.candidates.size > 0 ? [...region.candidates.keys()] : region.claimants;
  const choices = Array.from({ length: count }, (_, atom) => choicesOf(atom, all, priced, count));
  const ways = choices.reduce((product, list) => product * list.length, 1);
  const found = ways > MOST_LABELLINGS ? wholes(all, count) : combine(choices);
  const connected = found.filter((labels) => isConnected(labels, priced));
  return (connected.length > 0 ? connected : wholes(all, count))
    .map((labels) => weigh(labels, priced))
    .sort((a, b) => a.cost - b.cost || (a.labels.join() < b.labels.join() ? -1 : 1));
}

/**
 * Within how many metres a border follows a line, in and around a region so wide: in a region of 30 m a line that
 * is 20 m off tells nothing.
 */
export const followWithin = (widthMetres: number): number =>
  Math.min(MOST_TOLERANCE_METRES, Math.max(LEAST_TOLERANCE_METRES, widthMetres / 4));

const LEAST_TOLERANCE_METRES = 2;
const MOST_TOLERANCE_METRES = 10;

function price(
  border: AtomBorder,
  index: BarrierIndex | null,
  toleranceMetres: number,
): PricedBorder {
  let [cost, totalMetres, barrierMetres] = [0, 0, 0];
  for (const line of border.lines) {
    const stretches = stretchesOf(line, index, toleranceMetres);
    cost += sumStretches(stretches).cost;
    for (const { barrier, lengthMetres } of stretches) {
      totalMetres += lengthMetres;
      if (barrier !== null) barrierMetres += lengthMetres;
    }
  }
  return { ...border, cost, lengthMetres: totalMetres, barrierMetres };
}

/** What a line follows; all of it nothing where there are no barriers. */
export const stretchesOf = (
  line: readonly Position[],
  index: BarrierIndex | null,
  toleranceMetres: number,
): BorderStretch[] =>
  index === null
    ? [{ barrier: null, lengthMetres: lineLength(line), coordinates: [...line] }]
    : matchBorder(line, index, { toleranceMetres });

/** Everyone where that leaves few ways; else the two along the most of the atom's rim. */
function choicesOf(
  atom: number,
  all: readonly string[],
  borders: readonly PricedBorder[],
  count: number,
): readonly string[] {
  if (all.length ** count <= MOST_LABELLINGS) return all;
  const beside = new Map<string, number>();
  for (const { atom: own, other, cost } of borders) {
    if (own !== atom || !('community' in other) || !all.includes(other.community)) continue;
    beside.set(other.community, (beside.get(other.community) ?? 0) + cost);
  }
  const ranked = [...beside].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return ranked.length === 0 ? all.slice(0, 1) : ranked.slice(0, 2).map(([id]) => id);
}

const wholes = (all: readonly string[], count: number): string[][] =>
  all.map((id) => Array.from({ length: count }, () => id));

function combine(choices: readonly (readonly string[])[]): string[][] {
  return choices.reduce<string[][]>(
    (made, list) => made.flatMap((labels) => list.map((id) => [...labels, id])),
    [[]],
  );
}

/** Does every atom hang together with the ground of the one who gets it? */
function isConnected(labels: readonly string[], borders: readonly AtomBorder[]): boolean {
  const reached = new Set<number>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const { atom, other } of borders) {
      const pairs: [number, boolean][] =
        'community' in other
          ? [[atom, other.community === labels[atom]]]
          : [
              [atom, reached.has(other.atom) && labels[atom] === labels[other.atom]],
              [other.atom, reached.has(atom) && labels[atom] === labels[other.atom]],
            ];
      for (const [one, holds] of pairs) {
        if (!holds || reached.has(one)) continue;
        reached.add(one);
        grew = true;
      }
    }
  }
  return reached.size === labels.length;
}

function weigh(labels: readonly string[], borders: readonly PricedBorder[]): Labelling {
  let [cost, lengthMetres, barrierMetres, cutMetres] = [0, 0, 0, 0];
  for (const { atom, other, ...border } of borders) {
    const beyond = 'community' in other ? other.community : labels[other.atom];
    if (beyond === labels[atom]) continue;
    cost += border.cost;
    lengthMetres += border.lengthMetres;
    barrierMetres += border.barrierMetres;
    if (!('community' in other)) cutMetres += border.barrierMetres;
  }
  return { labels, cost, lengthMetres, barrierMetres, cutMetres };
}
