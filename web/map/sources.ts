import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import type { AreaGeometry, Finding } from '#engine/coverage/types.ts';
import { formatCount } from '../i18n/format.ts';
import { textsIn } from '../i18n/language.ts';
import { categoryOf } from '../state/findings.ts';
import type { Community, Town } from '../state/town.ts';
import type { ColourClass } from './colour-classes.ts';
import { colourGreedily, findNeighbours } from './colour-communities.ts';
import { markOf } from './finding-marks.ts';
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
  'active',
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
  const colourOf = town.drawing?.colours ?? keptColours(communities, colours);
  const areas: Feature[] = [];
  const labels: Feature[] = [];
  communities.forEach((community, index) => {
    const { id, geometry } = community;
    if (geometry === null) return;
    const fill = classOf(community) ?? politicalFill(colourOf[index] ?? 0);
    areas.push(keptArea(community, geometry as Geometry, { id, fill }));
    const point = town.drawing ? town.drawing.labels[index] : keptPlace(geometry);
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

const COLOURS = new WeakMap<readonly Community[], { colours: number; given: number[] }>();
const PLACES = new WeakMap<AreaGeometry, [number, number] | null>();

function keptColours(communities: readonly Community[], colours: number): number[] {
  const known = COLOURS.get(communities);
  if (known?.colours === colours) return known.given;
  const given = colourGreedily(
    findNeighbours(communities.map(({ geometry }) => geometry)),
    colours,
  );
  COLOURS.set(communities, { colours, given });
  return given;
}

function keptPlace(geometry: AreaGeometry): [number, number] | null {
  const known = PLACES.get(geometry);
  if (known !== undefined) return known;
  const place = labelPoint(geometry);
  PLACES.set(geometry, place);
  return place;
}

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
  const { id, name, nameEn, households, householdsEstimated } = community;
  const words: Record<string, unknown> = { id, name, nameEn, households: households ?? 0 };
  for (const language of ['zh', 'en'] as const) {
    const mark = householdsEstimated ? '*' : '';
    const count = households === null ? '' : `${formatCount(households, language)}${mark}`;
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
    const shape = keptShape(finding);
    if (shape !== null) shapes.push(shape);
    if (finding.location) {
      const coordinates = finding.location as Position;
      const properties = { ...propertiesOf(finding), order };
      places.push(feature({ type: 'Point', coordinates }, properties));
    }
  });
  return { findings: collect(shapes), 'finding-places': collect(places) };
}

/** Shapes of findings as they were drawn last: a finding that stands is the same object from one audit to the next. */
const SHAPES = new WeakMap<Finding, Feature>();

/** A policy finding is about a whole community, which is outlined while it is looked at ({@link activeSource}). */
const isAlwaysDrawn = ({ kind, geometry }: Finding): boolean =>
  kind !== 'policy' || geometry?.type === 'Point' || geometry?.type === 'MultiPoint';

function keptShape(finding: Finding): Feature | null {
  if (!finding.geometry || !isAlwaysDrawn(finding)) return null;
  const known = SHAPES.get(finding);
  if (known !== undefined) return known;
  const shape = feature(finding.geometry as Geometry, propertiesOf(finding));
  SHAPES.set(finding, shape);
  return shape;
}

/** What is looked at: selected, or pointed at. */
export interface ActiveThings {
  community: Community | null;
  finding: Finding | null;
}

/**
 * What is looked at, drawn once more in its own way. Marked in the sources of all, its layers would draw every community and
 * every finding, most of them invisible: half of a frame of a large town.
 */
export function activeSource(
  things: Readonly<Record<'hover' | 'selected', ActiveThings>>,
): SourceData {
  const features = (['hover', 'selected'] as const).flatMap((state): Feature[] => {
    const { community, finding } = things[state];
    const drawn: Feature[] = [];
    if (community?.geometry) {
      drawn.push(feature(community.geometry as Geometry, { role: 'community', state }));
    }
    if (finding === null) return drawn;
    const words = { ...propertiesOf(finding), state };
    if (finding.geometry) {
      drawn.push(feature(finding.geometry as Geometry, { ...words, role: 'finding' }));
    }
    if (finding.location) {
      const coordinates = finding.location as Position;
      drawn.push(feature({ type: 'Point', coordinates }, { ...words, role: 'place' }));
    }
    return drawn;
  });
  return { active: collect(features) };
}

const propertiesOf = (finding: Finding): Record<string, unknown> => ({
  id: finding.id,
  category: categoryOf(finding),
  colour: markOf(categoryOf(finding)).colour,
  severity: finding.severity,
  policy: finding.kind === 'policy',
});
