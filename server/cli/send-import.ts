import { DomainError } from '#contract/domain-error.ts';
import type { ImportReport } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import { PROBLEMS, type ProblemCode } from '#contract/problem-catalogue.ts';
import { StartupError } from '../startup-error.ts';

/**
 * Hands an import to a running service.
 * @throws DomainError what the service refused it for; StartupError when it cannot be reached
 */
export async function sendImport(
  server: string,
  document: Record<string, unknown>,
  dryRun: boolean,
): Promise<ImportReport> {
  const response = await post(
    `${server}/imports?dryRun=${dryRun}`,
    JSON.stringify(document),
    server,
  );
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && isRecord(answer)) return answer as unknown as ImportReport;
  throw readRefusal(answer, response.status, server);
}

async function post(url: string, body: string, server: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  try {
    return await fetch(url, { method: 'POST', headers, body });
  } catch (error) {
    throw new StartupError(
      {
        zh: `无法连接 ${server}；请确认 sizhi serve 正在运行，网址无误。`,
        en: `Cannot reach ${server}; is sizhi serve running there?`,
      },
      { cause: error },
    );
  }
}

function readRefusal(answer: unknown, status: number, server: string): Error {
  const type = isRecord(answer) && typeof answer.type === 'string' ? answer.type : '';
  const code = type.replace(/^\/problems\//, '');
  if (!isRecord(answer) || !isProblemCode(code)) {
    return new StartupError({
      zh: `${server} 返回了 ${status}，它似乎不是 Sizhi 服务。`,
      en: `${server} answered ${status}; it does not look like a Sizhi service.`,
    });
  }
  const problems = Array.isArray(answer.errors) ? (answer.errors as InputProblem[]) : [];
  const { title } = PROBLEMS[code];
  return new DomainError(code, title, problems);
}

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
