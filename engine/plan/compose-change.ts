import type { AreaGeometry, Position } from '../coverage/types.ts';
import { FIELDS } from '../rules/fields.ts';
import type { MovedPiece } from './ground/moved-pieces.ts';
import type { Redistributed } from './ground/redistribute.ts';
import { outlineChanges } from './match-outline.ts';
import { recount } from './recount.ts';
import type {
  Change,
  LineageKind,
  LineageLink,
  PlanCommunity,
  PlanContext,
  PlanState,
} from './types.ts';

/** What of a change the geometry does not tell. */
export interface Composition {
  /** Of the ground that passes. */
  kind: LineageKind;
  /** Attributes of new communities, and of those that get others; the rest keep theirs. */
  attributes?: ReadonlyMap<string, Omit<PlanCommunity, 'geometry'>>;
  /** Units that are given away by name; left out: units go with their ground. */
  assignment?: Readonly<Record<string, string | null>>;
  /** Communities that end, beside those without ground. */
  removed?: readonly string[];
  /** Communities that the rules see as made by the plan (`planOperation`). */
  marked?: readonly string[];
  /** All properties of communities whose figures are known otherwise: they are not counted anew. */
  figures?: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Ground that stays where it was, but under another standing. */
  lineage?: readonly LineageLink[];
}

/**
 * Puts a change together: geometries, attributes, units, households (see {@link recount}) and lineage.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function composeChange(
  plan: PlanState,
  context: PlanContext,
  ground: Redistributed,
  composition: Composition,
): Change {
  const { kind, attributes = new Map(), marked = [], figures = new Map() } = composition;
  const removed = [...new Set([...ground.vanished, ...(composition.removed ?? [])])];
  const { assignment, propertiesOf } = recount({
    plan,
    context,
    moved: ground.moved,
    geometries: ground.geometries,
    ...(composition.assignment === undefined ? {} : { assignment: composition.assignment }),
  });
  const ids = new Set([...ground.geometries.keys(), ...attributes.keys(), ...marked]);
  for (const { from, to } of ground.moved) {
    for (const id of [from, to]) if (id !== null) ids.add(id);
  }
  for (const id of removed) ids.delete(id);
  const put = [...ids].flatMap((id): PlanCommunity[] => {
    const known = plan.communities.get(id);
    const described = attributes.get(id) ?? known;
    const geometry = ground.geometries.get(id) ?? known?.geometry;
    if (described === undefined || geometry === undefined) return [];
    const counted = figures.get(id);
    const properties = mark(counted ?? propertiesOf(described), marked.includes(id) ? kind : null);
    const { name, nameEn } = described;
    const isSame =
      known !== undefined &&
      geometry === known.geometry &&
      properties === known.properties &&
      described === known;
    if (isSame) return [];
    return [
      {
        id,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        ...(properties === undefined ? {} : { properties }),
        geometry,
      },
    ];
  });
  const outline = outlineOf(plan, context, put, removed);
  const isKnownUnit = ([unit, to]: [string, string | null]): boolean =>
    plan.assignment.has(unit) ? plan.assignment.get(unit) !== to : true;
  return {
    put: inPlanOrder(plan, put),
    removed,
    assignment: Object.fromEntries(Object.entries(assignment).filter(isKnownUnit)),
    lineage: [...(composition.lineage ?? []), ...lineageOf(ground.moved, kind)],
    extent: ground.extent,
    ...(outline.length === 0 ? {} : { outline }),
  };
}

function outlineOf(
  { communities }: PlanState,
  { jurisdiction }: PlanContext,
  put: readonly PlanCommunity[],
  removed: readonly string[],
): Position[] {
  if (jurisdiction === undefined) return [];
  const before = [...put.map(({ id }) => id), ...removed].flatMap(
    (id) => communities.get(id)?.geometry ?? [],
  );
  const models = put.flatMap(({ id, geometry }): [AreaGeometry, AreaGeometry][] => {
    const from = communities.get(id)?.geometry;
    return from === undefined ? [] : [[geometry, from]];
  });
  const after = put.map(({ geometry }) => geometry);
  return outlineChanges(jurisdiction, before, after, new Map(models));
}

/** A community that the plan made stays what it was made by; a transfer makes none. */
function mark(
  properties: PlanCommunity['properties'],
  kind: LineageKind | null,
): PlanCommunity['properties'] {
  if (kind === null) return properties;
  const present = properties?.[FIELDS.planOperation];
  if (kind === 'transfer' && present !== undefined) return properties;
  if (present === kind) return properties;
  return { ...properties, [FIELDS.planOperation]: kind };
}

/** Present ones as they stand in the plan, new ones behind them. */
function inPlanOrder({ communities }: PlanState, put: PlanCommunity[]): PlanCommunity[] {
  const places = new Map([...communities.keys()].map((id, place) => [id, place]));
  const place = ({ id }: PlanCommunity): number => places.get(id) ?? Number.MAX_SAFE_INTEGER;
  return put.sort((a, b) => place(a) - place(b));
}

/** One link for each pair between which ground passed. */
function lineageOf(moved: readonly MovedPiece[], kind: LineageKind): LineageLink[] {
  const links = new Map<string, LineageLink & { areaSquareMetres: number }>();
  for (const { from, to, areaSquareMetres } of moved) {
    const key = JSON.stringify([from, to]);
    const known = links.get(key);
    if (known === undefined) links.set(key, { parent: from, child: to, kind, areaSquareMetres });
    else known.areaSquareMetres += areaSquareMetres;
  }
  return [...links.values()];
}
