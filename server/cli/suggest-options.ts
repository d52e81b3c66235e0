import type { Message } from '#engine/coverage/types.ts';
import { LEAVE_WIDER_THAN_METRES } from '#engine/propose/suggest/repair/suggest-repairs.ts';
import { describeOptions, type OptionSpecs } from './arguments.ts';

/** The forms in which `sizhi suggest` gives its result. */
export const SUGGEST_FORMATS = ['text', 'json', 'geojson'] as const;

/** Takes the limit of `--leave-wider-than` away. */
export const NO_LIMIT = 'none';

export const DEFAULT_POLICY = 'yuhang-2020';

/** The options of `sizhi suggest`. */
export const SUGGEST_OPTIONS = {
  communities: {
    value: 'FILE',
    help: {
      zh: '现有社区（replan 可不给：从头划分）',
      en: 'the communities as they are (replan goes without:\nground is divided afresh)',
    },
  },
  units: {
    value: 'FILE',
    help: {
      zh: '地块；不给则以道路、河流划分',
      en: 'units; without them they are cut along the barriers',
    },
  },
  barriers: {
    value: 'FILE',
    help: {
      zh: '道路、河流、铁路……：.osm.pbf、Overpass JSON 或\nGeoJSON；可重复给出',
      en: 'roads, rivers, railways, …: .osm.pbf, Overpass JSON or\nGeoJSON; may be given several times',
    },
  },
  estates: {
    value: 'FILE',
    help: { zh: '楼盘、农居点：不被切开', en: 'estates: they are not cut' },
  },
  facilities: {
    value: 'FILE',
    help: { zh: '设施：服务中心等', en: 'facilities: service centres and others' },
  },
  boundary: { value: 'FILE', help: { zh: '辖区边界', en: 'outline of the jurisdiction' } },
  buildings: {
    value: 'FILE',
    help: {
      zh: '建筑，用于估算户数：GeoJSON 或 OSM 文件',
      en: 'buildings, to estimate households from: GeoJSON, or a\nfile of OpenStreetMap',
    },
  },
  residential: {
    value: 'FILE',
    help: {
      zh: '住宅用地：其中未注明用途的建筑算作住宅（OSM 文件\n自带）',
      en: 'residential land, where buildings of no stated kind are\nhomes (a file of OpenStreetMap has it)',
    },
  },
  levels: {
    value: 'N',
    help: {
      zh: '层数不明的建筑按几层计（默认 6）',
      en: 'storeys of a building whose storeys are not known\n(default 6)',
    },
  },
  households: {
    value: 'F',
    help: {
      zh: '所给地块（或社区）中取作常住户数的属性（默认\nhouseholds）',
      en: 'property of the units supplied, or of the communities,\nto take households from (default households)',
    },
  },
  'total-households': {
    value: 'N',
    help: {
      zh: '所划地块的常住户数合计',
      en: 'resident households of the units that are cut, together',
    },
  },
  'id-field': {
    value: 'F',
    help: {
      zh: '取作所给地块（或社区）编号的属性',
      en: 'property of the units supplied, or of the communities,\nto take ids from',
    },
  },
  'community-field': {
    value: 'F',
    help: {
      zh: '所给地块中取作所属社区的属性（默认 community）',
      en: 'property of the units supplied to take their community\nfrom (default community)',
    },
  },
  classes: {
    value: 'LIST',
    help: {
      zh: '参与划分地块的类别，逗号分隔（默认除 path 外全部；\n有街坊单独超过户数上限的社区，path 也参与），见 sizhi\nunits --help',
      en: 'classes of barriers that cut units, comma-separated\n(default: all but path, and paths where one block alone\nhas too many households); see sizhi units --help',
    },
  },
  target: {
    value: 'ID',
    help: {
      zh: '要处理的社区（编号或名称），可重复给出；默认由政策选出',
      en: 'community to work on, by id or name; may be given\nseveral times (default: those that the policy names)',
    },
  },
  policy: {
    value: 'ID',
    help: {
      zh: `政策的编号或文件（默认 ${DEFAULT_POLICY}）`,
      en: `policy, by id or file (default ${DEFAULT_POLICY})`,
    },
  },
  band: {
    value: 'A,B',
    help: {
      zh: '每个社区的户数范围，代替政策的规定，如 1500,3000',
      en: "households of a community, in place of the policy's\nrules, as 1500,3000",
    },
  },
  parts: {
    value: 'K',
    help: {
      zh: '拆成几个（split），或划成几个（replan）',
      en: 'into how many (split), or how many in all (replan)',
    },
  },
  'leave-wider-than': {
    value: 'M',
    help: {
      zh: `repair：宽于 M 米的空白和重叠留给人工；${NO_LIMIT} 表示不限\n（默认 ${LEAVE_WIDER_THAN_METRES}）`,
      en: `repair: leave gaps and overlaps wider than M metres to\npeople; “${NO_LIMIT}” for no limit (default ${LEAVE_WIDER_THAN_METRES})`,
    },
  },
  alternatives: {
    value: 'N',
    help: {
      zh: '最多给出几个不同的方案（默认 3；repair 按每处计）',
      en: 'suggestions at most, each different (default 3; of a\nrepair: for each gap and overlap)',
    },
  },
  seed: { value: 'N', help: { zh: '随机种子（默认 1）', en: 'random seed (default 1)' } },
  moves: {
    value: 'N',
    help: {
      zh: '每次搜索的步数（默认随地块数而定）：相同则结果相同',
      en: 'steps of each search (default by the number of units):\nthe same number gives the same result',
    },
  },
  'time-limit': {
    value: 'S',
    help: {
      zh: '搜索至多 S 秒；中止的搜索不保证可重现',
      en: 'search for S seconds at most; a search that is cut\nshort need not come out the same again',
    },
  },
  format: {
    value: 'NAME',
    help: {
      zh: `${SUGGEST_FORMATS.join('、')}（默认 text）`,
      en: `${SUGGEST_FORMATS.join(', ')} (default text)`,
    },
  },
  out: { value: 'FILE', help: { zh: '写入文件', en: 'write to a file' } },
  'boundary-out': {
    value: 'FILE',
    help: {
      zh: '另写出辖区边界，并在第一个方案的新边界相接处补上折点',
      en: 'also write the outline of the jurisdiction, with a\nvertex where a new border of the first suggestion ends',
    },
  },
  after: {
    value: 'FILE',
    help: {
      zh: '另写出按第一个方案调整后的全部社区（GeoJSON）',
      en: 'also write all communities as the first suggestion\nwould have them, as GeoJSON',
    },
  },
} as const satisfies OptionSpecs;

export const SUGGEST_USAGE: Message = {
  zh: `用法：sizhi suggest merge|split|transfer|repair|replan --communities FILE [选项]

提出调整方案：合并、拆分、两社区间划转、修复空白和重叠、整个辖区重新划分。新边界尽量沿道路、河流、铁路，
楼盘保持完整；违反强制性规则的方案不会给出。repair 先给出整体修复，再逐处比较。
“-” 表示标准输入。方案写到标准输出，消息写到标准错误。

${describeOptions(SUGGEST_OPTIONS, 'zh')}

退出码：0 有方案；1 没有可行方案；2 用法或输入有误。

例：sizhi suggest split --communities communities.geojson --units units.geojson \\
      --barriers barriers.geojson --target 990101001003`,
  en: `Usage: sizhi suggest merge|split|transfer|repair|replan --communities FILE [OPTIONS]

Suggests adjustments: merges, splits, transfers between two communities, repairs of gaps and
overlaps (of the whole first, then of each), a replan of the whole jurisdiction. New borders follow
roads, rivers and railways, estates stay whole, and nothing is suggested that breaks a rule of
severity error. “-” is standard input. Suggestions go to standard output, messages to standard
error.

${describeOptions(SUGGEST_OPTIONS, 'en')}

Exit codes: 0 there are suggestions, 1 none is feasible, 2 bad usage or input.

Example: sizhi suggest split --communities communities.geojson --units units.geojson \\
           --barriers barriers.geojson --target 990101001003`,
};
