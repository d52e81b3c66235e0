import { assumptionOfCrs, judgeCrs } from '#contract/crs.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { checkArea, FLATTENED } from './check-area.ts';
import { chooseIds, chooseNames } from './choose-fields.ts';
import { findJsonFault } from './find-json-fault.ts';

/** The communities of a file. */
export interface ReadFile {
  communities: CommunityInput[];
  /** What had to be assumed. */
  notes: Message[];
}

/** How many problems are listed; the rest is counted. */
const MOST_PROBLEMS = 100;

/**
 * Reads a GeoJSON file of communities in the browser: ids, names and areas as the server and the command
 * line read them, and the same words for what is wrong (a test compares them).
 */
export function readCommunities(bytes: Uint8Array): Result<ReadFile, InputProblem[]> {
  const parsed = readJson(bytes);
  return parsed.ok ? readDocument(parsed.value) : err([parsed.error]);
}

/** What the bytes of a file say as JSON; files of other kinds are named. */
export function readJson(bytes: Uint8Array): Result<unknown, InputProblem> {
  const text = decode(bytes);
  return text.ok ? parse(text.value) : err(text.error);
}

/** As the server and the command line parse at most: browsers have no longer strings. */
export const MOST_BYTES = 500_000_000;

/** @param size of a file that was not read */
export const tooLarge = (size: number): InputProblem => {
  const [megabytes, limit] = [Math.ceil(size / 1e6), MOST_BYTES / 1e6];
  return problem(
    'too-large',
    `文件有 ${megabytes} MB，浏览器最多检查 ${limit} MB；更大的文件请用命令行：sizhi audit FILE`,
    `${megabytes} MB is over the ${limit} MB that a browser can check; use the command line for it: sizhi audit FILE`,
  );
};

const problem = (code: string, zh: string, en: string, pointer = ''): InputProblem => ({
  code,
  message: { zh, en },
  pointer,
});

/** Files that are often taken by mistake, by their first bytes. */
const OTHER_KINDS: readonly [bytes: number[], zh: string, en: string][] = [
  [[0x50, 0x4b, 3, 4], 'ZIP 压缩包（Shapefile 或 KMZ？）', 'a ZIP archive (a Shapefile or KMZ?)'],
  [[0x1f, 0x8b], 'gzip 压缩文件', 'a gzip file'],
  [[0, 0, 0x27, 0x0a], 'Shapefile（.shp）', 'a Shapefile (.shp)'],
  [
    [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    'SQLite 数据库（GeoPackage？）',
    'an SQLite database (a GeoPackage?)',
  ],
];

function decode(bytes: Uint8Array): Result<string, InputProblem> {
  const kind = OTHER_KINDS.find(([magic]) => magic.every((byte, i) => bytes[i] === byte));
  if (kind !== undefined) {
    const [, zh, en] = kind;
    return err(
      problem(
        'not-json',
        `这是${zh}，不是 GeoJSON；请先转换`,
        `this is ${en}, not GeoJSON; convert it first`,
      ),
    );
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() !== '') return ok(text);
    return err(
      problem(
        'empty-file',
        '文件是空的，没有可读的内容',
        'the file is empty: there is nothing to read',
      ),
    );
  } catch (error) {
    // What else can go wrong here is that the text is longer than the browser's strings.
    if (!(error instanceof TypeError)) throw error;
    return err(
      problem(
        'wrong-encoding',
        '文件不是 UTF-8 编码（可能是 GBK）；请转换为 UTF-8 后再试',
        'not UTF-8 text (GBK, perhaps); convert it to UTF-8 first',
      ),
    );
  }
}

function parse(text: string): Result<unknown, InputProblem> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const fault = findJsonFault(text);
    if (fault === null) return err(problem('not-json', '不是有效的 JSON', 'not valid JSON'));
    const { found, line, column } = fault;
    const zh = found === '' ? '文件没有写完' : `“${found}” 不该出现在这里`;
    const en = found === '' ? 'the text ends too early' : `“${found}” is not expected here`;
    return err({
      ...problem('not-json', `不是有效的 JSON：${zh}`, `not valid JSON: ${en}`),
      line,
      column,
    });
  }
}

interface RawFeature {
  pointer: string;
  id: unknown;
  geometry: unknown;
  geometryPointer: string;
  properties: Record<string, unknown>;
}

/** The communities of a document that has been parsed. */
export function readDocument(document: unknown): Result<ReadFile, InputProblem[]> {
  const problems: InputProblem[] = [];
  const notes: Message[] = [];
  const features = listFeatures(document, problems, notes);
  if (features.length === 0 && problems.length === 0) {
    problems.push(
      problem(
        'no-features',
        '文件中没有任何要素（features 为空）',
        'there are no features in it (“features” is empty)',
        '/features',
      ),
    );
  }
  const ids = chooseIds(features);
  const { names, namesEn } = chooseNames(features);
  let flattened = 0;
  const communities = features.map(
    ({ geometry, geometryPointer, properties }, i): CommunityInput => {
      const id = ids[i] ?? `#${i + 1}`;
      const checked = checkArea(geometry, geometryPointer, id);
      if (checked.problem !== null) problems.push(checked.problem);
      else if (checked.isFlattened) flattened += 1;
      const [name, nameEn] = [names[i] ?? null, namesEn[i] ?? null];
      return {
        id,
        ...(name === null ? {} : { name }),
        ...(nameEn === null ? {} : { nameEn }),
        geometry: checked.problem === null ? checked.geometry : null,
        properties,
      };
    },
  );
  if (problems.length > 0) return err(capped(problems));
  if (flattened > 0) notes.push(FLATTENED(flattened));
  return ok({ communities, notes });
}

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listFeatures(document: unknown, problems: InputProblem[], notes: Message[]): RawFeature[] {
  const type = isJson(document) ? document.type : undefined;
  if (isJson(document)) checkCrs(document, '', problems, notes);
  if (typeof type === 'string' && GEOMETRY_TYPE.test(type)) {
    return [
      { pointer: '', id: undefined, geometry: document, geometryPointer: '', properties: {} },
    ];
  }
  if (type === 'Feature') return [readFeature(document as Json, '', problems, notes)];
  const features = isJson(document) ? document.features : undefined;
  if (type !== 'FeatureCollection' || !Array.isArray(features)) {
    const isOther = typeof type === 'string' && type !== 'FeatureCollection';
    problems.push(
      problem(
        isOther ? 'unsupported-type' : 'not-geojson',
        '不是社区的 GeoJSON：需要 FeatureCollection，其 features 为 Polygon 或 MultiPolygon 要素',
        'not GeoJSON of communities: expected a FeatureCollection whose features are Polygon or MultiPolygon',
        isOther ? '/type' : type === undefined ? '' : '/features',
      ),
    );
    return [];
  }
  return features.flatMap((feature: unknown, index) => {
    const pointer = `/features/${index}`;
    if (isJson(feature) && feature.type === 'Feature') {
      return [readFeature(feature, pointer, problems, notes)];
    }
    problems.push(
      problem(
        'not-a-feature',
        'features 的每一项都要是 {"type": "Feature", …}',
        'every item of “features” must be {"type": "Feature", …}',
        pointer,
      ),
    );
    return [];
  });
}

const GEOMETRY_TYPE = /^(?:Multi)?(?:Point|LineString|Polygon)$/;

function readFeature(
  feature: Json,
  pointer: string,
  problems: InputProblem[],
  notes: Message[],
): RawFeature {
  const properties = feature.properties ?? {};
  if (!isJson(properties)) {
    problems.push(
      problem(
        'bad-properties',
        'properties 必须是对象或 null',
        '“properties” must be an object or null',
        `${pointer}/properties`,
      ),
    );
  }
  if (pointer !== '') checkCrs(feature, pointer, problems, notes);
  if (isJson(feature.geometry)) checkCrs(feature.geometry, `${pointer}/geometry`, problems, notes);
  return {
    pointer,
    id: feature.id,
    geometry: feature.geometry ?? null,
    geometryPointer: `${pointer}/geometry`,
    properties: isJson(properties) ? properties : {},
  };
}

/** Refuses a foreign `crs`; what is assumed of another is noted once. */
function checkCrs(
  { crs }: Json,
  pointer: string,
  problems: InputProblem[],
  notes: Message[],
): void {
  if (crs === undefined) return;
  const verdict = judgeCrs(crs);
  if (typeof verdict === 'string') {
    const note = assumptionOfCrs(verdict);
    if (note !== null && !notes.some(({ en }) => en === note.en)) notes.push(note);
    return;
  }
  const shown = verdict.foreign.slice(0, 80);
  problems.push(
    problem(
      'foreign-crs',
      `坐标系 “${shown}” 不受支持，只接受 EPSG:4326、CRS84 和 EPSG:4490（经度、纬度）；请先转换`,
      `coordinate system “${shown}” is not accepted, only EPSG:4326, CRS84 and EPSG:4490 (longitude, latitude); convert it first`,
      `${pointer}/crs`,
    ),
  );
}

function capped(problems: readonly InputProblem[]): InputProblem[] {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return [...problems];
  return [
    ...problems.slice(0, MOST_PROBLEMS),
    problem('more-problems', `另有 ${more} 处问题未列出`, `and ${more} more not listed`),
  ];
}
