import type { Message } from '#engine/coverage/types.ts';
import { MEASURES } from '#engine/measure/registry.ts';
import type { MeasureContext } from '#engine/measure/types.ts';
import { MEASURE_FORMATS, type MeasureFormat } from '../formats/measures/measure-report.ts';
import { printable } from '../formats/printable.ts';
import {
  choiceOption,
  describeOptions,
  numberOption,
  type OptionSpecs,
  parseArguments,
} from './arguments.ts';
import { UsageError } from './command.ts';
import {
  FIELD_OPTIONS,
  METRES,
  onlyFile,
  refuseOverwrite,
  refuseSecondStdin,
} from './file-arguments.ts';
import { suggestWord } from './suggest-word.ts';

/** What one call of `sizhi measure` asks for. */
export interface MeasureRequest {
  file: string;
  barriers: readonly string[];
  facilities: string | undefined;
  estates: string | undefined;
  units: string | undefined;
  /** Units with the communities that they had in the plan to compare with. */
  before: string | undefined;
  band: NonNullable<MeasureContext['householdBand']> | undefined;
  toleranceMetres: number | undefined;
  /** Ids, in the order asked for. */
  measures: readonly string[];
  idField: string | undefined;
  nameField: string | undefined;
  format: MeasureFormat;
  out: string | undefined;
}

const COMMAND = 'measure';
/** Makes sense beside another plan only. */
const COMPARING = 'moved-households';

const OPTIONS = {
  barriers: {
    value: 'FILE',
    help: {
      zh: '道路、河流等界线物（GeoJSON、.osm.pbf 或 Overpass\nJSON），可多次给出',
      en: 'roads, rivers and other barriers (GeoJSON, .osm.pbf\nor Overpass JSON); may be repeated',
    },
  },
  facilities: {
    value: 'FILE',
    help: { zh: '服务中心等设施', en: 'service centres and other facilities' },
  },
  estates: {
    value: 'FILE',
    help: { zh: '楼盘、农居点：步行距离量到这里', en: 'estates: where walking distances lead to' },
  },
  units: {
    value: 'FILE',
    help: {
      zh: '地块：其户数、人口及所属社区',
      en: 'units, with households, people and their community',
    },
  },
  before: {
    value: 'FILE',
    help: {
      zh: '另一方案的地块（同一编号，原所属社区），用于变更户数',
      en: 'the same units with the communities of another plan,\nfor moved-households',
    },
  },
  band: {
    value: 'MIN-MAX',
    help: {
      zh: '应有的户数区间，如 1500-3000',
      en: 'households that a community ought to have, such as\n1500-3000',
    },
  },
  tolerance: {
    value: 'M',
    help: {
      zh: '界线距道路、河流等 M 米以内即视为沿其而行（默认 20）',
      en: 'a border within M metres of a barrier follows it\n(default 20)',
    },
  },
  measures: {
    value: 'LIST',
    help: {
      zh: '只量这些指标，以逗号分隔（默认全部）',
      en: 'take only these measures, separated by commas\n(default: all)',
    },
  },
  ...FIELD_OPTIONS,
  format: {
    value: 'NAME',
    help: {
      zh: `${MEASURE_FORMATS.join('、')}（默认 text）`,
      en: `${MEASURE_FORMATS.join(', ')} (default text)`,
    },
  },
  out: {
    value: 'FILE',
    help: { zh: '写入文件，而不是标准输出', en: 'write to a file instead of standard output' },
  },
} as const satisfies OptionSpecs;

/** Ids as a help page lists them, at most 76 columns a line. */
function listIds(): string {
  const lines = [''];
  for (const id of MEASURES.keys()) {
    const line = lines.at(-1)!;
    if (line.length + id.length + 1 > 76) lines.push(id);
    else lines[lines.length - 1] = line === '' ? id : `${line} ${id}`;
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

export const MEASURE_USAGE: Message = {
  zh: `用法：sizhi measure FILE [选项]

量算 GeoJSON 文件中每个社区的指标：面积、周长、紧凑度、沿路河界线比例、到服务中心的距离、户数等。
所需数据没有给出的指标注明缺什么，不作 0 计。“-” 表示标准输入。

${describeOptions(OPTIONS, 'zh')}

指标（定义见 docs/measures.md）：
${listIds()}

退出码：0 完成；2 用法或输入有误。

例：sizhi measure communities.geojson --barriers roads.geojson
    sizhi measure communities.geojson --measures area,reock --format csv`,
  en: `Usage: sizhi measure FILE [OPTIONS]

Takes the measures of each community of a GeoJSON file: area, perimeter, compactness, the
share of the border on roads and rivers, distances to the service centre, households, …
A measure whose data are not given says what is missing; it is never 0. “-” is standard
input.

${describeOptions(OPTIONS, 'en')}

Measures (defined in docs/measures.md):
${listIds()}

Exit codes: 0 done, 2 bad usage or input.

Examples: sizhi measure communities.geojson --barriers roads.geojson
          sizhi measure communities.geojson --measures area,reock --format csv`,
};

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parseMeasureRequest(args: readonly string[]): MeasureRequest {
  const { values, lists, positionals } = parseArguments(args, OPTIONS, COMMAND);
  const file = onlyFile(positionals, COMMAND, {
    verb: { zh: '量算', en: 'measure' },
    usage: 'sizhi measure FILE',
  });
  const { facilities, estates, units, before, out } = values;
  const barriers = lists.barriers ?? [];
  const inputs = [file, ...barriers, facilities, estates, units, before];
  refuseSecondStdin(inputs, COMMAND);
  refuseOverwrite(inputs, out, COMMAND);
  if (before !== undefined && units === undefined) {
    throw refuse(
      '--before 与 --units 相比较，请同时给出 --units',
      '--before is compared with --units; give --units as well',
    );
  }
  return {
    file,
    barriers,
    facilities,
    estates,
    units,
    before,
    band: parseBand(values.band),
    toleranceMetres: numberOption(values.tolerance, 'tolerance', COMMAND, {
      minimum: 0,
      maximum: 200,
      unit: METRES,
    }),
    measures: parseMeasures(values.measures, before !== undefined),
    idField: values['id-field'],
    nameField: values['name-field'],
    format: choiceOption(values.format, 'format', COMMAND, MEASURE_FORMATS) ?? 'text',
    out,
  };
}

function parseBand(text: string | undefined): MeasureRequest['band'] {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text);
  const [min, max] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && min <= max) return { min, max };
  throw refuse(
    `--band 的写法是 最少-最多，如 1500-3000，而不是 “${printable(text)}”`,
    `--band takes LEAST-MOST, such as 1500-3000, not “${printable(text)}”`,
  );
}

function parseMeasures(text: string | undefined, isCompared: boolean): string[] {
  const known = [...MEASURES.keys()];
  if (text === undefined) return known.filter((id) => isCompared || id !== COMPARING);
  const ids = text
    .split(',')
    .map((id) => id.trim().toLowerCase())
    .filter((id) => id !== '');
  const unknown = ids.find((id) => !MEASURES.has(id));
  if (ids.length > 0 && unknown === undefined) return [...new Set(ids)];
  const shown = printable(unknown ?? text);
  const guess = unknown === undefined ? null : suggestWord(unknown, known);
  throw refuse(
    `没有指标 “${shown}”${guess === null ? `；可用：${known.join('、')}` : `；是否要用 ${guess}？`}`,
    `no measure “${shown}”${guess === null ? `; there are: ${known.join(', ')}` : `; did you mean ${guess}?`}`,
  );
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, COMMAND);
