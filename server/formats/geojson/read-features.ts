import type { Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import {
  checkGeometry,
  type GeometryContext,
  type GeometryOf,
  type GeometryType,
} from './check-geometry.ts';
import { checkProperties } from './check-properties.ts';
import { chooseEnglishNames, chooseIds, chooseNames, type FieldSource } from './choose-fields.ts';
import { listFeatures, type RawFeature } from './list-features.ts';
import {
  createProblemCollector,
  type GeoJsonProblem,
  type ProblemCollector,
} from './problem-collector.ts';
import { validateWithLibrary } from './validate-with-library.ts';

/** A feature that passed every check, its geometry in whatever form the reader keeps it. */
export interface FeatureWith<G> {
  id: string;
  name?: string;
  nameEn?: string;
  /** Null only where `allowNullGeometry` was set. */
  geometry: G | null;
  properties: Readonly<Record<string, unknown>>;
}

/** A feature that passed every check, its geometry with `[lon, lat]` positions. */
export type FeatureInput<T extends GeometryType> = FeatureWith<GeometryOf<T>>;

export interface ReadOptions {
  /** Property to take ids from; a missing value is a problem. See `chooseIds` for the default. */
  idField?: string | undefined;
  /** Property to take names from. Default: the first that is called like a name. */
  nameField?: string | undefined;
  /** Accept features without a geometry (the audit reports them itself). Default false. */
  allowNullGeometry?: boolean | undefined;
  /** Accept a collection without features. Default false. */
  allowEmpty?: boolean | undefined;
  /** Refuse repeated ids of an explicit `idField` (the audit reports them itself). Default false. */
  uniqueIds?: boolean | undefined;
  /** More positions than this are refused. Default: no limit. */
  maxVertices?: number | undefined;
  /** How many problems are listed in full. Default 100. */
  maxProblems?: number | undefined;
  /** JSON pointer of the document inside a larger one, such as a request body. Default ''. */
  pointer?: string | undefined;
}

export interface FeatureSet<G> {
  features: FeatureWith<G>[];
  /** Where the ids come from, for the reader of a message: `property “Ward_No”`. */
  idSource: Message;
  /** Positions, closing ones included. */
  vertices: number;
  /** What the reader had to assume or leave out. */
  notes: Message[];
}

/**
 * Reads estates, barriers, units, facilities or communities from a GeoJSON document that
 * `parseGeoJson` (or the API's body parser) gave. Z and M ordinates are dropped, any ring orientation
 * is taken. All problems are collected with their places; none is thrown.
 */
export function readFeatures<T extends GeometryType>(
  document: unknown,
  geometryTypes: readonly T[],
  options: ReadOptions = {},
): Result<FeatureSet<GeometryOf<T>>, GeoJsonProblem[]> {
  return readFeaturesWith(document, options, (value, context) =>
    judgeGeometry(value, geometryTypes, context),
  );
}

/** What a geometry is taken for. */
export interface JudgedGeometry<G> {
  /** Null for an empty one. */
  geometry: G | null;
  /** Positions, closing ones included. */
  vertices: number;
  /** Whether Z or M ordinates were dropped. */
  flattened: boolean;
}

/**
 * {@link readFeatures} for documents whose geometries are judged in another way. `judge` reports its
 * problems to the context and returns null then; it is not asked about a null geometry.
 */
export function readFeaturesWith<G>(
  document: unknown,
  options: ReadOptions,
  judge: (value: unknown, context: GeometryContext) => JudgedGeometry<G> | null,
): Result<FeatureSet<G>, GeoJsonProblem[]> {
  const problems = createProblemCollector(options.maxProblems);
  const notes: Message[] = [];
  const pointer = options.pointer ?? '';
  const raw = listFeatures(document, pointer, problems, notes);
  if (raw.length === 0 && problems.total === 0 && options.allowEmpty !== true) {
    problems.add({
      code: 'no-features',
      message: {
        zh: '文件中没有任何要素（features 为空）',
        en: 'there are no features in it (“features” is empty)',
      },
      pointer: `${pointer}/features`,
    });
  }
  const { ids, source } = chooseIds(raw, options.idField, problems, notes, pointer);
  const { names } = chooseNames(raw, options.nameField, problems, pointer);
  const englishNames = chooseEnglishNames(raw);
  if (options.uniqueIds === true) reportRepeatedIds(raw, ids, problems);

  const features: FeatureWith<G>[] = [];
  let vertices = 0;
  let flattened = 0;
  for (let index = 0; index < raw.length; index++) {
    const feature = raw[index]!;
    const id = ids[index] ?? `#${index + 1}`;
    const checked = readGeometry(feature, id, judge, options.allowNullGeometry === true, problems);
    const fault = checkProperties(feature.properties, feature, id);
    if (fault !== null) problems.add(fault);
    if (checked === null || fault !== null) continue;
    vertices += checked.vertices;
    if (checked.flattened) flattened += 1;
    if (options.maxVertices !== undefined && vertices > options.maxVertices) {
      problems.add(tooManyVertices(options.maxVertices, feature.pointer));
      break;
    }
    const read: FeatureWith<G> = { id, geometry: checked.geometry, properties: feature.properties };
    const name = names[index] ?? null;
    const nameEn = englishNames[index] ?? null;
    if (name !== null) read.name = name;
    if (nameEn !== null) read.nameEn = nameEn;
    features.push(read);
  }
  if (problems.total > 0) return err(problems.list());
  if (flattened > 0) {
    notes.push({
      zh: `${flattened} 个要素含有高程（Z）等附加坐标，已忽略`,
      en: `height (Z) and further ordinates of ${flattened} feature${flattened === 1 ? ' were' : 's were'} dropped`,
    });
  }
  return ok({ features, idSource: describeSource(source), vertices, notes });
}

function readGeometry<G>(
  feature: RawFeature,
  id: string,
  judge: (value: unknown, context: GeometryContext) => JudgedGeometry<G> | null,
  allowNull: boolean,
  problems: ProblemCollector,
): JudgedGeometry<G> | null {
  const judged =
    feature.geometry === null
      ? { geometry: null, vertices: 0, flattened: false }
      : judge(feature.geometry, new FeatureContext(feature, id, problems));
  if (judged?.geometry === null && !allowNull) {
    problems.add({
      code: 'missing-geometry',
      message: {
        zh: '要素没有几何（null 或空）；请补上边界，或删除该要素',
        en: 'the feature has no geometry (null or empty); give it one or remove the feature',
      },
      pointer: feature.geometryPointer,
      id,
    });
    return null;
  }
  return judged;
}

/** Puts the pointer together when a problem needs it. */
class FeatureContext implements GeometryContext {
  readonly id: string;
  readonly problems: ProblemCollector;
  readonly #feature: RawFeature;

  constructor(feature: RawFeature, id: string, problems: ProblemCollector) {
    this.#feature = feature;
    this.id = id;
    this.problems = problems;
  }

  get pointer(): string {
    return this.#feature.geometryPointer;
  }
}

/** {@link checkGeometry}, and then the second opinion of the library. */
export function judgeGeometry<T extends GeometryType>(
  value: unknown,
  geometryTypes: readonly T[],
  context: GeometryContext,
): JudgedGeometry<GeometryOf<T>> | null {
  const checked = checkGeometry(value, geometryTypes, context);
  if (checked === null) return null;
  const complaints = validateWithLibrary({
    type: 'Feature',
    geometry: checked.geometry,
    properties: {},
  });
  if (complaints.length === 0) return checked;
  const first = complaints[0]?.slice(0, 200) ?? '';
  context.problems.add({
    code: 'rejected-by-validator',
    message: {
      zh: `GeoJSON 校验库认为该几何无效：${first}`,
      en: `the GeoJSON validator rejects this geometry: ${first}`,
    },
    pointer: context.pointer,
    ...(context.id === undefined ? {} : { id: context.id }),
  });
  return null;
}

function reportRepeatedIds(
  raw: readonly RawFeature[],
  ids: readonly string[],
  problems: ProblemCollector,
): void {
  const firstAt = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    const first = firstAt.get(id);
    if (first === undefined) {
      firstAt.set(id, index);
      continue;
    }
    problems.add({
      code: 'duplicate-id',
      message: {
        zh: `第 ${index + 1} 个要素的编号 “${id}” 与第 ${first + 1} 个重复；编号必须唯一`,
        en: `feature ${index + 1} repeats the id “${id}” of feature ${first + 1}; ids must be unique`,
      },
      pointer: raw[index]?.pointer ?? '',
      id,
    });
  }
}

function tooManyVertices(limit: number, pointer: string): GeoJsonProblem {
  return {
    code: 'too-many-vertices',
    message: {
      zh: `坐标点超过上限 ${limit} 个；请拆分文件或先简化边界`,
      en: `more than the limit of ${limit} positions; split the file or simplify its borders first`,
    },
    pointer,
  };
}

function describeSource(source: FieldSource): Message {
  if (source.kind === 'property')
    return { zh: `属性 “${source.name}”`, en: `property “${source.name}”` };
  if (source.kind === 'feature-id') return { zh: '要素自身的 id', en: 'the features’ own ids' };
  return { zh: '要素的顺序号（#1、#2 …）', en: 'the order of the features (#1, #2, …)' };
}
