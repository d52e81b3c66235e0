import { PREPARE_DEFAULTS } from '#engine/barriers/prepare/options.ts';
import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import type { Message } from '#engine/coverage/types.ts';
import { DEFAULT_UNIT_SETTINGS } from '#engine/units/unit-options.ts';
import { describeOptions, type OptionSpecs } from './arguments.ts';

/** The forms in which `sizhi units` gives its result. */
export const UNITS_FORMATS = ['text', 'json', 'geojson'] as const;

export const CLASS_LIST = BARRIER_CLASSES.join(', ');

/** The options of `sizhi units`. */
export const UNITS_OPTIONS = {
  boundary: {
    value: 'FILE',
    help: { zh: '辖区边界', en: 'outline of the jurisdiction' },
  },
  communities: {
    value: 'FILE',
    help: {
      zh: '现有社区：地块不跨社区界线',
      en: 'the communities as they are: no unit lies in two',
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
      zh: '居住用地：其中未注明用途的建筑按住宅计（OSM 文件自带）',
      en: 'residential land, where buildings of no stated kind are\nhomes (a file of OpenStreetMap has it)',
    },
  },
  units: {
    value: 'FILE',
    help: {
      zh: '用户提供的地块：不再划分，只核对其界线沿何道路、河流',
      en: 'units of your own: nothing is cut, their borders are\nmatched to the barriers',
    },
  },
  classes: {
    value: 'LIST',
    help: {
      zh: `参与划分的类别，逗号分隔（默认除 path 外全部）：\n${CLASS_LIST.replace(', river', ',\nriver')}`,
      en: `classes that cut, comma-separated (default: all but\npath): ${CLASS_LIST.replace(', river', ',\nriver')}`,
    },
  },
  'min-area': {
    value: 'M2',
    help: {
      zh: `小于 M2 平方米的碎块并入相邻地块（默认 ${DEFAULT_UNIT_SETTINGS.minAreaSquareMetres}）`,
      en: `crumbs below M2 square metres join a neighbour (default\n${DEFAULT_UNIT_SETTINGS.minAreaSquareMetres})`,
    },
  },
  'min-width': {
    value: 'M',
    help: {
      zh: `窄于 M 米的碎块并入相邻地块（默认 ${DEFAULT_UNIT_SETTINGS.minWidthMetres}）`,
      en: `so do those narrower than M metres (default ${DEFAULT_UNIT_SETTINGS.minWidthMetres})`,
    },
  },
  close: {
    value: 'M',
    help: {
      zh: `断头前方 M 米内有线则接上（默认 ${PREPARE_DEFAULTS.closeWithinMetres}）`,
      en: `dangling ends reach a line up to M metres ahead (default\n${PREPARE_DEFAULTS.closeWithinMetres})`,
    },
  },
  merge: {
    value: 'M',
    help: {
      zh: `相距不超过 M 米的同名并行车道合为中线（默认 ${PREPARE_DEFAULTS.mergeCarriagewaysWithinMetres}；0 不合）`,
      en: `carriageways of one name up to M metres apart become one\nline (default ${PREPARE_DEFAULTS.mergeCarriagewaysWithinMetres}; 0: none)`,
    },
  },
  tolerance: {
    value: 'M',
    help: {
      zh: `界线距道路、河流不超过 M 米即为沿其走（默认 ${DEFAULT_UNIT_SETTINGS.toleranceMetres}）`,
      en: `borders within M metres of a barrier follow it (default\n${DEFAULT_UNIT_SETTINGS.toleranceMetres})`,
    },
  },
  'border-tolerance': {
    value: 'M',
    help: {
      zh: '所给地块相距不超过 M 米的界线视为共用（默认 0.1）',
      en: 'borders of the units supplied that run within M metres\nof one another are shared (default 0.1)',
    },
  },
  households: {
    value: 'F',
    help: {
      zh: '社区（或所给地块）中取作常住户数的属性（默认\nhouseholds）',
      en: 'property of the communities, or of the units supplied,\nto take households from (default households)',
    },
  },
  population: {
    value: 'F',
    help: {
      zh: '其中取作常住人口的属性（默认 population）',
      en: 'property of theirs to take residents from (default\npopulation)',
    },
  },
  'total-households': {
    value: 'N',
    help: { zh: '全部地块的常住户数合计', en: 'resident households of all units together' },
  },
  levels: {
    value: 'N',
    help: {
      zh: '未注明层数的建筑按 N 层计（默认 6）',
      en: 'storeys of a building whose storeys are not known\n(default 6)',
    },
  },
  'id-field': {
    value: 'F',
    help: {
      zh: '取作社区（或所给地块）编号的属性',
      en: 'property of the communities, or of the units supplied,\nto take ids from',
    },
  },
  'community-field': {
    value: 'F',
    help: {
      zh: '所给地块中取作所属社区的属性（默认 community）',
      en: 'property of the units supplied to take their community\nfrom (default community)',
    },
  },
  'osm-tags': {
    value: 'FILE',
    help: {
      zh: '自己的 OpenStreetMap 标签表（默认 data/osm-tags.json）',
      en: 'a tag table of your own for OpenStreetMap (default:\ndata/osm-tags.json)',
    },
  },
  format: {
    value: 'NAME',
    help: {
      zh: `${UNITS_FORMATS.join('、')}（默认 text；有 --out 时为 geojson）`,
      en: `${UNITS_FORMATS.join(', ')} (default text, with --out geojson)`,
    },
  },
  out: {
    value: 'FILE',
    help: {
      zh: '把地块写入文件；报告仍写到标准输出',
      en: 'write the units to a file; the report still goes to\nstandard output',
    },
  },
  graph: {
    value: 'FILE',
    help: {
      zh: '写出地块的邻接图（供 partition 等程序使用）',
      en: 'write the graph of neighbours, for partitioners',
    },
  },
  'boundary-out': {
    value: 'FILE',
    help: {
      zh: '写出辖区边界，并在地块界线相接处补上折点',
      en: 'write the outline with a vertex wherever a border of\nunits meets it',
    },
  },
} as const satisfies OptionSpecs;

export const UNITS_USAGE: Message = {
  zh: `用法：sizhi units --boundary FILE --barriers FILE… [选项]

以道路、河流、铁路等把辖区划成地块（街坊），地块恰好铺满辖区；或以 --units 核对所给地块。
文件为经纬度（WGS 84 或 CGCS2000）；“-” 表示标准输入。报告写到标准输出，消息写到标准错误。

${describeOptions(UNITS_OPTIONS, 'zh')}

退出码：0 完成；2 用法或输入有误。

例：sizhi units --boundary town.geojson --barriers town.osm.pbf --out units.geojson`,
  en: `Usage: sizhi units --boundary FILE --barriers FILE… [OPTIONS]

Cuts a jurisdiction into units, the blocks between its roads, rivers and railways, which tile it
exactly; or matches units of your own to the barriers (--units). Files are in longitude and latitude
(WGS 84 or CGCS2000); “-” is standard input. The report goes to standard output, messages to standard
error.

${describeOptions(UNITS_OPTIONS, 'en')}

Exit codes: 0 done, 2 bad usage or input.

Example: sizhi units --boundary town.geojson --barriers town.osm.pbf --out units.geojson`,
};
