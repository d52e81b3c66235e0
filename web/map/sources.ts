import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import type { Finding } from '#engine/coverage/types.ts';
import { formatCount } from '../i18n/format.ts';
import { textsIn } from '../i18n/language.ts';
import { categoryOf } from '../state/findings.ts';
import type { Community, Town } from '../state/town.ts';
import type { ColourClass } from './colour-classes.ts';
import { colourGreedily, findNeighbours } from './colour-communities.ts';
import { labelPoint } from './label-points.ts';

/** Names of the map's sources. */
export const SOURCES = [
  'jurisdiction',
  'communities',
  'community-labels',
  'units',
  'estates',
  'barriers',
  'facilities',
  'findings',
  'finding-places',
  'changes',
  'sketch',
] as const;
export type SourceName = (typeof SOURCES)[number];

export type SourceData = Partial<Record<SourceName, FeatureCollection>>;

const collect = (features: readonly Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [...features],
});

const feature = (geometry: Geometry, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry,
  properties,
});

/** The fill of a community whose colour only tells it from its neighbours. */
export const politicalFill = (colour: number): string => `political-${colour}`;

/**
 * What the map draws of a town.
 *
 * @param colours the number of fills that tell neighbours apart
 * @param classOf the class that a community is coloured by; null: it is told from its neighbours
 */
export function townSources(
  town: Town,
  colours: number,
  classOf: (community: Community) => ColourClass | null = () => null,
): SourceData {
  const { jurisdiction, communities, material } = town;
  const colourOf =
    town.drawing?.colours ??
    colourGreedily(findNeighbours(communities.map((community) => community.geometry)), colours);
  const areas: Feature[] = [];
  const labels: Feature[] = [];
  communities.forEach((community, index) => {
    const { id, geometry } = community;
    if (geometry === null) return;
    const fill = classOf(community) ?? politicalFill(colourOf[index] ?? 0);
    areas.push(keptArea(community, geometry as Geometry, { id, fill }));
    const point = town.drawing ? town.drawing.labels[index] : labelPoint(geometry);
    if (point) labels.push(keptLabel(community, point));
  });
  return {
    jurisdiction: collect(
      jurisdiction.geometry ? [feature(jurisdiction.geometry as Geometry, {})] : [],
    ),
    communities: collect(areas),
    'community-labels': collect(labels),
    units: collect(material.units),
    estates: collect(material.estates),
    barriers: collect(material.barriers),
    facilities: collect(material.facilities),
  };
}

/** Features of communities as they were drawn last: at a step of an edit all but a few are the same again. */
const AREAS = new WeakMap<Community, Feature>();
const LABELS = new WeakMap<Community, Feature>();

function keptArea(
  community: Community,
  geometry: Geometry,
  properties: { id: string; fill: unknown },
): Feature {
  const known = AREAS.get(community);
  if (known?.geometry === geometry && known.properties?.fill === properties.fill) return known;
  const area = feature(geometry, properties);
  AREAS.set(community, area);
  return area;
}

function keptLabel(community: Community, point: readonly number[]): Feature {
  const known = LABELS.get(community);
  if (known?.geometry.type === 'Point' && known.geometry.coordinates === point) return known;
  const { id, name, nameEn, households } = community;
  const words: Record<string, unknown> = { id, name, nameEn, households: households ?? 0 };
  for (const language of ['zh', 'en'] as const) {
    const count = households === null ? '' : formatCount(households, language);
    words[`count-${language}`] = count && textsIn(language).householdsOf(count);
  }
  const label = feature({ type: 'Point', coordinates: point as Position }, words);
  LABELS.set(community, label);
  return label;
}

/**
 * What the map draws of findings: their geometry, and a mark at their place, so that one of a few
 * square metres can be seen on a map of the whole town.
 */
export function findingSources(findings: readonly Finding[]): SourceData {
  const shapes: Feature[] = [];
  const places: Feature[] = [];
  findings.forEach((finding, order) => {
    const { id, severity, geometry, location } = finding;
    const category = categoryOf(finding);
    const properties = { id, category, severity, policy: finding.kind === 'policy', order };
    if (geometry) shapes.push(feature(geometry as Geometry, properties));
    if (location) {
      places.push(feature({ type: 'Point', coordinates: location as Position }, properties));
    }
  });
  return { findings: collect(shapes), 'finding-places': collect(places) };
}
