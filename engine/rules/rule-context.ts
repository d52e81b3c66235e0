import { byCodePoint } from '../coverage/context.ts';
import { findInvalid } from '../coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput } from '../coverage/types.ts';
import type { FacilityInput, UnitInput } from '../material/types.ts';
import { facilitiesOf } from '../measure/facilities-of.ts';
import { measure } from '../measure/registry.ts';
import { remember } from '../measure/remember.ts';
import type { MeasureContext } from '../measure/types.ts';
import { CommunityShapes, type Piece } from './community-shapes.ts';
import { FIELDS } from './fields.ts';
import { placeInside } from './place-inside.ts';
import type { PolicyInput, RuleContext } from './types.ts';
import { unitPieces, withUnitFigures } from './unit-figures.ts';

/** Operations of a plan (DESIGN §4) after which a community is a new one. */
const MAKING: ReadonlySet<unknown> = new Set(['create', 'merge', 'split', 'transfer', 'convert']);
const CONVERTING = 'convert';

/**
 * Sorts the input of an evaluation by id, resolves which communities facilities name and units lie in, and offers what
 * several rules need, computed when it is first asked for. Communities without a figure of households or
 * population take it from the units that lie in them, if there are units. One input has one context.
 */
export const contextOf: (input: PolicyInput) => RuleContext = remember(buildContext);

function buildContext(input: PolicyInput): RuleContext {
  const given = [...input.communities].sort(byIdThenContent);
  const resolve = communityResolver(given);
  const units = input.units && [...input.units].sort(byIdThenContent);
  const pieces = once(() => unitPieces(units ?? [], new CommunityShapes(given)));
  const communities = units === undefined ? given : withUnitFigures(given, units, pieces);
  const byId = <T extends { id: string }>(items: readonly T[] | undefined): T[] | undefined =>
    items && [...items].sort(byIdThenContent);
  const facilities = byId(input.facilities)?.map((facility) => resolved(facility, resolve));
  const estates = byId(input.estates);
  const shapes = once(() => new CommunityShapes(communities));
  const { jurisdiction, barriers, adjacency } = input;
  const measures = measureContext({ ...input, communities, facilities, estates });
  if (units !== undefined) {
    const placed = once(() => units.map((unit) => placedUnit(unit, pieces())));
    Object.defineProperty(measures, 'units', { get: placed, enumerable: true });
  }
  return {
    communities,
    around: [...(input.around ?? [])].sort(byIdThenContent),
    jurisdiction,
    estates,
    facilities,
    barriers,
    units,
    adjacency,
    ...ofThePlan(given, input),
    before: input.before && new Map(input.before.map((community) => [community.id, community])),
    shapes,
    unitPieces: pieces,
    facilitiesOf: (community) => facilitiesOf(community, measures) ?? [],
    estatesOf: grouped(
      () => estates ?? [],
      (estate) => {
        const { geometry } = estate;
        return isUsable(geometry) ? shapes().at(placeInside(geometry))?.id : undefined;
      },
    ),
    measure: (id, community) => measure(id, community, measures),
  };
}

function ofThePlan(
  communities: readonly CommunityInput[],
  { newCommunities, conversions }: PolicyInput,
): Pick<RuleContext, 'newCommunities' | 'conversions'> {
  const converted = new Set(conversions);
  const made = new Set([...(newCommunities ?? []), ...converted]);
  for (const { id, properties } of communities) {
    const operation = properties?.[FIELDS.planOperation];
    if (MAKING.has(operation)) made.add(id);
    if (operation === CONVERTING) converted.add(id);
  }
  return { newCommunities: made, conversions: converted };
}

/** A register knows its communities by ids of its own, files name them by their codes. */
function communityResolver(communities: readonly CommunityInput[]): (name: string) => string {
  const ids = new Set(communities.map(({ id }) => id));
  const byCode = once(() => {
    const codes = new Map<unknown, string>();
    for (const { id, properties } of communities) {
      const code = properties?.code;
      if (code !== undefined && code !== null) codes.set(String(code), id);
    }
    return codes;
  });
  return (name) => (ids.has(name) ? name : (byCode().get(name) ?? name));
}

function resolved(facility: FacilityInput, resolve: (name: string) => string): FacilityInput {
  const { community } = facility;
  return community === undefined ? facility : { ...facility, community: resolve(community) };
}

/** A unit with the community that it lies in for the most part, whichever one it names. */
function placedUnit(unit: UnitInput, pieces: ReadonlyMap<UnitInput, readonly Piece[]>): UnitInput {
  const found = pieces.get(unit);
  return found === undefined ? unit : { ...unit, community: found[0]?.community.id ?? null };
}

type Material = {
  [K in 'facilities' | 'estates']: RuleContext[K];
} & Pick<PolicyInput, 'communities' | 'jurisdiction' | 'barriers'>;

function measureContext(input: Material): MeasureContext {
  const { communities, jurisdiction, barriers, facilities, estates } = input;
  return {
    communities,
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(barriers === undefined ? {} : { barriers }),
    ...(facilities === undefined ? {} : { facilities }),
    ...(estates === undefined ? {} : { estates }),
  };
}

/** Items by the community that `keyOf` puts them in; put there when they are first asked for. */
function grouped<T>(
  items: () => readonly T[],
  keyOf: (item: T) => string | undefined,
): (community: CommunityInput) => readonly T[] {
  const groups = once(() => {
    const byCommunity = new Map<string, T[]>();
    for (const item of items()) {
      const key = keyOf(item);
      if (key === undefined) continue;
      const group = byCommunity.get(key);
      if (group) group.push(item);
      else byCommunity.set(key, [item]);
    }
    return byCommunity;
  });
  return ({ id }) => groups().get(id) ?? [];
}

function once<T>(compute: () => T): () => T {
  let done: { value: T } | null = null;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}

const isUsable = (geometry: AreaGeometry | null): geometry is AreaGeometry =>
  geometry !== null && findInvalid(geometry).length === 0;

/** Ids repeat only in faulty data; the content then gives the order, so that the input's does not matter. */
function byIdThenContent<T extends { id: string }>(a: T, b: T): number {
  return byCodePoint(a.id, b.id) || (a.id === b.id ? byCodePoint(contentOf(a), contentOf(b)) : 0);
}

const contentOf = (item: unknown): string => JSON.stringify(item);
