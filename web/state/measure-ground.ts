import type { Feature } from 'geojson';
import { BARRIER_CLASSES, type Barrier, type BarrierClass } from '#engine/barriers/types.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import type { EstateInput, FacilityInput } from '#engine/material/types.ts';
import type { MeasureGround } from '../worker/measure-protocol.ts';
import type { Draft } from './draft/types.ts';
import { type Community, numberOf, type Town, textOf } from './town.ts';

interface HouseholdBand {
  min: number;
  max: number;
}

/** What the communities on the page are measured with: the material of the plan under edit, or else of the register. */
export function measureGround(
  town: Town,
  draft: Draft | null,
  band: HouseholdBand | null,
): MeasureGround {
  const householdBand = band === null ? {} : { householdBand: band };
  if (draft !== null) {
    const { jurisdiction, barriers, facilities, estates } = draft.material;
    return {
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(barriers === undefined ? {} : { barriers }),
      ...(facilities === undefined ? {} : { facilities }),
      ...(estates === undefined ? {} : { estates }),
      ...householdBand,
    };
  }
  const { barriers, facilities, estates } = town.material;
  // Nothing on record is left out, which makes it unknown: it is not the same as none.
  return {
    ...(barriers.length === 0 ? {} : { barriers: barriers.flatMap(barrierOf) }),
    ...(facilities.length === 0 ? {} : { facilities: facilities.flatMap(facilityOf) }),
    ...(estates.length === 0 ? {} : { estates: estates.flatMap(estateOf) }),
    ...householdBand,
  };
}

/** A community as the engine measures it. Codes are what estates and facilities name it by. */
export function measuredCommunity(community: Community, draft: Draft | null): CommunityInput {
  const planned = draft?.shown.peek().communities.get(community.id);
  if (planned !== undefined) return planned;
  const { name, nameEn, geometry, kind, households, dwellings, population } = community;
  const figures = { kind, households, dwellings, population };
  return {
    id: community.code ?? community.id,
    ...(name === null ? {} : { name }),
    ...(nameEn === null ? {} : { nameEn }),
    geometry,
    properties: Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== null)),
  };
}

const idOf = (feature: Feature): string => String(feature.properties?.id ?? feature.id ?? '');

function named({ properties }: Feature): { name?: string; nameEn?: string } {
  const [name, nameEn] = [textOf(properties?.name), textOf(properties?.nameEn)];
  return { ...(name === null ? {} : { name }), ...(nameEn === null ? {} : { nameEn }) };
}

function barrierOf(feature: Feature): Barrier[] {
  const { geometry, properties } = feature;
  const kind = properties?.class as BarrierClass;
  if (geometry?.type !== 'LineString' && geometry?.type !== 'MultiLineString') return [];
  if (!BARRIER_CLASSES.includes(kind)) return [];
  const underground = properties?.underground === true ? { underground: true as const } : {};
  return [{ id: idOf(feature), class: kind, ...named(feature), ...underground, geometry }];
}

function facilityOf(feature: Feature): FacilityInput[] {
  const { geometry, properties } = feature;
  const kind = textOf(properties?.kind);
  if (geometry?.type !== 'Point' || kind === null) return [];
  const community = textOf(properties?.community);
  const space = numberOf(properties?.spaceSquareMetres);
  return [
    {
      id: idOf(feature),
      kind,
      ...named(feature),
      ...(community === null ? {} : { community }),
      ...(space === null ? {} : { spaceSquareMetres: space }),
      position: geometry.coordinates,
      properties: properties ?? {},
    },
  ];
}

function estateOf(feature: Feature): EstateInput[] {
  const { geometry, properties } = feature;
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return [];
  return [{ id: idOf(feature), ...named(feature), geometry, properties: properties ?? {} }];
}
