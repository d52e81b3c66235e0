import { planeArea } from '../coverage/repair/account-area.ts';
import type { AreaGeometry } from '../coverage/types.ts';
import { geodesicArea, localFrame } from '../geometry/geodesic.ts';
import type { UnitInput } from '../material/types.ts';
import { lastingProperties } from '../propose/suggest/community-figures.ts';
import { ESTATE_FIELDS, FIELDS } from '../rules/fields.ts';
import { readFigure } from '../rules/read-figure.ts';
import { areaBox, type Box, uniteBoxes } from './ground/area-box.ts';
import { indexOfMaterial } from './ground/material-index.ts';
import type { MovedPiece } from './ground/moved-pieces.ts';
import { type ShareInPiece, sharesInPieces, sharesOf } from './ground/shares-in-pieces.ts';
import type { PlanCommunity, PlanContext, PlanState } from './types.ts';

/**
 * Households and people after ground has changed hands.
 *
 * 1. Where the units are known, a community has those of its units. A unit goes with its greater part;
 *    when a border cuts a unit that somebody lives in, the figures of both sides are marked as estimates,
 *    and stay so.
 * 2. Else, where estates are known, a community has what it had, more or less the estates that passed
 *    (by their greater part): an estimate, for homes that lie in no estate are not counted.
 * 3. Else, a community that keeps its ground but for a thousandth keeps its figures as estimates.
 * 4. Else they are taken away: unknown is better than wrong.
 *
 * A community whose ground passed without a unit or estate of consequence (a strip of road) keeps its figures.
 */
export interface Recount {
  /** Units whose community is another one. */
  assignment: Record<string, string | null>;
  /** New properties of communities whose figures are different; undefined: they keep theirs. */
  propertiesOf: (community: Omit<PlanCommunity, 'geometry'>) => PlanCommunity['properties'];
}

/** A border that leaves less of a unit on its other side does not cut it. */
const CUT = 0.02;
/** A community of which less changes hands has about as many households as before. */
const SMALL_CHANGE = 0.001;

const COUNTED = [FIELDS.households, FIELDS.population, 'dwellings'] as const;
type Counted = (typeof COUNTED)[number];

export interface RecountInput {
  plan: PlanState;
  context: PlanContext;
  moved: readonly MovedPiece[];
  /** Geometries that are new or different. */
  geometries: ReadonlyMap<string, AreaGeometry>;
  /** Units that the operation gives away by name; left out: by their ground. */
  assignment?: Readonly<Record<string, string | null>>;
}

/** @throws TooTangledError, InconsistentCoverageError */
export function recount(input: RecountInput): Recount {
  const { plan, context } = input;
  const units = indexOfMaterial(context.units ?? []);
  const byGround =
    input.assignment === undefined
      ? assignByGround(input, sharesInPieces(units, input.moved))
      : { assignment: input.assignment, cut: new Set<string>() };
  const touched = new Set(byGround.cut);
  for (const [unit, to] of Object.entries(byGround.assignment)) {
    const from = communityOf(plan, units.byId.get(unit) ?? unit);
    for (const id of [from, to]) if (id != null) touched.add(id);
  }
  const counter = new Counter(input, { ...byGround, touched });
  return {
    assignment: byGround.assignment,
    propertiesOf: (community) => counter.propertiesOf(community),
  };
}

type UnitShare = ShareInPiece<UnitInput>;

/**
 * Who has each unit that the moved ground is part of: where it stands now counts, not how much of it moved at once, so
 * that a border dragged across a unit in small steps takes it along.
 * @returns units that go to another community, and communities that have part of a unit that somebody lives in
 */
function assignByGround(
  { plan, moved, geometries }: RecountInput,
  shares: readonly UnitShare[],
): { assignment: Record<string, string | null>; cut: Set<string> } {
  // Ids are whatever the sources call them, `__proto__` too.
  const assignment = new Map<string, string | null>();
  const cut = new Set<string>();
  const partly = new Set<UnitInput>();
  for (const { item, piece, share } of shares) {
    if (share <= 1 - CUT) partly.add(item);
    else if (communityOf(plan, item) === piece.from) assignment.set(item.id, piece.to);
  }
  const parties = [...new Set(moved.flatMap(({ from, to }) => [from, to]))].flatMap((id) => {
    const geometry =
      id === null ? undefined : (geometries.get(id) ?? plan.communities.get(id)?.geometry);
    return geometry === undefined ? [] : [{ id: id!, geometry }];
  });
  const standing = new Map<UnitInput, Map<string, number>>();
  for (const { item, piece, share } of sharesOf([...partly], parties)) {
    standing.set(item, (standing.get(item) ?? new Map()).set(piece.id, share));
    if (share > CUT && share < 1 - CUT && item.households !== 0) cut.add(piece.id);
  }
  for (const [item, byParty] of standing) {
    const present = communityOf(plan, item);
    if (present === undefined) continue;
    const [to, share] = [...byParty].reduce((a, b) => (b[1] > a[1] ? b : a));
    const others = 1 - [...byParty.values()].reduce((sum, part) => sum + part, 0);
    // What lies in none of the parties is its own community's, as far as is known.
    const own = byParty.get(present ?? '') ?? others;
    if (to !== present && share > own) assignment.set(item.id, to);
  }
  return { assignment: Object.fromEntries(assignment), cut };
}

/** The community of a unit in the plan; undefined where that is not known. */
export function communityOf(plan: PlanState, unit: UnitInput | string): string | null | undefined {
  const id = typeof unit === 'string' ? unit : unit.id;
  const assigned = plan.assignment.get(id);
  if (assigned !== undefined || plan.assignment.has(id)) return assigned;
  return typeof unit === 'string' ? undefined : unit.community;
}

interface Findings {
  assignment: Readonly<Record<string, string | null>>;
  touched: ReadonlySet<string>;
  cut: ReadonlySet<string>;
}

class Counter {
  private readonly input: RecountInput;
  private readonly found: Findings;
  private estates: ReturnType<typeof estateShares> | null = null;

  constructor(input: RecountInput, found: Findings) {
    this.input = input;
    this.found = found;
  }

  propertiesOf(community: Omit<PlanCommunity, 'geometry'>): PlanCommunity['properties'] {
    const { moved } = this.input;
    const { id } = community;
    const { touched } = this.found;
    const isMoved = moved.some(({ from, to }) => from === id || to === id);
    if (!isMoved && !touched.has(id)) return community.properties;
    const units = this.unitsOf(id);
    if (units !== null) {
      return touched.has(id) || this.isNew(id)
        ? this.counted(community, units)
        : community.properties;
    }
    return this.withoutUnits(community);
  }

  private isNew(id: string): boolean {
    return !this.input.plan.communities.has(id);
  }

  /** Units of a community after the operation; null where none of its ground is in units. */
  private unitsOf(id: string): UnitInput[] | null {
    const { plan, context, geometries } = this.input;
    const boxes: Box[] = [];
    const [before, after] = [plan.communities.get(id)?.geometry, geometries.get(id)];
    if (before !== undefined) boxes.push(areaBox(before));
    if (after !== undefined) boxes.push(areaBox(after));
    const near = indexOfMaterial(context.units ?? []).meeting(uniteBoxes(boxes));
    const { assignment } = this.found;
    const own = near.filter((unit) =>
      Object.hasOwn(assignment, unit.id)
        ? assignment[unit.id] === id
        : communityOf(plan, unit) === id,
    );
    if (own.length > 0) return own;
    // Without a unit of its own it may still be known that there are none: its ground was in units.
    return near.some((unit) => communityOf(plan, unit) === id) ? [] : null;
  }

  private counted(
    community: Omit<PlanCommunity, 'geometry'>,
    units: readonly UnitInput[],
  ): PlanCommunity['properties'] {
    const properties = lastingProperties({ ...community, geometry: null });
    for (const field of COUNTED) {
      if (units.some((unit) => unit[field] === undefined)) continue;
      properties[field] = units.reduce((sum, unit) => sum + unit[field]!, 0);
    }
    const isEstimated =
      this.found.cut.has(community.id) ||
      this.wasCut(community) ||
      units.some(({ householdsEstimated }) => householdsEstimated === true);
    return markEstimated(properties, isEstimated);
  }

  /** A border that cut a unit before is still taken to do so: the mark goes when somebody sets the figure. */
  private wasCut({ id, properties }: Omit<PlanCommunity, 'geometry'>): boolean {
    return !this.isNew(id) && properties?.[FIELDS.householdsEstimated] === true;
  }

  private withoutUnits(community: Omit<PlanCommunity, 'geometry'>): PlanCommunity['properties'] {
    const { id } = community;
    const { plan, moved } = this.input;
    const { properties: given = {} } = community;
    const properties = lastingProperties({ ...community, geometry: null });
    this.estates ??= estateShares(this.input);
    const delta = this.isNew(id) || this.estates.has(id) ? this.estates.get(id) : undefined;
    if (delta !== undefined) {
      const had = this.isNew(id) ? 0 : figureOf(given, FIELDS.households);
      if (delta === null || had === null) return properties;
      const value = Math.max(0, had + delta);
      return markEstimated({ ...properties, [FIELDS.households]: value }, true);
    }
    const before = plan.communities.get(id);
    if (before === undefined) return properties;
    const passed = moved
      .filter(({ from, to }) => from === id || to === id)
      .reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres, 0);
    const isSmall = isSmallShare(passed, before.geometry);
    if (!isSmall) return properties;
    const kept = COUNTED.flatMap((field) =>
      given[field] === undefined ? [] : [[field, given[field]] as const],
    );
    const isKnown = figureOf(given, FIELDS.households) !== null;
    return markEstimated({ ...properties, ...Object.fromEntries(kept) }, isKnown);
  }
}

/** The area of a community is worked out to the last digit only where it matters: that takes as long as all the rest here. */
function isSmallShare(areaSquareMetres: number, whole: AreaGeometry): boolean {
  const [, south, , north] = areaBox(whole);
  const frame = localFrame(0, (south + north) / 2);
  const plane = planeArea(whole) * frame.metresPerDegreeLon * frame.metresPerDegreeLat;
  if (areaSquareMetres <= 0.5 * SMALL_CHANGE * plane) return true;
  return areaSquareMetres <= SMALL_CHANGE * geodesicArea(whole);
}

const markEstimated = (
  properties: Record<string, unknown>,
  isEstimated: boolean,
): Record<string, unknown> =>
  isEstimated && properties[FIELDS.households] !== undefined
    ? { ...properties, [FIELDS.householdsEstimated]: true }
    : properties;

export function figureOf(
  properties: Readonly<Record<string, unknown>>,
  field: Counted,
): number | null {
  const figure = readFigure(properties, field);
  return figure.state === 'known' ? figure.value : null;
}

/**
 * Households of the estates that each community gained, less those that it lost; null where one of them has no figure. Communities
 * near which no estate lies are not in it.
 */
function estateShares({ context, moved }: RecountInput): Map<string, number | null> {
  const deltas = new Map<string, number | null>();
  if (context.estates === undefined || context.estates.length === 0) return deltas;
  const add = (id: string | null, by: number | null): void => {
    if (id === null) return;
    const known = deltas.get(id) ?? (deltas.has(id) ? null : 0);
    deltas.set(id, known === null || by === null ? null : known + by);
  };
  for (const { item, piece, share } of sharesInPieces(indexOfMaterial(context.estates), moved)) {
    if (share <= 0.5) continue;
    const figure = readFigure(item.properties, ESTATE_FIELDS.households);
    const value = figure.state === 'known' ? figure.value : null;
    add(piece.to, value);
    add(piece.from, value === null ? null : -value);
  }
  return deltas;
}

/** The figures of several communities together; what one of them lacks is left out. */
export function summedFigures(communities: readonly PlanCommunity[]): Record<string, unknown> {
  const summed: Record<string, unknown> = {};
  for (const field of COUNTED) {
    const values = communities.map(({ properties = {} }) => figureOf(properties, field));
    if (values.some((value) => value === null)) continue;
    summed[field] = values.reduce<number>((sum, value) => sum + value!, 0);
  }
  const isEstimated = communities.some(
    ({ properties }) => properties?.[FIELDS.householdsEstimated] === true,
  );
  return markEstimated(summed, isEstimated);
}
