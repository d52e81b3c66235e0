import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { err, type Result } from '#engine/result.ts';
import { type PolicyProblem, parsePolicy } from '#engine/rules/parse-policy.ts';
import type { Policy } from '#engine/rules/types.ts';
import { printable } from '../formats/printable.ts';
import { openPolicies } from '../services/audit/open-policies.ts';
import { shippedPolicies } from '../services/audit/policy-store.ts';
import { type CommandContext, UsageError } from './command.ts';
import { readDocument } from './read-document.ts';
import { suggestWord } from './suggest-word.ts';
import type { Progress } from './terminal-progress.ts';

/**
 * The policy that `--policy` names: an installed one by its id, or a file (anything with a slash, a
 * backslash or a dot in it; ids have none). Installed are those that come with Sizhi and those of the directory
 * that SIZHI_POLICIES_DIR names.
 *
 * @returns null when the file is at fault; why has been said then
 * @throws UsageError for an id that is not installed
 * @throws StartupError when a file of that directory is faulty
 */
export async function readPolicy(
  chosen: string,
  command: string,
  context: CommandContext,
  progress: Progress,
): Promise<Policy | null> {
  if (/[/\\.]/.test(chosen)) return readDocument(chosen, context, progress, parseOwnPolicy);
  const directory = context.env.SIZHI_POLICIES_DIR?.trim();
  const policies = openPolicies({
    policiesDirectory: directory ? resolve(directory) : undefined,
  });
  if (policies.has(chosen)) return policies.get(chosen);
  const known = policies.ids;
  const guess = suggestWord(chosen, known);
  const shown = printable(chosen);
  throw new UsageError(
    {
      zh: `没有政策“${shown}”${guess === null ? '。' : `；是否要用 ${guess}？`}已有：${known.join('、')}；自己的政策请给出文件路径（如 ./我的政策.json）`,
      en: `no policy “${shown}”${guess === null ? '.' : `; did you mean ${guess}?`} Installed: ${known.join(', ')}; for one of your own give its path (such as ./policy.json)`,
    },
    command,
  );
}

/** A report names a policy by its id: a changed copy of one that comes with Sizhi needs another. */
function parseOwnPolicy(document: unknown): Result<Policy, PolicyProblem[]> {
  const parsed = parsePolicy(document);
  if (!parsed.ok || !shippedPolicies().has(parsed.value.id)) return parsed;
  const { id } = parsed.value;
  if (isDeepStrictEqual(parsed.value, shippedPolicies().get(id))) return parsed;
  const message = {
    zh: `“${id}”是随 Sizhi 提供的政策，此文件与其不同，请另取编号。`,
    en: `“${id}” is a policy that comes with Sizhi, and this file differs from it: choose another id.`,
  };
  return err([{ code: 'bad-value', pointer: '/id', message }]);
}
