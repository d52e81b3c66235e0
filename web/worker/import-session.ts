import type { InputProblem } from '#contract/input-problem.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { guessFields, renameFields } from './import-fields.ts';
import type {
  FieldChoice,
  FileField,
  ImportFile,
  ImportPart,
  ImportRole,
  ImportTown,
} from './import-protocol.ts';
import { readDocument, readJson } from './read-communities.ts';

/** Positions that the picture of a file may have. */
const MOST_PREVIEW = 12_000;
const MOST_EXAMPLES = 3;
const LONGEST_EXAMPLE = 24;

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Files on their way into the register: read once, kept here, and put together when the import is made. */
export class ImportSession {
  readonly #documents = new Map<number, { document: unknown; features: Json[] }>();

  /** Reads a file; what is wrong with single features is found by {@link check} and by the server. */
  read(id: number, name: string, bytes: Uint8Array): Result<ImportFile, InputProblem[]> {
    const parsed = readJson(bytes);
    if (!parsed.ok) return err([parsed.error]);
    const features = featuresOf(parsed.value);
    if (features === null || features.length === 0) return err([NOT_FEATURES]);
    this.#documents.set(id, { document: parsed.value, features });
    const lines = features.flatMap(({ geometry }) => linesOf(geometry));
    const vertices = lines.reduce((sum, line) => sum + line.length, 0);
    const types = typesOf(features);
    const fields = fieldsOf(features);
    return ok({
      id,
      name,
      features: features.length,
      vertices,
      types,
      fields,
      extent: extentOf(lines),
      preview: thinned(lines, vertices),
      role: guessRole(name, types, fields, features.length),
    });
  }

  forget(id: number): void {
    this.#documents.delete(id);
  }

  /** What is wrong with a file as communities, with the places. Other files are checked by the server alone. */
  check({ file, role, fields }: ImportPart): InputProblem[] {
    if (role !== 'communities' && role !== 'jurisdiction') return [];
    const read = readDocument(this.#documentOf(file, role, fields));
    return read.ok ? [] : read.error;
  }

  /** Body of `POST /imports`. */
  make(parts: readonly ImportPart[], town: ImportTown): string {
    const members: Json = { ...town };
    for (const { file, role, fields } of parts) {
      members[role] = this.#documentOf(file, role, fields);
    }
    return JSON.stringify(members);
  }

  #documentOf(file: number, role: ImportRole, fields: FieldChoice): Json {
    const known = this.#documents.get(file);
    if (known === undefined) throw new Error(`file ${file} has not been read`);
    const { document, features } = known;
    const crs = isJson(document) && document.crs !== undefined ? { crs: document.crs } : {};
    return {
      type: 'FeatureCollection',
      ...crs,
      features: features.map((feature) => ({
        ...feature,
        properties: renameFields(
          role,
          fields,
          isJson(feature.properties) ? feature.properties : {},
        ),
      })),
    };
  }
}

const NOT_FEATURES: InputProblem = {
  code: 'not-geojson',
  pointer: '',
  message: {
    zh: '不是含有要素的 GeoJSON：需要 FeatureCollection、Feature 或几何对象',
    en: 'not GeoJSON with features: expected a FeatureCollection, a Feature or a geometry',
  },
};

const GEOMETRY_TYPE = /^(?:Multi)?(?:Point|LineString|Polygon)$/;

function featuresOf(document: unknown): Json[] | null {
  if (!isJson(document)) return null;
  const { type, features } = document;
  if (type === 'FeatureCollection' && Array.isArray(features)) return features.filter(isJson);
  if (type === 'Feature') return [document];
  if (typeof type !== 'string' || !GEOMETRY_TYPE.test(type)) return null;
  return [{ type: 'Feature', geometry: document, properties: {} }];
}

function typesOf(features: readonly Json[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { geometry } of features) {
    const type = isJson(geometry) ? String(geometry.type) : 'null';
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

function fieldsOf(features: readonly Json[]): FileField[] {
  const fields = new Map<string, FileField>();
  for (const { properties } of features) {
    if (!isJson(properties)) continue;
    for (const [name, value] of Object.entries(properties)) {
      if (value === null || typeof value === 'object') continue;
      const field = fields.get(name) ?? { name, count: 0, examples: [] };
      fields.set(name, field);
      field.count += 1;
      const example = String(value).slice(0, LONGEST_EXAMPLE);
      if (field.examples.length < MOST_EXAMPLES && !field.examples.includes(example)) {
        field.examples.push(example);
      }
    }
  }
  return [...fields.values()];
}

type Line = [number, number][];

/** Rings, lines and points alike, as far as they are positions at all. */
function linesOf(geometry: unknown): Line[] {
  if (!isJson(geometry)) return [];
  const lines: Line[] = [];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value) || value.length === 0) return;
    if (isPosition(value)) lines.push([value]);
    else if (isPosition(value[0])) lines.push(value.filter(isPosition));
    else value.forEach(visit);
  };
  visit(geometry.coordinates);
  return lines;
}

const isPosition = (value: unknown): value is [number, number] =>
  Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]);

function extentOf(lines: readonly Line[]): ImportFile['extent'] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (const [lon, lat] of line) {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box[0] <= box[2] ? box : null;
}

function thinned(lines: readonly Line[], vertices: number): number[][] {
  const step = Math.max(1, Math.ceil(vertices / MOST_PREVIEW));
  // Of a hundred thousand small blocks every so many are drawn.
  const every = Math.max(1, Math.ceil((lines.length * 4) / MOST_PREVIEW));
  return lines
    .filter((_, index) => index % every === 0)
    .map((line) => {
      const kept = line.filter(
        (_, index) => index % Math.min(step, Math.ceil(line.length / 4)) === 0,
      );
      const last = line.at(-1);
      return [...kept, ...(last === undefined ? [] : [last])].flat();
    });
}

/** By the file's name, else by what it holds. */
const ROLE_WORDS: readonly [RegExp, ImportRole][] = [
  [/jurisdiction|outline|boundary|town|镇街|街道界|范围/i, 'jurisdiction'],
  [/unit|block|parcel|地块|街坊|单元/i, 'units'],
  [/estate|compound|楼盘|小区|农居/i, 'estates'],
  [/barrier|road|river|rail|道路|河流|水系|铁路|路网/i, 'barriers'],
  [/facilit|centre|center|设施|用房|服务中心/i, 'facilities'],
  [/communit|社区|四界/i, 'communities'],
];

function guessRole(
  name: string,
  types: readonly [string, number][],
  fields: readonly FileField[],
  features: number,
): ImportRole {
  const called = ROLE_WORDS.find(([words]) => words.test(name));
  if (called !== undefined) return called[1];
  const type = types[0]?.[0] ?? '';
  if (type.endsWith('LineString')) return 'barriers';
  if (type.endsWith('Point')) return 'facilities';
  if (features === 1) return 'jurisdiction';
  return guessFields('units', fields).community === '' ? 'communities' : 'units';
}
