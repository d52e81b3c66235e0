import {
  BARRIER_CLASSES,
  type BarrierClass,
  type BarrierSource,
  type LineGeometry,
} from '#engine/barriers/types.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { barrierTags } from '../../formats/geojson/barrier-tags.ts';
import { classifyTags, type Tags } from '../../formats/osm/classify-tags.ts';
import { nestRings } from '../../formats/osm/nest-rings.ts';
import { isChineseFile, toBarrier } from '../../formats/osm/to-barrier.ts';
import type { StoredFeature } from '../audit/stored-features.ts';
import { loadTagTable } from '../import/load-tag-table.ts';

/**
 * Barriers of a register as the reader of files gives them: the register keeps what a file says of direction, level, bridges and
 * slip roads, in the file's own words; waters are areas again. The class is the register's.
 */
export function storedBarriers(features: readonly StoredFeature<LineGeometry>[]): BarrierSource[] {
  const table = loadTagTable();
  const tagged = features.map((feature) => ({ feature, tags: tagsOf(feature) }));
  const isChinese = isChineseFile(tagged.map(({ tags }) => tags));
  const frame = { isChinese, notUnderground: table.notUnderground };
  return tagged.map(({ feature, tags }) => {
    const known = classOf(feature);
    const verdict = classifyTags(tags, table);
    const barrier =
      verdict?.outcome === 'barrier' && verdict.class === known
        ? { ...verdict, link: verdict.link || feature.properties.link === true }
        : ownVerdict(known, tags, feature.properties.link === true);
    const read = toBarrier({ id: feature.id, tags, barrier, geometry: geometryOf(feature) }, frame);
    return feature.properties.shore === true ? { ...read, shore: true } : read;
  });

  function tagsOf({ properties }: StoredFeature<LineGeometry>): Tags {
    const tags = barrierTags(properties, table);
    const { nameEn } = properties;
    if (typeof nameEn === 'string') tags.set('name:en', nameEn);
    return tags;
  }
}

function classOf({ id, properties }: StoredFeature<LineGeometry>): BarrierClass {
  const known = BARRIER_CLASSES.find((name) => name === properties.class);
  if (known === undefined) throw new Error(`barrier ${id} is of no known class`);
  return known;
}

const ownVerdict = (known: BarrierClass, tags: Tags, link: boolean) =>
  ({
    outcome: 'barrier',
    form: 'line',
    class: known,
    kind: tags.get('kind') ?? `class=${known}`,
    link,
    oneway: false,
  }) as const;

/** The area that an import has stored by its shores; lines as they are. */
function geometryOf({
  geometry,
  properties,
}: StoredFeature<LineGeometry>): LineGeometry | AreaGeometry {
  if (properties.area !== true || geometry.type !== 'MultiLineString') return geometry;
  const rings = geometry.coordinates;
  const isClosed = rings.every((ring) => {
    const [first, last] = [ring[0], ring.at(-1)];
    return ring.length > 3 && first?.every((value, axis) => value === last?.[axis]);
  });
  if (!isClosed) return geometry;
  const polygons = nestRings(rings);
  if (polygons.length === 0) return geometry;
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };
}
