import { resolve } from 'node:path';
import { DEFAULT_SETTINGS } from '#engine/coverage/audit.ts';
import type { Message } from '#engine/coverage/types.ts';
import { REPORT_FORMATS, type ReportFormat } from '../formats/report/report-formats.ts';
import type { ReportInput } from '../formats/report/report-input.ts';
import {
  choiceOption,
  describeOptions,
  numberOption,
  type OptionSpecs,
  type ParsedArguments,
  parseArguments,
} from './arguments.ts';
import { UsageError } from './command.ts';
import { FIELD_OPTIONS, METRES, onlyFile, refuseSecondStdin } from './file-arguments.ts';
import type { OnlyFilter } from './select-only.ts';

/** What one call of `sizhi audit` asks for. */
export interface AuditRequest {
  file: string;
  boundary: string | undefined;
  estates: string | undefined;
  facilities: string | undefined;
  barriers: readonly string[];
  units: string | undefined;
  policy: string | undefined;
  only: OnlyFilter | undefined;
  idField: string | undefined;
  nameField: string | undefined;
  householdsField: string | undefined;
  settings: ReportInput['settings'];
  adjacency: boolean;
  queen: boolean;
  format: ReportFormat;
  out: string | undefined;
}

const COMMAND = 'audit';
const SQUARE_METRES: Message = { zh: '平方米', en: 'square metres' };
const { toleranceMetres, minAreaSquareMetres, sliverWidthMetres } = DEFAULT_SETTINGS;

const OPTIONS = {
  boundary: {
    value: 'FILE',
    help: {
      zh: '辖区边界；有了它才能发现朝外的空白和越界',
      en: 'outline of the jurisdiction; needed to find gaps along\nit and land beyond it',
    },
  },
  policy: {
    value: 'ID',
    help: {
      zh: '同时检查一项政策的规则：已安装政策的编号，或文件路径',
      en: 'check the rules of a policy as well: the id of an\ninstalled one, or the path of a file',
    },
  },
  estates: {
    value: 'FILE',
    help: { zh: '楼盘、农居点，供政策规则使用', en: 'estates, for the rules of the policy' },
  },
  facilities: {
    value: 'FILE',
    help: {
      zh: '服务中心、养老用房等设施，供政策规则使用',
      en: 'service centres, homes for the care of the elderly and\nthe like, for the rules of the policy',
    },
  },
  barriers: {
    value: 'FILE',
    help: {
      zh: '道路、河流等（GeoJSON、.osm.pbf 或 Overpass JSON），供政策\n规则使用；可给出多次',
      en: 'roads, rivers and the like (GeoJSON, .osm.pbf or Overpass\nJSON), for the rules of the policy; may be given more\nthan once',
    },
  },
  units: {
    value: 'FILE',
    help: {
      zh: '地块：检查是否被社区边界分割、有无遗漏；没有户数、人口\n记录的社区由其地块汇总',
      en: 'units (blocks, parcels): find those that a border cuts\nand those in no community; communities that record no\nhouseholds or population take them from their units',
    },
  },
  only: {
    value: 'P=V',
    help: {
      zh: '只检查属性 P 为 V 的社区（V 末尾的 * 表示任意后续），其余\n作为周围环境；--boundary 可为其辖区或全部社区的边界',
      en: 'audit only the communities whose property P is V\n(V* is any that begins so), the others being their\nsurroundings; --boundary may be the outline of these\nor of all',
    },
  },
  tolerance: {
    value: 'M',
    help: {
      zh: `界线相距不超过 M 米即为相邻；其间未达 --min-area 的出入\n报为界线不吻合（默认 ${toleranceMetres}）`,
      en: `communities no more than M metres apart are neighbours;\ndifferences below --min-area between their borders are\nmismatches (default ${toleranceMetres})`,
    },
  },
  'min-area': {
    value: 'M2',
    help: {
      zh: `小于 M2 平方米的不计入，只报个数（默认 ${minAreaSquareMetres}）`,
      en: `leave out what is smaller than M2 square metres, and\nsay how much that is (default ${minAreaSquareMetres})`,
    },
  },
  'sliver-width': {
    value: 'M',
    help: {
      zh: `窄于 M 米的重叠或空白称为碎缝（默认 ${sliverWidthMetres}）`,
      en: `overlaps and gaps narrower than M metres are slivers\n(default ${sliverWidthMetres})`,
    },
  },
  ...FIELD_OPTIONS,
  households: {
    value: 'F',
    help: {
      zh: '取作常住户数的属性（默认 households）',
      en: 'property to take resident households from\n(default households)',
    },
  },
  adjacency: {
    help: {
      zh: '在 JSON 中列出相邻社区及共用界线长度',
      en: 'list neighbours and their shared length (JSON)',
    },
  },
  queen: {
    help: {
      zh: '同 --adjacency，并列出仅在点上相接的社区',
      en: 'as --adjacency, and list the pairs that meet in points\nonly',
    },
  },
  format: {
    value: 'NAME',
    help: {
      zh: `报告格式：${REPORT_FORMATS.join('、')}（默认 text）`,
      en: `${REPORT_FORMATS.join(', ')} (default text)`,
    },
  },
  out: {
    value: 'FILE',
    help: { zh: '写入文件，而不是标准输出', en: 'write to a file instead of standard output' },
  },
} as const satisfies OptionSpecs;

export const AUDIT_USAGE: Message = {
  zh: `用法：sizhi audit FILE [选项]

检查 GeoJSON 文件中的社区：重叠、空白、越界、不接壤、被包围、界线不吻合、图形无效、重复。
FILE 为 Polygon 和 MultiPolygon 的 FeatureCollection（WGS 84 或 CGCS2000 经纬度）；
“-” 表示标准输入。报告写到标准输出，消息写到标准错误。

${describeOptions(OPTIONS, 'zh')}

退出码：0 没有错误；1 有错误；2 用法或输入有误。

例：sizhi audit communities.geojson --boundary town.geojson
    sizhi audit communities.geojson --format html --out report.html`,
  en: `Usage: sizhi audit FILE [OPTIONS]

Checks the communities of a GeoJSON file for overlaps, gaps, land beyond the boundary,
separate parts, enclaves, borders that do not match, invalid shapes and duplicates.
FILE is a FeatureCollection of Polygon and MultiPolygon in longitude and latitude (WGS 84
or CGCS2000); “-” is standard input. The report goes to standard output, messages to
standard error.

${describeOptions(OPTIONS, 'en')}

Exit codes: 0 no errors, 1 errors found, 2 bad usage or input.

Examples: sizhi audit communities.geojson --boundary town.geojson
          sizhi audit communities.geojson --format html --out report.html`,
};

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parseAuditRequest(args: readonly string[]): AuditRequest {
  const { values, lists, switches, positionals } = parseArguments(args, OPTIONS, COMMAND);
  const file = onlyFile(positionals, COMMAND, {
    verb: { zh: '检查', en: 'check' },
    usage: 'sizhi audit FILE',
  });
  const barriers = lists.barriers ?? [];
  for (const name of FOR_RULES) {
    if (values[name] === undefined || values.policy !== undefined) continue;
    throw refuse(
      `--${name} 只供政策规则使用，请同时给出 --policy`,
      `--${name} is for the rules of a policy; give --policy as well`,
    );
  }
  refuseSharedPaths(
    [
      ...[file, values.boundary, values.estates, values.facilities, values.units, values.policy],
      ...barriers,
    ],
    values.out,
  );
  return {
    file,
    boundary: values.boundary,
    estates: values.estates,
    facilities: values.facilities,
    barriers,
    units: values.units,
    policy: values.policy,
    only: parseOnly(values.only),
    idField: values['id-field'],
    nameField: values['name-field'],
    householdsField: values.households,
    settings: parseSettings(values),
    adjacency: switches.has('adjacency') || switches.has('queen'),
    queen: switches.has('queen'),
    format: choiceOption(values.format, 'format', COMMAND, REPORT_FORMATS) ?? 'text',
    out: values.out,
  };
}

/** Options that nothing but the rules of a policy looks at. */
const FOR_RULES = ['estates', 'facilities', 'barriers'] as const;

/** Standard input cannot be read twice, and a report must not replace what it was made from. */
function refuseSharedPaths(inputs: readonly (string | undefined)[], out: string | undefined): void {
  refuseSecondStdin(inputs, COMMAND);
  for (const input of inputs) {
    if (out === undefined || input === undefined || input === '-') continue;
    if (resolve(input) === resolve(out)) {
      throw refuse(
        '--out 会覆盖输入文件，请换一个文件名',
        '--out would overwrite an input file; choose another name',
      );
    }
  }
}

function parseOnly(text: string | undefined): OnlyFilter | undefined {
  if (text === undefined) return undefined;
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) {
    throw refuse(
      '--only 的写法是 属性=值，如 --only 街道=文昌街道',
      '--only takes PROPERTY=VALUE, such as --only town=Wenchang',
    );
  }
  return { property: text.slice(0, at), value: text.slice(at + 1) };
}

function parseSettings(
  values: ParsedArguments<typeof OPTIONS>['values'],
): AuditRequest['settings'] {
  const number = (
    name: 'tolerance' | 'sliver-width' | 'min-area',
    maximum: number,
    unit: Message,
  ): number | undefined => numberOption(values[name], name, COMMAND, { minimum: 0, maximum, unit });
  return {
    toleranceMetres: number('tolerance', 100, METRES) ?? toleranceMetres,
    minAreaSquareMetres: number('min-area', 1e9, SQUARE_METRES) ?? minAreaSquareMetres,
    sliverWidthMetres: number('sliver-width', 10_000, METRES) ?? sliverWidthMetres,
  };
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, COMMAND);
