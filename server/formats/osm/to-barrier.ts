import type { BarrierSource, LineGeometry } from '#engine/barriers/types.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { BuildingInput } from '#engine/material/types.ts';
import type { Tags, TagVerdict } from './classify-tags.ts';

type BarrierVerdict = Extract<TagVerdict, { outcome: 'barrier' }>;

/** What the tags of all barriers of a file tell about reading each. */
export interface BarrierFrame {
  /** Most names are Chinese: where `name` is not, or is mixed, `name:zh` goes before it. */
  isChinese: boolean;
  /** Values of `tunnel` that leave the way on the ground. */
  notUnderground: readonly string[];
}

/** A barrier of an element that the tag table classed. */
export function toBarrier(
  element: {
    id: string;
    tags: Tags;
    barrier: BarrierVerdict;
    geometry: LineGeometry | AreaGeometry;
  },
  frame: BarrierFrame,
): BarrierSource {
  const { id, tags, barrier, geometry } = element;
  const name = nameOf(tags, frame.isChinese);
  const nameEn = tags.get('name:en')?.trim();
  const direction = directionOf(tags, barrier.oneway);
  const layer = layerOf(tags);
  const structure = structureOf(tags, frame.notUnderground);
  return {
    id,
    class: barrier.class,
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined || nameEn === '' ? {} : { nameEn }),
    geometry: direction === 'backward' ? reversed(geometry) : geometry,
    ...(direction === 'both' ? {} : { oneway: true }),
    ...(barrier.link ? { link: true } : {}),
    ...(layer === undefined ? {} : { layer }),
    ...(structure === undefined ? {} : { structure }),
    ...(barrier.form === 'area' && isLine(geometry) ? { shore: true } : {}),
    kind: barrier.kind,
  };
}

/** Of an area of which the file does not hold the whole edge. */
const isLine = ({ type }: LineGeometry | AreaGeometry): boolean =>
  type === 'LineString' || type === 'MultiLineString';

/** A building; its storeys where they are a number. */
export function toBuilding(id: string, tags: Tags, geometry: AreaGeometry): BuildingInput {
  const text = tags.get('building:levels')?.trim() ?? '';
  const levels = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  const kind = tags.get('building');
  return {
    id,
    geometry,
    ...(levels > 0 ? { levels } : {}),
    ...(kind === undefined ? {} : { kind }),
  };
}

const HAN = /\p{Script=Han}/u;
const KANA_OR_HANGUL = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Whether at least half of the names are Chinese. */
export function isChineseFile(tags: Iterable<Tags>): boolean {
  let chinese = 0;
  let named = 0;
  for (const one of tags) {
    const name = one.get('name');
    if (name === undefined) continue;
    named += 1;
    if (HAN.test(name) && !KANA_OR_HANGUL.test(name)) chinese += 1;
  }
  return chinese > 0 && chinese * 2 >= named;
}

/**
 * The name as it stands on the map. In a Chinese file `name` may hold two languages (“成府路 Chengfu Road”):
 * there `name:zh` goes before it where it is not plain Chinese. A road without a name is called by its number.
 */
function nameOf(tags: Tags, isChinese: boolean): string | undefined {
  const name = given(tags, 'name');
  const zh = given(tags, 'name:zh') ?? given(tags, 'name:zh-Hans');
  const isMixed = name === undefined || !HAN.test(name) || /\p{Script=Latin}{2}/u.test(name);
  if (isChinese && zh !== undefined && isMixed) return zh;
  return name ?? zh ?? given(tags, 'name:en') ?? given(tags, 'ref')?.replaceAll(';', '/');
}

function given(tags: Tags, key: string): string | undefined {
  const value = tags.get(key)?.trim();
  return value === '' ? undefined : value;
}

function directionOf(tags: Tags, implied: boolean): 'forward' | 'backward' | 'both' {
  const oneway = tags.get('oneway');
  if (oneway === '-1' || oneway === 'reverse') return 'backward';
  if (oneway === 'yes' || oneway === 'true' || oneway === '1') return 'forward';
  if (oneway === 'no' || oneway === 'false' || oneway === '0') return 'both';
  const junction = tags.get('junction');
  return implied || junction === 'roundabout' || junction === 'circular' ? 'forward' : 'both';
}

function layerOf(tags: Tags): number | undefined {
  const text = tags.get('layer')?.trim() ?? '';
  return /^[+-]?\d{1,2}$/.test(text) ? Number(text) : undefined;
}

function structureOf(
  tags: Tags,
  notUnderground: readonly string[],
): BarrierSource['structure'] | undefined {
  const tunnel = tags.get('tunnel');
  if (tunnel !== undefined && !notUnderground.includes(tunnel)) return 'tunnel';
  const bridge = tags.get('bridge');
  return bridge !== undefined && bridge !== 'no' ? 'bridge' : undefined;
}

function reversed(geometry: LineGeometry | AreaGeometry): LineGeometry | AreaGeometry {
  if (geometry.type === 'LineString') {
    return { type: 'LineString', coordinates: [...geometry.coordinates].reverse() };
  }
  if (geometry.type !== 'MultiLineString') return geometry;
  const coordinates = [...geometry.coordinates].reverse().map((line) => [...line].reverse());
  return { type: 'MultiLineString', coordinates };
}
