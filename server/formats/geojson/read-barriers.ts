import type { InputProblem } from '#contract/input-problem.ts';
import type { BarrierSource, LineGeometry } from '#engine/barriers/types.ts';
import type { AreaGeometry, Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { classifyTags, type Tags, type TagVerdict } from '../osm/classify-tags.ts';
import { leftOutNotes } from '../osm/left-out-notes.ts';
import type { TagTable } from '../osm/tag-table.ts';
import { type LeftOut, TagTally } from '../osm/tag-tally.ts';
import { isChineseFile, toBarrier } from '../osm/to-barrier.ts';
import { barrierTags } from './barrier-tags.ts';
import { barrierClassOf } from './barrier-words.ts';
import {
  type FeatureWith,
  judgeGeometry,
  type ReadOptions,
  readFeaturesWith,
} from './read-features.ts';

export interface ReadBarriers {
  barriers: BarrierSource[];
  /** Left out by the tag table. */
  ignored: LeftOut[];
  /** Of a class that nobody knows, or of none: left out, and to be looked at. */
  unknown: LeftOut[];
  /** Positions. */
  vertices: number;
  /** What the reader had to assume or leave out, the above included. */
  notes: Message[];
}

const TYPES = ['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const;
type BarrierFeature = FeatureWith<LineGeometry | AreaGeometry>;
type BarrierVerdict = Extract<TagVerdict, { outcome: 'barrier' }>;

/**
 * Reads barriers from GeoJSON: features with our own `class` (also in Chinese), or with the tags of
 * OpenStreetMap, whose table says what they are. Points (crossings, gates) and features without a geometry
 * are left out and counted, and so is every class that is not known. No barrier at all is a problem.
 */
export function readBarriers(
  document: unknown,
  table: TagTable,
  options: Pick<ReadOptions, 'maxVertices' | 'pointer'> = {},
): Result<ReadBarriers, InputProblem[]> {
  const read = readFeaturesWith<LineGeometry | AreaGeometry>(
    document,
    { ...options, allowNullGeometry: true },
    (value, context) =>
      isPoint(value)
        ? { geometry: null, vertices: 0, flattened: false }
        : judgeGeometry(value, TYPES, context),
  );
  if (!read.ok) return read;
  const { features, vertices, notes } = read.value;
  const tally = new TagTally();
  const classed = features
    .filter(
      (feature): feature is BarrierFeature & { geometry: object } => feature.geometry !== null,
    )
    .flatMap((feature) => {
      const tags = tagsOf(feature, table);
      const barrier = judge(feature, tags, table, tally);
      return barrier === null ? [] : [{ feature, tags, barrier }];
    });
  const frame = {
    isChinese: isChineseFile(classed.map(({ tags }) => tags)),
    notUnderground: table.notUnderground,
  };
  const ids = idsOf(classed.map(({ feature }) => feature));
  const barriers = classed.map(({ feature: { geometry }, tags, barrier }, i) =>
    toBarrier({ id: ids[i]!, tags, barrier, geometry }, frame),
  );
  const { ignored, unknown } = tally;
  const leftOut = leftOutNotes(ignored, unknown);
  if (barriers.length === 0) return err([noBarriers(leftOut, options.pointer ?? '')]);
  const places = features.length - features.filter(({ geometry }) => geometry !== null).length;
  if (places > 0) leftOut.push(withoutCourse(places));
  return ok({ barriers, ignored, unknown, vertices, notes: [...notes, ...leftOut] });
}

const isPoint = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  (value.type === 'Point' || value.type === 'MultiPoint');

/** With the name under whatever property the file has it. */
function tagsOf({ name, nameEn, properties }: BarrierFeature, table: TagTable): Tags {
  const tags = barrierTags(properties, table);
  if (name !== undefined && !tags.has('name')) tags.set('name', name);
  if (nameEn !== undefined && !tags.has('name:en')) tags.set('name:en', nameEn);
  return tags;
}

function judge(
  { id, properties }: BarrierFeature,
  tags: Tags,
  table: TagTable,
  tally: TagTally,
): BarrierVerdict | null {
  const verdict = classifyTags(tags, table);
  const word = tags.get('class');
  if (verdict?.outcome === 'barrier') {
    const link = verdict.link || properties.link === true;
    return { ...verdict, link };
  }
  const isForTable = verdict?.outcome === 'ignored';
  const own = word === undefined || isForTable ? null : barrierClassOf(word);
  if (own !== null) {
    const kind = tags.get('kind') ?? `class=${word}`;
    const link = properties.link === true;
    return { outcome: 'barrier', form: 'line', class: own, kind, link, oneway: false };
  }
  tally.add(
    verdict ?? { outcome: 'unknown', kind: word === undefined ? NO_CLASS : `class=${word}` },
    id,
  );
  return null;
}

const NO_CLASS = '(class)';

/** OpenStreetMap's own ids where the file has them; a repeated id gets a number. */
function idsOf(features: readonly BarrierFeature[]): string[] {
  const seen = new Map<string, number>();
  return features.map(({ id, properties }) => {
    const { osm_type: type, osm_id: osmId, osm_way_id: wayId } = properties;
    let chosen = id;
    if (typeof type === 'string' && osmId !== undefined && osmId !== null) {
      chosen = `${type}/${String(osmId)}`;
    } else if (wayId !== undefined && wayId !== null) chosen = `way/${String(wayId)}`;
    const times = (seen.get(chosen) ?? 0) + 1;
    seen.set(chosen, times);
    return times === 1 ? chosen : `${chosen}~${times}`;
  });
}

const withoutCourse = (count: number): Message => ({
  zh: `${count} 个要素是点或没有几何，不是线，已略去`,
  en: `${count} ${count === 1 ? 'feature is a point or has' : 'features are points or have'} no geometry, and ${count === 1 ? 'was' : 'were'} left out`,
});

function noBarriers(leftOut: readonly Message[], pointer: string): InputProblem {
  const zh = leftOut.map((note) => note.zh).join('；');
  const en = leftOut.map((note) => note.en).join('; ');
  return {
    code: 'no-barriers',
    pointer,
    message: {
      zh: `文件中没有可用的道路、河流等${zh === '' ? '' : `（${zh}）`}。每个要素需要 class（${CLASSES_ZH}）或 OpenStreetMap 标签（如 highway）`,
      en: `there are no barriers in it${en === '' ? '' : ` (${en})`}. Each feature needs a class (${CLASSES_EN}) or tags of OpenStreetMap (such as highway)`,
    },
  };
}

const CLASSES_ZH = '快速路、主干路、次干路、支路、小路、河流、运河、铁路、山脊、围墙';
const CLASSES_EN =
  'expressway, arterial, collector, local, path, river, canal, railway, ridge, wall';
