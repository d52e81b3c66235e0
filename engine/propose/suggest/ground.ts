import { nameOf } from '../../coverage/name-of.ts';
import type { CommunityInput, Message } from '../../coverage/types.ts';
import { buildDualGraph } from '../../graph/dual-graph.ts';
import type { GraphEdge, IslandLink } from '../../graph/types.ts';
import type { UnitInput } from '../../material/types.ts';
import { CommunityShapes } from '../../rules/community-shapes.ts';
import { readHouseholds } from '../../rules/read-households.ts';
import { matchUnits } from '../../units/match-units.ts';
import type { UnitBorder } from '../../units/types.ts';
import { sumStretches } from './border-cost.ts';
import { type EstateGroup, estateGroups } from './estate-groups.ts';
import { type SizeBounds, sizeBounds } from './size-bounds.ts';
import { tellUnits } from './tell-units.ts';
import { householdText } from './texts.ts';
import type { SuggestInput, SuggestOptions } from './types.ts';

/** A border between two units that is long enough to join them. */
export interface GroundEdge {
  /** Indexes of the units, the smaller first. */
  units: [number, number];
  lengthMetres: number;
  /** What it costs to draw a border here. */
  cost: number;
  /** Length along no barrier, or along one without a name: it cannot be put into words. */
  namelessMetres: number;
  borders: UnitBorder[];
}

/** Everything that suggestions are made from, with what is worked out once. */
export interface Ground {
  input: SuggestInput;
  communities: ReadonlyMap<string, CommunityInput>;
  units: readonly UnitInput[];
  /** Community of each unit now; null: none. */
  communityOf: readonly (string | null)[];
  /** Indexes of the units of each community. */
  unitsOf: ReadonlyMap<string, readonly number[]>;
  /** Households of each unit; 0 where they are not known, which `assumptions` says. */
  households: readonly number[];
  edges: readonly GroundEdge[];
  islandLinks: readonly IslandLink[];
  /** Estates that lie in more than one unit. */
  estateGroups: readonly EstateGroup[];
  bounds: SizeBounds;
  assumptions: Message[];
}

/** @throws RangeError for units that cannot be worked with ({@link matchUnits}) */
export function prepareGround(given: SuggestInput, options: SuggestOptions): Ground {
  const assumptions: Message[] = [...(given.notes ?? [])];
  const input = withoutSizeRules(given, options, assumptions);
  const known = input.borders !== undefined;
  const matched = known ? null : matchUnits(input.units, input.barriers);
  const units = matched?.units ?? input.units;
  const borders = matched?.borders ?? input.borders ?? [];
  const graph = buildDualGraph({ units: [...units], borders: [...borders] });
  const communityOf = placeUnits(units, input.communities, assumptions);
  const unitsOf = new Map<string, number[]>();
  communityOf.forEach((community, u) => {
    if (community === null) return;
    const list = unitsOf.get(community);
    if (list === undefined) unitsOf.set(community, [u]);
    else list.push(u);
  });
  const ground: Ground = {
    input,
    communities: new Map(input.communities.map((community) => [community.id, community])),
    units,
    communityOf,
    unitsOf,
    households: units.map(({ households }) => households ?? 0),
    edges: joinEdges(graph.edges, borders),
    islandLinks: graph.islandLinks,
    estateGroups: estateGroups(units, input.estates ?? [], assumptions),
    bounds: sizeBounds(input.policy, options),
    assumptions,
  };
  if (units.length > 0 && input.barriers.length === 0) assumptions.push(NO_BARRIERS);
  assumptions.push(...tellUnits({ ...input, units }));
  tellHouseholds(ground);
  return ground;
}

const NO_BARRIERS: Message = {
  zh: '没有给出道路、河流等：新边界只求短，沿什么走无从得知。',
  en: 'No roads or waters were given: new borders are merely short, and what they follow is not known.',
};

/** Bounds that the request gives stand in the place of the policy's own. */
function withoutSizeRules(
  input: SuggestInput,
  { householdBand }: SuggestOptions,
  assumptions: Message[],
): SuggestInput {
  const { policy } = input;
  const rules = policy.rules.filter(({ id }) => !id.startsWith('size.'));
  if (householdBand === undefined || rules.length === policy.rules.length) return input;
  const [min, max] = [householdBand.min, householdBand.max].map((n) => householdText(n, false));
  assumptions.push({
    zh: `按要求以每个社区 ${min}–${max} 户为准，不再检查政策“${policy.name.zh}”的规模规则（size.*）。`,
    en: `Communities of ${min}–${max} households were asked for: the rules on size (size.*) of the policy “${policy.name.en}” are not tested.`,
  });
  return { ...input, policy: { ...policy, rules } };
}

function joinEdges(edges: readonly GraphEdge[], borders: readonly UnitBorder[]): GroundEdge[] {
  const byPair = new Map<string, UnitBorder[]>();
  for (const border of borders) {
    const [a, b] = border.units;
    if (b === null) continue;
    const key = a < b ? `${a},${b}` : `${b},${a}`;
    const list = byPair.get(key);
    if (list === undefined) byPair.set(key, [border]);
    else list.push(border);
  }
  return edges.map(({ units, lengthMetres }) => {
    const own = byPair.get(units.join(',')) ?? [];
    const sums = sumStretches(own.flatMap(({ stretches }) => stretches));
    return {
      units,
      lengthMetres,
      borders: own,
      cost: sums.cost,
      namelessMetres: Math.max(0, sums.lengthMetres - sums.namedMetres),
    };
  });
}

/** The community that each unit names; where it names none that is there, the one that most of it lies in. */
function placeUnits(
  units: readonly UnitInput[],
  communities: readonly CommunityInput[],
  assumptions: Message[],
): (string | null)[] {
  const ids = new Map(communities.map(({ id }) => [id, id]));
  for (const { id, properties } of communities) {
    const code = properties?.code;
    if (code !== undefined && code !== null && !ids.has(String(code))) ids.set(String(code), id);
  }
  let shapes: CommunityShapes | null = null;
  let placed = 0;
  const places = units.map((unit) => {
    const { community } = unit;
    if (community === null || communities.length === 0) return null;
    const named = community === undefined ? undefined : ids.get(community);
    if (named !== undefined) return named;
    shapes ??= new CommunityShapes(communities);
    placed++;
    const pieces = [...shapes.piecesOf(unit.geometry)];
    pieces.sort((a, b) => b.areaSquareMetres - a.areaSquareMetres);
    return pieces[0]?.community.id ?? null;
  });
  if (placed > 0) {
    assumptions.push({
      zh: `${placed} 个地块没有写明现属社区，按面积最大的部分所在社区计。`,
      en: `${placed} ${placed === 1 ? 'unit does' : 'units do'} not name a present community: the one that most of it lies in was taken.`,
    });
  }
  return places;
}

function tellHouseholds({ units, unitsOf, communities, households, assumptions }: Ground): void {
  const unknown = units.filter((unit) => unit.households === undefined).length;
  if (unknown > 0 && unknown < units.length) {
    assumptions.push({
      zh: `${unknown} 个地块户数不明，按 0 户计。`,
      en: `The households of ${unknown} ${unknown === 1 ? 'unit' : 'units'} are not known and count as 0.`,
    });
  }
  if (units.some(({ householdsEstimated }) => householdsEstimated === true)) {
    assumptions.push({
      zh: '部分地块的户数为估算值（标 *）。',
      en: 'The households of some units are estimates (marked *).',
    });
  }
  const differing: string[] = [];
  for (const [id, list] of unitsOf) {
    const stated = communities.get(id) && readHouseholds(communities.get(id)!);
    const counted = list.reduce((sum, u) => sum + households[u]!, 0);
    if (stated?.state !== 'known' || counted === 0) continue;
    if (Math.abs(counted - stated.value) > 0.01 * stated.value) differing.push(id);
  }
  if (differing.length === 0) return;
  const names = differing.slice(0, 4).map((id) => nameOf(communities.get(id)!));
  const count = differing.length;
  assumptions.push({
    zh: `${names.map(({ zh }) => `“${zh}”`).join('、')}${count > 4 ? `等 ${count} 个社区` : ''}登记的户数与其地块合计相差超过 1%，以地块合计为准。`,
    en: `The households on record of ${names.map(({ en }) => en).join(', ')}${count > 4 ? ` and ${count - 4} more` : ''} differ by over 1 % from the sum of their units, which was taken.`,
  });
}

/** Households of a set of units. */
export const householdsOf = ({ households }: Ground, units: Iterable<number>): number => {
  let sum = 0;
  for (const u of units) sum += households[u]!;
  return sum;
};
