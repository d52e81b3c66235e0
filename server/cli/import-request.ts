import { MATERIAL_KINDS, type MaterialKind } from '#contract/imports.ts';
import type { Message } from '#engine/coverage/types.ts';
import { choiceOption, describeOptions, type OptionSpecs, parseArguments } from './arguments.ts';
import { UsageError } from './command.ts';

/** The members of an import that come from files. */
export type ImportMember = 'communities' | 'jurisdiction' | MaterialKind;
export const IMPORT_MEMBERS: readonly ImportMember[] = [
  'communities',
  'jurisdiction',
  ...MATERIAL_KINDS,
];

/** What one call of `sizhi import` asks for. */
export interface ImportCall {
  files: Partial<Record<ImportMember, string>>;
  /** Further members of the import, as given. */
  members: Record<string, unknown>;
  dryRun: boolean;
  format: 'text' | 'json';
  /** Address of a running service to send the import to. */
  server: string | undefined;
}

const file = (zh: string, en: string) => ({ value: 'FILE', help: { zh, en } });

const OPTIONS = {
  communities: file(
    '社区（必需）：辖区的全部社区',
    'communities (required): all of the jurisdiction',
  ),
  jurisdiction: file('辖区边界', 'outline of the jurisdiction'),
  units: file('地块', 'units'),
  barriers: file(
    '道路、河流、山脉（GeoJSON、.osm.pbf 或 Overpass JSON）',
    'roads, rivers, ridges: GeoJSON, .osm.pbf or Overpass JSON',
  ),
  estates: file('楼盘、农居点', 'estates'),
  facilities: file('社区用房', 'service centres and other premises'),
  code: {
    value: 'CODE',
    help: { zh: '辖区编码（默认取自辖区边界）', en: 'code of the jurisdiction (default: its own)' },
  },
  name: {
    value: 'NAME',
    help: { zh: '辖区名称（默认取自辖区边界）', en: 'name of the jurisdiction (default: its own)' },
  },
  policy: {
    value: 'ID',
    help: { zh: '辖区的默认政策', en: 'default policy of the jurisdiction' },
  },
  effective: {
    value: 'DATE',
    help: { zh: '自哪一天起生效（默认今天）', en: 'in force from this day (default today)' },
  },
  'id-field': {
    value: 'FIELD',
    help: { zh: '取作社区编码的属性', en: 'property to take the communities’ codes from' },
  },
  'name-field': {
    value: 'FIELD',
    help: { zh: '取作社区名称的属性', en: 'property to take their names from' },
  },
  'dry-run': {
    help: { zh: '只预览，不写入', en: 'show what would change, and write nothing' },
  },
  server: {
    value: 'URL',
    help: {
      zh: '交给正在运行的服务，例如 http://127.0.0.1:3000',
      en: 'send it to a running service, such as http://127.0.0.1:3000',
    },
  },
  format: {
    value: 'NAME',
    help: { zh: '报告格式：text 或 json（默认 text）', en: 'text or json (default text)' },
  },
} as const satisfies OptionSpecs;

export const IMPORT_USAGE: Message = {
  zh: `用法：sizhi import --communities FILE [选项]

把 GeoJSON 文件中的社区（及辖区、地块等）导入登记库，全部成功或全部不写。再次导入同一辖区时，未变的
社区保留，变化的形成新版本，缺少的终止。重叠和空白不妨碍导入，无效图形会被拒绝并指明位置。
数据库由 DATABASE_URL 或 SIZHI_DATA_DIR 指定。

${describeOptions(OPTIONS, 'zh')}

退出码：0 完成；2 用法、输入有误或数据库不可用。

例：sizhi import --communities communities.geojson --jurisdiction town.geojson --dry-run`,
  en: `Usage: sizhi import --communities FILE [OPTIONS]

Imports the communities of a GeoJSON file, with their jurisdiction and material, into the register:
all or nothing. When the jurisdiction is known, communities that stay the same are kept, changed ones
get a new version, missing ones end. Overlaps and gaps do not block an import; invalid shapes are
refused with their places. DATABASE_URL or SIZHI_DATA_DIR names the database.

${describeOptions(OPTIONS, 'en')}

Exit codes: 0 done, 2 bad usage or input, or no database.

Example: sizhi import --communities communities.geojson --jurisdiction town.geojson --dry-run`,
};

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parseImportCall(args: readonly string[]): ImportCall {
  const { values, switches, positionals } = parseArguments(args, OPTIONS, 'import');
  if (values.communities === undefined) {
    throw refuse(
      '请给出社区文件：--communities FILE',
      'name the file of communities: --communities FILE',
    );
  }
  if (positionals.length > 0) {
    throw refuse(
      '文件须写在选项之后，例如 --communities FILE',
      'files go with options, such as --communities FILE',
    );
  }
  const files: ImportCall['files'] = {};
  for (const member of IMPORT_MEMBERS) {
    const path = values[member];
    if (path !== undefined) files[member] = path;
  }
  if (Object.values(files).filter((path) => path === '-').length > 1) {
    throw refuse('标准输入（-）只能读一次', 'standard input (-) can be read only once');
  }
  const fields = {
    ...(values['id-field'] === undefined ? {} : { id: values['id-field'] }),
    ...(values['name-field'] === undefined ? {} : { name: values['name-field'] }),
  };
  const { code, name, policy, effective } = values;
  const members = Object.entries({ code, name, policy, effective }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    files,
    members: {
      ...Object.fromEntries(members),
      ...(Object.keys(fields).length === 0 ? {} : { fields }),
    },
    dryRun: switches.has('dry-run'),
    format: choiceOption(values.format, 'format', 'import', ['text', 'json'] as const) ?? 'text',
    server: readServer(values.server),
  };
}

function readServer(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return text.replace(/\/+$/, '');
  throw refuse(
    '--server 应为网址，例如 http://127.0.0.1:3000',
    '--server must be an address such as http://127.0.0.1:3000',
  );
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, 'import');
