import type { BarrierIndex } from '../../../barriers/barrier-index.ts';
import type { Direction } from '../../../coverage/repair/directions.ts';
import type { AreaGeometry } from '../../../coverage/types.ts';
import { chooseLabels, type Labelling } from './choose-labels.ts';
import type { SiteRegion } from './region-site.ts';

/**
 * In what one repair of a gap or an overlap differs from another.
 * - `longest-border`: to the community with the longest border;
 * - `along-barrier`: the border runs along the road or water that lies in it or beside it;
 * - `divided`: cut where a road or water crosses it;
 * - `middle`: cut along the middle;
 * - `other-side`: to another of those who border it.
 */
export type RepairCharacter =
  | 'longest-border'
  | 'along-barrier'
  | 'divided'
  | 'middle'
  | 'other-side';

/** What becomes of one region. */
export interface RegionDecision {
  region: SiteRegion;
  /** A community, shares, or null: divided along the middle. */
  to: string | null | readonly { to: string; geometry: AreaGeometry }[];
}

/** One way to repair a finding: what becomes of each of its regions. */
export interface RepairOption {
  character: RepairCharacter;
  decisions: readonly RegionDecision[];
}

/** Pieces of an overlap that are narrower go along with what is decided of the others. */
const MINOR_WIDTH_METRES = 5;

/**
 * The ways to repair a finding, each different from those before it, the ones that differ in kind first.
 * @param index barriers; null where there are none near
 */
export function repairOptions(
  regions: readonly SiteRegion[],
  index: BarrierIndex | null,
): RepairOption[] {
  const ranked = regions.map((region) => chooseLabels(region, index));
  if (ranked.some((labellings) => labellings.length === 0)) return [];
  const ways = regions.map((region, i) => waysOf(region, ranked[i]!));
  const main = regions.reduce(
    (best, region, i) => (region.areaSquareMetres > regions[best]!.areaSquareMetres ? i : best),
    0,
  );
  const isMinor = (i: number): boolean =>
    i !== main && regions[i]!.widthMetres < MINOR_WIDTH_METRES;
  const options: RepairOption[] = [];
  const seen = new Set<string>();
  for (const { character } of ways[main]!) {
    const decisions = regions.map((region, i): RegionDecision => {
      const own = ways[i]!;
      const like = isMinor(i) ? undefined : own.find((way) => way.character === character);
      return { region, to: (like ?? own[0]!).to };
    });
    const key = JSON.stringify(decisions.map(({ to }) => to));
    if (seen.has(key)) continue;
    seen.add(key);
    options.push({ character, decisions });
  }
  return options;
}

interface Way {
  character: RepairCharacter;
  to: RegionDecision['to'];
}

/** A border of which this share follows roads and waters runs along them. */
const ALONG_SHARE = 0.5;

function waysOf(region: SiteRegion, ranked: readonly Labelling[]): Way[] {
  const all = [...region.candidates.keys()];
  const ways: Way[] = [];
  const seen = new Set<string>();
  const add = (character: RepairCharacter, to: Way['to']): void => {
    const key = JSON.stringify(to);
    if (seen.has(key)) return;
    seen.add(key);
    ways.push({ character, to });
  };
  const isWhole = ({ labels }: Labelling): boolean => new Set(labels).size === 1;
  const longest =
    all.find((id) => ranked.some((one) => isWhole(one) && one.labels[0] === id)) ??
    ranked.find(isWhole)?.labels[0];
  if (longest !== undefined) add('longest-border', longest);
  const along = ranked.find(
    ({ barrierMetres, lengthMetres }) => barrierMetres > ALONG_SHARE * lengthMetres,
  );
  if (along !== undefined) add('along-barrier', sharesOf(region, along));
  const divided = ranked.find((one) => !isWhole(one) && one.cutMetres > 0);
  if (divided !== undefined) add('divided', sharesOf(region, divided));
  if (all.length > 1) add('middle', null);
  for (const one of ranked) if (isWhole(one)) add('other-side', one.labels[0]!);
  return ways;
}

function sharesOf({ atoms }: SiteRegion, { labels }: Labelling): Way['to'] {
  if (new Set(labels).size === 1) return labels[0]!;
  return labels.map((to, atom) => ({ to, geometry: atoms[atom]! }));
}

/** What the repair is told to do with each region. */
export const directionsOf = ({ decisions }: RepairOption): Direction[] =>
  decisions.map(({ region: { kind, claimants, corner, areaSquareMetres }, to }) => ({
    kind,
    claimants,
    corner,
    areaSquareMetres,
    to,
  }));
