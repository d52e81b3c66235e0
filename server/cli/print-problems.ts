import type { InputProblem } from '#contract/input-problem.ts';
import { printable } from '../formats/printable.ts';
import type { CommandContext } from './command.ts';

/**
 * Prints the problems of a file in the manner of a compiler, one or two lines each:
 *
 *     wards.geojson:12:7: not valid JSON: …
 *     wards.geojson: ward 14: the ring is not closed: …
 *         at /features/3/geometry/coordinates/0/8 (74.86, 26.58) [unclosed-ring]
 */
export function printProblems(
  context: Pick<CommandContext, 'stderr' | 'language'>,
  name: string,
  problems: readonly InputProblem[],
): void {
  for (const problem of problems)
    context.stderr.write(`${formatProblem(problem, name, context.language)}\n`);
}

function formatProblem(problem: InputProblem, name: string, language: 'zh' | 'en'): string {
  const zh = language === 'zh';
  const text = printable(problem.message[language]);
  if (problem.code === 'more-problems') return text;
  const position = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const who =
    problem.id === undefined
      ? ''
      : zh
        ? ` 要素 ${printable(problem.id)}：`
        : ` feature ${printable(problem.id)}:`;
  const head = `${name}${position}${zh ? '：' : ':'}${who}${zh ? '' : ' '}${text}`;
  const at = problem.location === undefined ? '' : ` (${problem.location.map(degrees).join(', ')})`;
  if (problem.pointer === '' && at === '') return `${head} [${problem.code}]`;
  return `${head}\n    ${zh ? '位置' : 'at'} ${printable(problem.pointer)}${at} [${problem.code}]`;
}

const degrees = (value: number): string => String(Number(value.toFixed(7)));
