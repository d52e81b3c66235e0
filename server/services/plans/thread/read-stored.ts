import type { BarrierSource, LineGeometry } from '#engine/barriers/types.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import type { EstateInput, FacilityInput, UnitInput } from '#engine/material/types.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import { placeUnits } from '#engine/plan/place-units.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanCommunity, PlanContext, PlanState } from '#engine/plan/types.ts';
import {
  areaWkb,
  decodeAreaWkb,
  decodeWkb,
  type WkbGeometry,
} from '../../../repositories/area-wkb.ts';
import type {
  CommunityText,
  HeadCommunity,
  MaterialText,
} from '../../../repositories/plan-head-repository.ts';
import { type StoredFeature, toArea, toFacility, toUnit } from '../../audit/stored-features.ts';
import type { RecordedJurisdiction } from '../../material/material-reader.ts';
import { resolveCommunities, resolveUnits } from '../../material/resolve-references.ts';
import { storedBarriers } from '../../material/stored-barriers.ts';
import type { Chunks, StoredPlanMaterial, StoredState } from './plan-messages.ts';

const decoder = new TextDecoder();

/** The rows of a set, whatever chunks they came in. */
export const readChunks = <T>(chunks: Chunks): T[] =>
  chunks.flatMap((chunk): T[] => JSON.parse(decoder.decode(chunk)));

/** A row of the register or of a head as a community of a plan; it goes by its code. */
export function toCommunity(row: CommunityText): PlanCommunity {
  const attributes: Record<string, unknown> = JSON.parse(row.attributes);
  const properties =
    row.kind === undefined || row.kind === null ? attributes : { ...attributes, kind: row.kind };
  return {
    id: row.code,
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.nameEn === null ? {} : { nameEn: row.nameEn }),
    properties,
    geometry: decodeAreaWkb(row.geom),
  };
}

/** The other way; the kind stays among the attributes. */
export const toNewRow = ({ id, name, nameEn, properties, geometry }: PlanCommunity) => ({
  code: id,
  name: name ?? null,
  nameEn: nameEn ?? null,
  attributes: JSON.stringify(properties ?? {}),
  shape: areaWkb(geometry),
});

/** What is known of a jurisdiction besides its communities: read once, used by all its plans. */
export interface PlanMaterialSets {
  jurisdiction?: RecordedJurisdiction;
  units: UnitInput[];
  barriers: BarrierSource[];
  estates: EstateInput[];
  facilities: FacilityInput[];
}

/** Reads the material; estates, like communities and units, go by their codes. */
export function readMaterialSets(stored: StoredPlanMaterial): PlanMaterialSets {
  const [outline] = features<AreaGeometry>(stored.jurisdictions);
  const estates = features<AreaGeometry>(stored.estates).map(byCode).map(toArea);
  return {
    ...(outline === undefined ? {} : { jurisdiction: toArea(byCode(outline)) }),
    units: features<AreaGeometry>(stored.units).map(toUnit),
    barriers: storedBarriers(features<LineGeometry>(stored.barriers)),
    estates,
    facilities: features<{ type: 'Point'; coordinates: Position }>(stored.facilities).map(
      toFacility,
    ),
  };
}

/** Rows without a geometry are left out: only a jurisdiction may be without, and then has no outline. */
const features = <G extends WkbGeometry>(chunks: Chunks): StoredFeature<G>[] =>
  readChunks<MaterialText>(chunks).flatMap(({ id, properties, geom }) =>
    geom === null
      ? []
      : [{ id, properties: JSON.parse(properties), geometry: decodeWkb(geom) as G }],
  );

function byCode<G>(feature: StoredFeature<G>): StoredFeature<G> {
  const { code } = feature.properties;
  return typeof code === 'string' && code !== '' ? { ...feature, id: code } : feature;
}

/** What the operations and the audit of a plan look at; what the register has not been told of is left out, not empty. */
export interface PlanSurroundings extends PlanContext {
  facilities?: FacilityInput[];
}

export function surroundingsOf(
  sets: PlanMaterialSets,
  communities: readonly PlanCommunity[],
): PlanSurroundings {
  const units = resolveUnits(sets.units, { communities, estates: sets.estates });
  const barriers = linesToMeasure(sets.barriers);
  const facilities = resolveCommunities(sets.facilities, communities);
  return {
    ...(sets.jurisdiction === undefined ? {} : { jurisdiction: sets.jurisdiction }),
    ...(units.length === 0 ? {} : { units }),
    ...(barriers.length === 0 ? {} : { barriers }),
    ...(sets.estates.length === 0 ? {} : { estates: sets.estates }),
    ...(facilities.length === 0 ? {} : { facilities }),
  };
}

/** The communities of a base. */
export const readBase = (chunks: Chunks): PlanCommunity[] =>
  readChunks<CommunityText>(chunks).map(toCommunity);

/** The state of a head: the base with what is different. */
export function readState(
  base: PlanState,
  { head, units }: Pick<StoredState, 'head' | 'units'>,
): PlanState {
  const communities = new Map(base.communities);
  for (const row of readChunks<HeadCommunity>(head)) {
    if ('removed' in row) communities.delete(row.code);
    else communities.set(row.code, toCommunity(row));
  }
  const assignment = new Map(base.assignment);
  for (const { unit, community } of readChunks<{ unit: string; community: string | null }>(units)) {
    assignment.set(unit, community);
  }
  return { communities, assignment };
}

/** A base with the units where the material has them, or else where they lie. */
export const baseState = (
  communities: readonly PlanCommunity[],
  { units = [] }: PlanContext,
): PlanState => planOf(communities, placeUnits(units, communities));
