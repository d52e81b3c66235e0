import type { Message } from '#engine/coverage/types.ts';
import { checkCrs } from './check-crs.ts';
import { GEOMETRY_TYPES } from './check-geometry.ts';
import type { GeoJsonProblemCode } from './problem-codes.ts';
import type { ProblemCollector } from './problem-collector.ts';

/** A feature as it stands in the document, its members not yet checked. */
export interface RawFeature {
  /** JSON pointer of the feature. */
  readonly pointer: string;
  /** JSON pointer of its geometry. */
  readonly geometryPointer: string;
  /** The feature's own `id` member. */
  readonly id: unknown;
  readonly geometry: unknown;
  readonly properties: Record<string, unknown>;
}

/** One of a hundred thousand: its pointers are put together when a problem needs them. */
class ListedFeature implements RawFeature {
  readonly id: unknown;
  readonly geometry: unknown;
  readonly properties: Record<string, unknown>;
  readonly #list: string;
  readonly #index: number;

  constructor(list: string, index: number, value: Json, properties: Json) {
    this.#list = list;
    this.#index = index;
    this.id = value.id;
    this.geometry = value.geometry ?? null;
    this.properties = properties;
  }

  get pointer(): string {
    return pointerOf(this.#list, this.#index);
  }

  get geometryPointer(): string {
    return `${this.pointer}/geometry`;
  }
}

/** @param index in the list, or -1 for the list itself, which is a single feature then */
const pointerOf = (list: string, index: number): string => (index < 0 ? list : `${list}/${index}`);

type Json = Record<string, unknown>;

/**
 * Lists the features of a FeatureCollection, a single Feature or a bare geometry. Problems of the
 * envelope (type, crs, bbox, entries that are no features) go to `problems`, assumptions to `notes`.
 */
export function listFeatures(
  document: unknown,
  pointer: string,
  problems: ProblemCollector,
  notes: Message[],
): RawFeature[] {
  const report = (code: GeoJsonProblemCode, at: string, zh: string, en: string): void =>
    problems.add({ code, message: { zh, en }, pointer: at });
  if (!isJson(document)) {
    const found = Array.isArray(document) ? 'array' : document === null ? 'null' : typeof document;
    report(
      'not-geojson',
      pointer,
      `不是 GeoJSON：需要 FeatureCollection 对象，却是 ${found}`,
      `not GeoJSON: expected a FeatureCollection object, found ${found}`,
    );
    return [];
  }
  noteCrs(document, pointer);
  checkBbox(document, pointer);

  const { type } = document;
  if (type === 'Feature')
    return [readFeature(document, pointer, -1)].filter((feature) => feature !== null);
  if (GEOMETRY_TYPES.some((candidate) => candidate === type)) {
    return [
      { pointer, geometryPointer: pointer, id: undefined, geometry: document, properties: {} },
    ];
  }
  if (type !== 'FeatureCollection') {
    reportType(document, pointer, report);
    return [];
  }
  const { features } = document;
  if (!Array.isArray(features)) {
    report(
      'not-geojson',
      `${pointer}/features`,
      'FeatureCollection 缺少 features 数组',
      'the FeatureCollection has no “features” array',
    );
    return [];
  }
  const list = `${pointer}/features`;
  const listed: RawFeature[] = [];
  for (let index = 0; index < features.length; index++) {
    const feature = readFeature(features[index], list, index);
    if (feature !== null) listed.push(feature);
  }
  return listed;

  function readFeature(value: unknown, list: string, index: number): RawFeature | null {
    if (!isJson(value) || value.type !== 'Feature') {
      const found = isJson(value)
        ? shownType(value.type)
        : value === null
          ? 'null'
          : Array.isArray(value)
            ? 'array'
            : typeof value;
      report(
        'not-a-feature',
        pointerOf(list, index),
        `features 的每一项都要是 {"type": "Feature", …}，这里是 ${found}`,
        `every item of “features” must be {"type": "Feature", …}, this one is ${found}`,
      );
      return null;
    }
    if (index >= 0) checkEnvelope(value, list, index, '');
    const properties = value.properties ?? {};
    if (!isJson(properties)) {
      report(
        'bad-properties',
        `${pointerOf(list, index)}/properties`,
        'properties 必须是对象或 null',
        '“properties” must be an object or null',
      );
    }
    const { geometry } = value;
    if (isJson(geometry)) checkEnvelope(geometry, list, index, '/geometry');
    return new ListedFeature(list, index, value, isJson(properties) ? properties : {});
  }

  /** Few members have a crs or bbox of their own. */
  function checkEnvelope(holder: Json, list: string, index: number, member: string): void {
    if (holder.crs === undefined && holder.bbox === undefined) return;
    const at = `${pointerOf(list, index)}${member}`;
    noteCrs(holder, at);
    checkBbox(holder, at);
  }

  function noteCrs(holder: Json, at: string): void {
    const note = checkCrs(holder, at, problems);
    if (note !== null && !notes.some((known) => known.en === note.en)) notes.push(note);
  }

  /** RFC 7946 §5: 2n numbers for n dimensions. The box is not used, but a wrong one shows a broken writer. */
  function checkBbox(holder: Json, at: string): void {
    const { bbox } = holder;
    if (bbox === undefined || bbox === null) return;
    const sound =
      Array.isArray(bbox) &&
      (bbox.length === 4 || bbox.length === 6) &&
      bbox.every((value) => Number.isFinite(value));
    if (!sound) {
      report(
        'bad-bbox',
        `${at}/bbox`,
        'bbox 必须是 4 个（或 6 个）有限的数；请改正或删除它',
        '“bbox” must be 4 (or 6) finite numbers; correct it or remove it',
      );
    }
  }
}

function reportType(
  document: Json,
  pointer: string,
  report: (code: GeoJsonProblemCode, at: string, zh: string, en: string) => void,
): void {
  const { type } = document;
  const wanted = 'FeatureCollection / Feature / Polygon / MultiPolygon';
  if (type === 'Topology') {
    report(
      'unsupported-type',
      `${pointer}/type`,
      '这是 TopoJSON；请先转换为 GeoJSON:mapshaper in.json -o format=geojson out.geojson',
      'this is TopoJSON; convert it to GeoJSON first: mapshaper in.json -o format=geojson out.geojson',
    );
  } else if (type === 'GeometryCollection') {
    report(
      'unsupported-type',
      `${pointer}/type`,
      'GeometryCollection 不受支持；请改为 FeatureCollection，每个几何一个要素',
      'a GeometryCollection is not supported; make it a FeatureCollection with one feature per geometry',
    );
  } else if (type === undefined && ('geometryType' in document || 'spatialReference' in document)) {
    report(
      'not-geojson',
      pointer,
      '这是 Esri JSON，不是 GeoJSON；请导出为 GeoJSON（请求参数 f=geojson）',
      'this is Esri JSON, not GeoJSON; export it as GeoJSON (request with f=geojson)',
    );
  } else if (type === undefined) {
    report(
      'not-geojson',
      pointer,
      `不是 GeoJSON：缺少 type；需要 ${wanted}`,
      `not GeoJSON: there is no “type”; expected ${wanted}`,
    );
  } else {
    report(
      'unsupported-type',
      `${pointer}/type`,
      `type 为 ${shownType(type)}，需要 ${wanted}`,
      `type is ${shownType(type)}, expected ${wanted}`,
    );
  }
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shownType = (type: unknown): string =>
  typeof type === 'string' ? `“${type.slice(0, 40)}”` : type === undefined ? '{…}' : typeof type;
