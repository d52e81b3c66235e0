import { resolve } from 'node:path';
import { DEFAULT_REPAIR_SETTINGS, type RepairSettings } from '#engine/coverage/repair/settings.ts';
import { REPAIR_STRATEGIES } from '#engine/coverage/repair/types.ts';
import type { Message } from '#engine/coverage/types.ts';
import {
  choiceOption,
  describeOptions,
  numberOption,
  type OptionSpecs,
  parseArguments,
} from './arguments.ts';
import { UsageError } from './command.ts';
import { FIELD_OPTIONS, METRES, onlyFile, refuseSecondStdin } from './file-arguments.ts';

/** What one call of `sizhi repair` asks for. */
export interface RepairRequest {
  file: string;
  boundary: string | undefined;
  idField: string | undefined;
  nameField: string | undefined;
  settings: RepairSettings;
  out: string;
  boundaryOut: string | undefined;
  report: string | undefined;
  /** Nothing on standard output. */
  isQuiet: boolean;
}

const COMMAND = 'repair';
const { gaps, overlaps, leaveWiderThanMetres, toleranceMetres } = DEFAULT_REPAIR_SETTINGS;
const NO_LIMIT = 'none';

const OPTIONS = {
  out: {
    value: 'FILE',
    help: { zh: '写入修复后的 GeoJSON（必填）', en: 'write the repaired GeoJSON here (required)' },
  },
  boundary: {
    value: 'FILE',
    help: {
      zh: '辖区边界；有了它才能填补沿边界的空白',
      en: 'outline of the jurisdiction; needed to fill gaps along it',
    },
  },
  gaps: {
    value: 'S',
    help: {
      zh: `空白归谁：${REPAIR_STRATEGIES.join('、')}（默认 ${gaps}）`,
      en: `who gets a gap: ${REPAIR_STRATEGIES.slice(0, 3).join(', ')},\n${REPAIR_STRATEGIES.slice(3).join(' (along the middle) or ')} (default ${gaps})`,
    },
  },
  overlaps: {
    value: 'S',
    help: {
      zh: `重叠归谁：同上（默认 ${overlaps}）`,
      en: `who keeps an overlap: the same words (default\n${overlaps})`,
    },
  },
  'leave-wider-than': {
    value: 'M',
    help: {
      zh: `宽于 M 米的空白和重叠保留并列出；${NO_LIMIT} 表示不限（默认 ${leaveWiderThanMetres}）`,
      en: `leave gaps and overlaps wider than M metres, and list\nthem; “${NO_LIMIT}” for no limit (default ${leaveWiderThanMetres})`,
    },
  },
  tolerance: {
    value: 'M',
    help: {
      zh: `界线相距不到 M 米并为一条（默认 ${toleranceMetres}）`,
      en: `borders closer than M metres become one (default ${toleranceMetres})`,
    },
  },
  clip: {
    help: { zh: '裁去超出辖区的部分', en: 'cut off what reaches beyond the boundary' },
  },
  'drop-duplicates': {
    help: {
      zh: '删除与另一社区图形相同的社区（保留编号在前的一个）',
      en: 'drop communities with the same area as another; the one\nwhose id comes first stays',
    },
  },
  ...FIELD_OPTIONS,
  'boundary-out': {
    value: 'FILE',
    help: {
      zh: '写出辖区边界，补上社区界线与它相接处的折点',
      en: 'write the boundary, with a vertex wherever a border\nends on it',
    },
  },
  report: {
    value: 'FILE',
    help: {
      zh: '把全部改动和保留的问题写成 JSON',
      en: 'write all changes and what was left as JSON',
    },
  },
  quiet: {
    help: {
      zh: '只写文件，不列出改动；大批处理时更快',
      en: 'write the files and list nothing: quicker, for scripts',
    },
  },
} as const satisfies OptionSpecs;

export const REPAIR_USAGE: Message = {
  zh: `用法：sizhi repair FILE --out FILE [选项]

修复 GeoJSON 文件中的社区边界：把重叠划归一方，把空白划入相邻社区，使两侧共用同一条界线。
只改动必须改动之处；属性、编号和要素顺序不变。每处改动都会列出，并给出修复前后的检查结果。
“-” 表示标准输入。

${describeOptions(OPTIONS, 'zh')}

退出码：0 修复后没有问题；1 仍有保留的问题；2 用法或输入有误。

例：sizhi repair communities.geojson --boundary town.geojson --out repaired.geojson
    sizhi repair wards.geojson --gaps divide --leave-wider-than none --out repaired.geojson`,
  en: `Usage: sizhi repair FILE --out FILE [OPTIONS]

Repairs the borders of the communities in a GeoJSON file: overlaps go to one side, gaps to
a neighbour, and both sides of a border share one line. Nothing changes that need not;
properties, ids and the order of the features stay. Every change is listed, with the audit
before and after. “-” is standard input.

${describeOptions(OPTIONS, 'en')}

Exit codes: 0 the result is clean, 1 faults were left, 2 bad usage or input.

Examples: sizhi repair communities.geojson --boundary town.geojson --out repaired.geojson
          sizhi repair wards.geojson --gaps divide --leave-wider-than none --out repaired.geojson`,
};

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parseRepairRequest(args: readonly string[]): RepairRequest {
  const { values, switches, positionals } = parseArguments(args, OPTIONS, COMMAND);
  const file = onlyFile(positionals, COMMAND, {
    verb: { zh: '修复', en: 'repair' },
    usage: 'sizhi repair FILE --out FILE',
  });
  const { out, boundary, report, 'boundary-out': boundaryOut } = values;
  if (out === undefined) {
    throw refuse(
      '请用 --out FILE 给出修复结果的文件名',
      'say where the repaired file goes: --out FILE',
    );
  }
  for (const [needed, option] of [
    [boundaryOut !== undefined, '--boundary-out'],
    [switches.has('clip'), '--clip'],
  ] as const) {
    if (needed && boundary === undefined) {
      throw refuse(
        `${option} 需要辖区边界，请同时给出 --boundary`,
        `${option} is about the boundary; give --boundary as well`,
      );
    }
  }
  refuseSharedPaths([file, boundary], [out, boundaryOut, report]);
  return {
    file,
    boundary,
    idField: values['id-field'],
    nameField: values['name-field'],
    settings: {
      gaps: choiceOption(values.gaps, 'gaps', COMMAND, REPAIR_STRATEGIES) ?? gaps,
      overlaps: choiceOption(values.overlaps, 'overlaps', COMMAND, REPAIR_STRATEGIES) ?? overlaps,
      leaveWiderThanMetres: widthLimit(values['leave-wider-than']),
      toleranceMetres:
        numberOption(values.tolerance, 'tolerance', COMMAND, {
          minimum: 0,
          maximum: 100,
          unit: METRES,
        }) ?? toleranceMetres,
      clip: switches.has('clip'),
      duplicates: switches.has('drop-duplicates') ? 'drop' : 'leave',
    },
    out,
    boundaryOut,
    report,
    isQuiet: switches.has('quiet'),
  };
}

function widthLimit(text: string | undefined): number {
  if (text?.toLowerCase() === NO_LIMIT) return Number.POSITIVE_INFINITY;
  const range = { minimum: 0, maximum: 1e7, unit: METRES };
  return numberOption(text, 'leave-wider-than', COMMAND, range) ?? leaveWiderThanMetres;
}

/** Standard input cannot be read twice; no file is written that is read or written as well. */
function refuseSharedPaths(
  inputs: readonly (string | undefined)[],
  outputs: readonly (string | undefined)[],
): void {
  refuseSecondStdin(inputs, COMMAND);
  const taken = new Set(
    inputs.flatMap((input) => (input === undefined || input === '-' ? [] : [resolve(input)])),
  );
  for (const output of outputs) {
    if (output === undefined) continue;
    if (taken.has(resolve(output))) {
      throw refuse(
        '输出文件会覆盖输入或另一个输出，请换一个文件名',
        'an output would overwrite an input or another output; choose another name',
      );
    }
    taken.add(resolve(output));
  }
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, COMMAND);
