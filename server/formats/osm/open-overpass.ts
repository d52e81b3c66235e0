import type { InputProblem } from '#contract/input-problem.ts';
import type { Message, Position } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import type { Tags } from './classify-tags.ts';
import { OsmFault } from './osm-problem.ts';
import type { OsmMember, OsmRelation, OsmSource, OsmWay } from './osm-source.ts';

const MOST_PROBLEMS = 100;

type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a JSON document is an answer of the Overpass API (`[out:json]`) or of OSM's own. */
export const isOverpass = (document: unknown): boolean =>
  isRecord(document) && Array.isArray(document.elements) && !('type' in document);

/**
 * An answer of the Overpass API as a source of elements, with `out body` and the nodes (`>;`), or with `out geom`.
 * Every problem with its place.
 */
export function openOverpass(document: unknown): Result<OsmSource, InputProblem[]> {
  const { elements, remark } = document as Json & { elements: unknown[] };
  if (typeof remark === 'string' && /error/i.test(remark)) return err([brokenOff(remark)]);
  const reader = new ElementReader();
  for (const [i, element] of elements.entries()) reader.read(element, `/elements/${i}`);
  if (reader.total > 0) return err(reader.list());
  const { nodes, ways, relations } = reader;
  return ok({
    eachRelation: (visit) => relations.forEach(visit),
    eachWay: (visit) => ways.forEach(visit),
    eachNode: (visit) => {
      for (const [id, lon, lat] of nodes) visit(id, lon, lat);
    },
  });
}

/** The server gave up half-way: what the file holds is not all there is. */
const brokenOff = (remark: string): InputProblem =>
  new OsmFault(
    'server-remark',
    {
      zh: `Overpass 服务器未能完成查询，数据不完整：${remark.slice(0, 200)}。请缩小范围或加大 [timeout:…] 后重新下载`,
      en: `the Overpass server did not finish the query, so the data is incomplete: ${remark.slice(0, 200)}. Ask for a smaller area or give it a larger [timeout:…]`,
    },
    { pointer: '/remark' },
  ).problem;

class ElementReader {
  readonly nodes: [number, number, number][] = [];
  readonly ways: OsmWay[] = [];
  readonly relations: OsmRelation[] = [];
  readonly #problems: InputProblem[] = [];
  total = 0;

  read(element: unknown, pointer: string): void {
    if (!isRecord(element)) {
      this.#report(pointer, NOT_AN_ELEMENT);
      return;
    }
    const { type, id } = element;
    if (!Number.isSafeInteger(id)) this.#report(`${pointer}/id`, NOT_AN_ID);
    else if (type === 'node') this.#readNode(element, id as number, pointer);
    else if (type === 'way') this.#readWay(element, id as number, pointer);
    else if (type === 'relation') this.#readRelation(element, id as number, pointer);
    // What Overpass derives (`area`, `count`, …) has no course of its own.
    else if (typeof type !== 'string') this.#report(`${pointer}/type`, NOT_AN_ELEMENT);
  }

  list(): InputProblem[] {
    const more = this.total - this.#problems.length;
    if (more === 0) return this.#problems;
    const message = { zh: `另有 ${more} 处问题未列出`, en: `and ${more} more not listed` };
    return [...this.#problems, { code: 'more-problems', message, pointer: '' }];
  }

  #readNode(element: Json, id: number, pointer: string): void {
    const position = toPosition(element);
    if (position === null) this.#report(pointer, NOT_A_PLACE);
    else this.nodes.push([id, ...position]);
  }

  #readWay(element: Json, id: number, pointer: string): void {
    const refs = element.nodes ?? [];
    if (!Array.isArray(refs) || !refs.every((ref) => Number.isSafeInteger(ref))) {
      this.#report(`${pointer}/nodes`, NOT_NODES);
      return;
    }
    const positions = this.#readCourse(element.geometry, `${pointer}/geometry`);
    if (positions === null) return;
    const tags = this.#readTags(element.tags, `${pointer}/tags`);
    this.ways.push({ id, tags, refs, ...(positions === undefined ? {} : { positions }) });
  }

  #readRelation(element: Json, id: number, pointer: string): void {
    const given = element.members ?? [];
    if (!Array.isArray(given)) {
      this.#report(`${pointer}/members`, NOT_MEMBERS);
      return;
    }
    const members: OsmMember[] = [];
    for (const [i, member] of given.entries()) {
      const read = this.#readMember(member, `${pointer}/members/${i}`);
      if (read === null) return;
      members.push(read);
    }
    this.relations.push({ id, tags: this.#readTags(element.tags, `${pointer}/tags`), members });
  }

  #readMember(member: unknown, pointer: string): OsmMember | null {
    const { type, ref, role, geometry } = isRecord(member) ? member : {};
    if ((type !== 'node' && type !== 'way' && type !== 'relation') || !Number.isSafeInteger(ref)) {
      this.#report(pointer, NOT_MEMBERS);
      return null;
    }
    const positions = this.#readCourse(geometry, `${pointer}/geometry`);
    if (positions === null) return null;
    const text = typeof role === 'string' ? role : '';
    const course = positions === undefined ? {} : { positions };
    return { type, ref: ref as number, role: text, ...course };
  }

  /** Undefined where there is none; null where it is faulty. */
  #readCourse(geometry: unknown, pointer: string): (Position | null)[] | undefined | null {
    if (geometry === undefined || geometry === null) return undefined;
    const course = Array.isArray(geometry)
      ? geometry.map((place) => (place === null ? null : (toPosition(place) ?? undefined)))
      : [undefined];
    const at = course.indexOf(undefined);
    if (at === -1) return course as (Position | null)[];
    this.#report(Array.isArray(geometry) ? `${pointer}/${at}` : pointer, NOT_A_PLACE);
    return null;
  }

  #readTags(given: unknown, pointer: string): Tags {
    const entries = isRecord(given) ? Object.entries(given) : [];
    if (given !== undefined && given !== null && !isRecord(given)) this.#report(pointer, NOT_TAGS);
    const tags = new Map<string, string>();
    for (const [key, value] of entries) {
      if (typeof value === 'string') tags.set(key, value);
      else this.#report(pointer, NOT_TAGS);
    }
    return tags;
  }

  #report(pointer: string, message: Message): void {
    this.total += 1;
    if (this.#problems.length < MOST_PROBLEMS) {
      this.#problems.push({ code: 'not-osm', message, pointer });
    }
  }
}

function toPosition(place: unknown): [number, number] | null {
  const { lon, lat } = isRecord(place) ? place : {};
  if (typeof lon !== 'number' || typeof lat !== 'number') return null;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

const NOT_AN_ELEMENT: Message = {
  zh: '此处应为 OpenStreetMap 的要素（node、way 或 relation）',
  en: 'expected an element of OpenStreetMap here (node, way or relation)',
};
const NOT_AN_ID: Message = { zh: '编号应为整数', en: 'the id must be a whole number' };
const NOT_A_PLACE: Message = {
  zh: '缺少经纬度（lon、lat），或超出范围',
  en: 'longitude and latitude (lon, lat) are missing or out of range',
};
const NOT_NODES: Message = {
  zh: 'nodes 应为节点编号的数组',
  en: 'nodes must be a list of the ids of nodes',
};
const NOT_MEMBERS: Message = {
  zh: 'members 的各项应有 type 和 ref',
  en: 'each of the members must have a type and a ref',
};
const NOT_TAGS: Message = { zh: '标签（tags）应为文字', en: 'tags must be texts' };
