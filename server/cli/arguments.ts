import { parseArgs } from 'node:util';
import type { Message } from '#engine/coverage/types.ts';
import { printable } from '../formats/printable.ts';
import { type Language, UsageError } from './command.ts';
import { suggestWord } from './suggest-word.ts';

/** One option of a command. `value` is the placeholder in the help; without it the option is a switch. */
export interface OptionSpec {
  value?: string;
  help: Message;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface ParsedArguments<S extends OptionSpecs> {
  /** Texts of options with a value. */
  values: { [K in keyof S]?: string };
  /** The same with every text of an option that was given several times, in order. */
  lists: { [K in keyof S]?: string[] };
  /** Switches that were given. */
  switches: Set<keyof S & string>;
  positionals: string[];
}

/**
 * Reads `--name value`, `--name=value`, switches and positionals; `--` ends the options, `-` alone is a
 * positional. The last of a repeated option counts, unless the command reads `lists`.
 *
 * @throws UsageError for an unknown option, a missing value, or a value given to a switch
 */
export function parseArguments<S extends OptionSpecs>(
  args: readonly string[],
  specs: S,
  command: string,
): ParsedArguments<S> {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { type: spec.value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const parsed: ParsedArguments<S> = {
    values: {},
    lists: {},
    switches: new Set(),
    positionals: [],
  };
  for (const token of tokens) {
    if (token.kind === 'positional') parsed.positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (spec === undefined)
      throw unknownOption(token.rawName, token.name, Object.keys(specs), command);
    const name = token.name as keyof S & string;
    if (spec.value === undefined) {
      if (token.value !== undefined) {
        throw new UsageError(
          { zh: `选项 --${name} 不带值`, en: `option --${name} takes no value` },
          command,
        );
      }
      parsed.switches.add(name);
    } else {
      if (
        token.value === undefined ||
        token.value === '' ||
        (!token.inlineValue && looksLikeOption(token.value))
      ) {
        throw new UsageError(
          {
            zh: `选项 --${name} 需要一个值：--${name} ${spec.value}`,
            en: `option --${name} needs a value: --${name} ${spec.value}`,
          },
          command,
        );
      }
      parsed.values[name] = token.value;
      parsed.lists[name] ??= [];
      parsed.lists[name].push(token.value);
    }
  }
  return parsed;
}

/** `--min-area --out x` forgot a value; `--tolerance -1` is a number and gets its own message. */
const looksLikeOption = (value: string): boolean => /^--?[a-z]/i.test(value);

function unknownOption(
  raw: string,
  name: string,
  known: readonly string[],
  command: string,
): UsageError {
  const guess = suggestWord(name, known);
  const shown = printable(raw);
  return new UsageError(
    {
      zh: `没有选项 ${shown}${guess === null ? '' : `；是否要用 --${guess}？`}`,
      en: `unknown option ${shown}${guess === null ? '' : `; did you mean --${guess}?`}`,
    },
    command,
  );
}

/**
 * A number that an option must have; undefined when the option was not given.
 *
 * @throws UsageError for anything but a finite number in the range
 */
export function numberOption(
  text: string | undefined,
  name: string,
  command: string,
  range: { minimum: number; maximum: number; unit: Message },
): number | undefined {
  if (text === undefined) return undefined;
  // Number('') and Number('0x10') would pass; a length is written in decimals.
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= range.minimum && value <= range.maximum) return value;
  throw new UsageError(
    {
      zh: `--${name} 应为 ${range.minimum} 到 ${range.maximum} 之间的数（${range.unit.zh}），而不是 “${printable(text)}”`,
      en: `--${name} must be a number from ${range.minimum} to ${range.maximum} (${range.unit.en}), not “${printable(text)}”`,
    },
    command,
  );
}

/**
 * One of several words; undefined when the option was not given.
 *
 * @throws UsageError for any other word
 */
export function choiceOption<T extends string>(
  text: string | undefined,
  name: string,
  command: string,
  choices: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text.toLowerCase());
  if (found !== undefined) return found;
  const guess = suggestWord(text, choices);
  throw new UsageError(
    {
      zh: `--${name} 可取 ${choices.join('、')}，不能是 “${printable(text)}”${guess === null ? '' : `；是否要用 ${guess}？`}`,
      en: `--${name} must be one of ${choices.join(', ')}, not “${printable(text)}”${guess === null ? '' : `; did you mean ${guess}?`}`,
    },
    command,
  );
}

/** The options as a help page lists them, one or more lines each, at most 80 columns of Latin text. */
export function describeOptions(specs: OptionSpecs, language: Language): string {
  const rows = Object.entries(specs).map(([name, spec]) => ({
    left: `  --${name}${spec.value === undefined ? '' : ` ${spec.value}`}`,
    help: spec.help[language],
  }));
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  return rows
    .map(({ left, help }) => left.padEnd(width) + help.replaceAll('\n', `\n${' '.repeat(width)}`))
    .join('\n');
}
