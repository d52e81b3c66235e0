import type { SuggestReport } from './suggest-report.ts';

/** All that there is to know of suggestions, for programs. */
export function writeSuggestJson({
  result,
  kind,
  source,
  elapsedMilliseconds,
}: SuggestReport): string {
  return `${JSON.stringify({ kind, source, elapsedMilliseconds, ...result }, null, 2)}\n`;
}
