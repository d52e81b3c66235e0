import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import type { FacilityInput, UnitInput } from '#engine/material/types.ts';
import { KIND_BY_WORD } from '../../formats/geojson/read-facilities.ts';

/** A feature as our own database writes it. */
export interface StoredFeature<G = AreaGeometry> {
  id: string;
  geometry: G;
  properties: Record<string, unknown>;
}

/** Written by ourselves a moment ago: needs no checks. */
export const readFeature = (text: string): StoredFeature => JSON.parse(text);

/** The features of a FeatureCollection in pieces, as {@link readFeature} does. */
export const readCollection = <G = AreaGeometry>(
  chunks: readonly Uint8Array[],
): StoredFeature<G>[] => JSON.parse(Buffer.concat(chunks).toString()).features;

/** A community, an estate or an outline. */
export function toArea({ id, geometry, properties }: StoredFeature): CommunityInput & {
  geometry: AreaGeometry;
} {
  return { id, ...namesOf(properties), geometry, properties };
}

export function toFacility({
  id,
  geometry,
  properties,
}: StoredFeature<{ coordinates: number[] }>): FacilityInput {
  const { kind, community, spaceSquareMetres } = properties;
  return {
    id,
    // Older imports have left the words of files as they were.
    kind: KIND_BY_WORD.get(String(kind)) ?? String(kind),
    ...namesOf(properties),
    ...(typeof community === 'string' ? { community } : {}),
    ...(typeof spaceSquareMetres === 'number' ? { spaceSquareMetres } : {}),
    position: geometry.coordinates,
    properties,
  };
}

/** Goes by its code: it has no name, and nobody knows the id that the database gave it. */
export function toUnit({ id, geometry, properties }: StoredFeature): UnitInput {
  const { code, community, households, householdsEstimated, dwellings, population } = properties;
  const { estates, estate } = properties;
  const held = Array.isArray(estates) ? estates : [estate];
  return {
    id: typeof code === 'string' ? code : id,
    geometry,
    ...(typeof community === 'string' || community === null ? { community } : {}),
    ...(typeof households === 'number' ? { households } : {}),
    ...(typeof householdsEstimated === 'boolean' ? { householdsEstimated } : {}),
    ...(typeof dwellings === 'number' ? { dwellings } : {}),
    ...(typeof population === 'number' ? { population } : {}),
    estates: held.filter((value) => typeof value === 'string'),
    properties,
  };
}

function namesOf({ name, nameEn }: Record<string, unknown>): { name?: string; nameEn?: string } {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof nameEn === 'string' ? { nameEn } : {}),
  };
}
