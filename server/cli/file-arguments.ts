import { resolve } from 'node:path';
import type { Message } from '#engine/coverage/types.ts';
import type { OptionSpecs } from './arguments.ts';
import { UsageError } from './command.ts';

/** What the commands that read a file of communities have in common. */

export const METRES: Message = { zh: '米', en: 'metres' };

/** Which properties are the ids and names. */
export const FIELD_OPTIONS = {
  'id-field': {
    value: 'F',
    help: {
      zh: '取作编号的属性（默认自动选择并告知）',
      en: 'property to take ids from (default: chosen, and told)',
    },
  },
  'name-field': {
    value: 'F',
    help: { zh: '取作名称的属性', en: 'property to take names from' },
  },
} as const satisfies OptionSpecs;

/**
 * The one file that a command is about.
 * @param task how the command's work is called, and how it is to be called
 * @throws UsageError when there is none, or more than one
 */
export function onlyFile(
  [file, ...more]: readonly string[],
  command: string,
  task: { verb: Message; usage: string },
): string {
  const { verb, usage } = task;
  if (file === undefined || file === '') {
    throw new UsageError(
      { zh: `请给出要${verb.zh}的文件：${usage}`, en: `name the file to ${verb.en}: ${usage}` },
      command,
    );
  }
  if (more.length === 0) return file;
  const count = more.length + 1;
  throw new UsageError(
    {
      zh: `一次${verb.zh}一个文件，却给出了 ${count} 个（辖区边界请用 --boundary）`,
      en: `one file at a time, ${count} were given (a boundary goes with --boundary)`,
    },
    command,
  );
}

/** @throws UsageError when standard input is to be read more than once */
export function refuseSecondStdin(inputs: readonly (string | undefined)[], command: string): void {
  if (inputs.filter((input) => input === '-').length < 2) return;
  throw new UsageError(
    { zh: '标准输入（-）只能读一次', en: 'standard input (-) can be read only once' },
    command,
  );
}

/** @throws UsageError when the result would replace a file that it is made from */
export function refuseOverwrite(
  inputs: readonly (string | undefined)[],
  out: string | undefined,
  command: string,
): void {
  for (const input of inputs) {
    if (out === undefined || input === undefined || input === '-') continue;
    if (resolve(input) !== resolve(out)) continue;
    throw new UsageError(
      {
        zh: '--out 会覆盖输入文件，请换一个文件名',
        en: '--out would overwrite an input file; choose another name',
      },
      command,
    );
  }
}
