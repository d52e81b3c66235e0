import type { Message } from '#engine/coverage/types.ts';
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

/** What one call of `sizhi describe` asks for. */
export interface DescribeRequest {
  file: string;
  barriers: readonly string[];
  boundary: string | undefined;
  /** Id, code or name of the one community to describe; undefined for all. */
  community: string | undefined;
  /** The state after; with it the adjustment is described. */
  after: string | undefined;
  /** To count the households of what passes over; only beside `after`. */
  units: string | undefined;
  toleranceMetres: number | undefined;
  idField: string | undefined;
  nameField: string | undefined;
  format: (typeof FORMATS)[number];
  out: string | undefined;
}

const COMMAND = 'describe';
const FORMATS = ['text', 'json'] as const;

const OPTIONS = {
  barriers: {
    value: 'FILE',
    help: {
      zh: '道路、河流、铁路、山脊（GeoJSON、.osm.pbf 或 Overpass\nJSON），可多次给出；没有它只能以相邻社区和坐标描述',
      en: 'roads, rivers, railways, ridges (GeoJSON, .osm.pbf or\nOverpass JSON), may be repeated; without it there are\nonly neighbours and coordinates to tell',
    },
  },
  boundary: {
    value: 'FILE',
    help: {
      zh: '辖区边界，用于“至××街道界”',
      en: 'outline of the jurisdiction, for borders that follow it',
    },
  },
  community: {
    value: 'ID',
    help: {
      zh: '只描述这一个社区（编号或名称）',
      en: 'describe this community alone (its id or name)',
    },
  },
  after: {
    value: 'FILE',
    help: {
      zh: '调整后的社区：写出从 FILE 到它的调整文字',
      en: 'the communities as they will be: write the adjustment\nthat leads from FILE to it',
    },
  },
  units: {
    value: 'FILE',
    help: {
      zh: '地块及其户数：与 --after 同用，写出划转部分的户数',
      en: 'units with households: with --after, the households of\nwhat passes over are told',
    },
  },
  tolerance: {
    value: 'M',
    help: {
      zh: '界线距道路、河流 M 米以内即视为沿其而行（默认 20）',
      en: 'a border within M metres of a road or river follows it\n(default 20)',
    },
  },
  ...FIELD_OPTIONS,
  format: {
    value: 'NAME',
    help: { zh: 'text 或 json（默认 text）', en: 'text or json (default text)' },
  },
  out: {
    value: 'FILE',
    help: { zh: '写入文件，而不是标准输出', en: 'write to a file instead of standard output' },
  },
} as const satisfies OptionSpecs;

export const DESCRIBE_USAGE: Message = {
  zh: `用法：sizhi describe FILE [选项]

以公文的写法写出社区的四至（东至、南至、西至、北至）和界线走向（自西北角起顺时针，16 方位，
附长度和转折点）；给出 --after 时，写出两个状态之间的调整文字（撤销、设立、划入……）。
FILE 为社区的 GeoJSON；“-” 表示标准输入。语言由 --lang 选择，JSON 含两种语言。

${describeOptions(OPTIONS, 'zh')}

退出码：0 完成；2 用法或输入有误，或有社区没有可供描述的图形。

例：sizhi describe communities.geojson --barriers roads.geojson --boundary town.geojson
    sizhi describe communities.geojson --barriers roads.geojson --after plan.geojson`,
  en: `Usage: sizhi describe FILE [OPTIONS]

Writes the four limits of communities (east, south, west and north) and the course of their
boundaries (clockwise from the north-west, in 16 compass sectors, with lengths and turning
points) as official documents do; with --after, the textual adjustment between two states
(who is abolished or created, what ground passes to whom).
FILE is GeoJSON of communities; “-” is standard input. --lang chooses the language of the
text; JSON has both.

${describeOptions(OPTIONS, 'en')}

Exit codes: 0 done, 2 bad usage or input, or a community without a shape to describe.

Examples: sizhi describe communities.geojson --barriers roads.geojson --boundary town.geojson
          sizhi describe communities.geojson --barriers roads.geojson --after plan.geojson`,
};

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parseDescribeRequest(args: readonly string[]): DescribeRequest {
  const { values, lists, positionals } = parseArguments(args, OPTIONS, COMMAND);
  const file = onlyFile(positionals, COMMAND, {
    verb: { zh: '描述', en: 'describe' },
    usage: 'sizhi describe FILE',
  });
  const { boundary, community, after, units, out } = values;
  const barriers = lists.barriers ?? [];
  if (community !== undefined && after !== undefined) {
    throw refuse(
      '--community 用于描述一个社区，--after 用于描述整个调整，请只给出一个',
      '--community describes one boundary, --after a whole adjustment; give one of them',
    );
  }
  if (units !== undefined && after === undefined) {
    throw refuse(
      '--units 用于统计划转部分的户数，请同时给出 --after',
      '--units counts the households of ground that passes over; give --after as well',
    );
  }
  const inputs = [file, boundary, after, units, ...barriers];
  refuseSecondStdin(inputs, COMMAND);
  refuseOverwrite(inputs, out, COMMAND);
  return {
    file,
    barriers,
    boundary,
    community,
    after,
    units,
    toleranceMetres: numberOption(values.tolerance, 'tolerance', COMMAND, {
      minimum: 0,
      maximum: 500,
      unit: METRES,
    }),
    idField: values['id-field'],
    nameField: values['name-field'],
    format: choiceOption(values.format, 'format', COMMAND, FORMATS) ?? 'text',
    out,
  };
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, COMMAND);
