import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '#contract/domain-error.ts';
import type { Policy } from '#engine/rules/evaluate-policy.ts';
import { parsePolicy } from '#engine/rules/parse-policy.ts';
import { packageRoot } from '../package-root.ts';

const DIRECTORY = join('data', 'policies');

/** Ids of the installed policies, sorted. */
export function policyIds(): string[] {
  const names = readdirSync(join(packageRoot(), DIRECTORY));
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/**
 * Makes sure that a policy is installed.
 * @throws DomainError `unknown-policy`
 */
export function assertPolicy(id: string): void {
  const known = policyIds();
  if (!known.includes(id)) throw unknownPolicy(known);
}

/**
 * Reads an installed policy.
 * @param id compared with the names of the files before it becomes a path
 * @throws DomainError `unknown-policy`
 */
export function loadPolicy(id: string): Policy {
  assertPolicy(id);
  const file = join(packageRoot(), DIRECTORY, `${id}.json`);
  const parsed = parsePolicy(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.error;
  throw new Error(`the policy ${file} is faulty at ${problem?.pointer}: ${problem?.message.en}`);
}

function unknownPolicy(known: readonly string[]): DomainError {
  const list = known.join(', ');
  const message = { zh: `已安装的规则集：${list}`, en: `installed policies: ${list}` };
  return new DomainError(
    'unknown-policy',
    { zh: '没有该规则集。', en: 'There is no policy of that id.' },
    [{ code: 'unknown-policy', pointer: '/policy', message }],
  );
}
