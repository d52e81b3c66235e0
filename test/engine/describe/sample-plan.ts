import { readFileSync } from 'node:fs';
import type { Barrier } from '#engine/barriers/types.ts';
import { buildArrangement, connectFaces } from '#engine/coverage/arrangement.ts';
import { traceRegion } from '#engine/coverage/trace-region.ts';
import type {
  AreaGeometry,
  CommunityInput,
  JurisdictionInput,
  Position,
} from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { placeInside } from '#engine/rules/place-inside.ts';

type Properties = { id: string; name?: string; nameEn?: string } & Record<string, unknown>;

/** A layer of the sample town. */
function layer<G>(name: string): { properties: Properties; geometry: G }[] {
  const file = new URL(`../../../data/sample/${name}.geojson`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { features: never[] }).features;
}

const named = ({ properties: { id, name, nameEn } }: { properties: Properties }) => ({
  id,
  ...(name === undefined ? {} : { name }),
  ...(nameEn === undefined ? {} : { nameEn }),
});

export const SAMPLE = {
  communities: layer<AreaGeometry>('communities').map(
    (feature): CommunityInput => ({
      ...named(feature),
      properties: feature.properties,
      geometry: feature.geometry,
    }),
  ),
  barriers: layer<Barrier['geometry']>('barriers').map(
    (feature): Barrier => ({
      ...named(feature),
      class: feature.properties.class as Barrier['class'],
      geometry: feature.geometry,
    }),
  ),
  jurisdiction: layer<AreaGeometry>('jurisdiction').map(
    (feature): JurisdictionInput => ({ ...named(feature), geometry: feature.geometry }),
  )[0]!,
  units: layer<AreaGeometry>('units').map(
    (feature): UnitInput => ({
      id: feature.properties.id,
      geometry: feature.geometry,
      community: feature.properties.community as string | null,
      households: feature.properties.households as number,
    }),
  ),
};

/** The area that several cover together. */
export function unionOf(geometries: readonly AreaGeometry[]): AreaGeometry {
  const arrangement = buildArrangement(geometries, null);
  const faces = Array.from({ length: arrangement.faces.faceCount - 1 }, (_, i) => i + 1).filter(
    (face) => arrangement.labels.owners[arrangement.labels.coverOf[face]!]!.length > 0,
  );
  const polygons = connectFaces(arrangement, faces).map(
    (group) => traceRegion(arrangement, group).rings,
  );
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };
}

export function sampleCommunity(name: string): CommunityInput {
  const found = SAMPLE.communities.find((community) => community.name === name);
  if (found === undefined) throw new Error(`the sample town has no ${name}`);
  return found;
}

/** The communities of the sample town but some, and others in their stead. */
export const sampleWith = (
  without: readonly string[],
  added: readonly CommunityInput[],
): CommunityInput[] => [
  ...SAMPLE.communities.filter(({ name }) => !without.includes(name!)),
  ...added,
];

/** The units of a community on one side of a place and on the other, as areas. */
export function dividedUnits(
  name: string,
  isFirst: (place: Position) => boolean,
): [AreaGeometry, AreaGeometry] {
  const { id } = sampleCommunity(name);
  const own = SAMPLE.units.filter(({ community }) => community === id);
  const first = own.filter(({ geometry }) => isFirst(placeInside(geometry)));
  const second = own.filter((unit) => !first.includes(unit));
  return [first, second].map((units) => unionOf(units.map(({ geometry }) => geometry))) as [
    AreaGeometry,
    AreaGeometry,
  ];
}
