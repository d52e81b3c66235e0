import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import { parseOperation } from '#engine/plan/apply-operation.ts';
import type { Operation } from '#engine/plan/types.ts';
import { parseBody, refuseShape } from '../../read-body.ts';

/** Operations that one request may hold. */
export const MOST_OPERATIONS = 500;

/**
 * Reads the body of `POST /plans/{id}/operations`: one operation, a list of them, or `{ "operations": [ … ] }`.
 * @throws DomainError `not-json` or `invalid-body` with every fault and its place
 */
export function readOperations(body: Uint8Array): Operation[] {
  const document = parseBody(body);
  const [list, base] = listOf(document);
  if (list.length === 0 || list.length > MOST_OPERATIONS) {
    throw refuseShape([
      {
        code: 'invalid-value',
        pointer: base,
        message: {
          zh: `须有 1 至 ${MOST_OPERATIONS} 个操作`,
          en: `must hold 1 to ${MOST_OPERATIONS} operations`,
        },
      },
    ]);
  }
  const problems: InputProblem[] = [];
  const operations = list.flatMap((value, index): Operation[] => {
    const parsed = parseOperation(value);
    if (parsed.ok) return [parsed.value];
    const at = list.length === 1 && document === value ? '' : `${base}/${index}`;
    for (const { pointer, message } of parsed.error) {
      problems.push({ code: 'invalid-value', pointer: at + pointer, message });
    }
    return [];
  });
  if (problems.length > 0) throw refuseShape(problems.slice(0, 100));
  return operations;
}

function listOf(document: unknown): [unknown[], string] {
  if (Array.isArray(document)) return [document, ''];
  if (typeof document === 'object' && document !== null && 'operations' in document) {
    const { operations } = document;
    if (Array.isArray(operations) && Object.keys(document).length === 1) {
      return [operations, '/operations'];
    }
    throw new DomainError(
      'invalid-body',
      {
        zh: '请求体须为一个操作、操作数组，或 {"operations": [ … ]}。',
        en: 'The body must be an operation, an array of them, or {"operations": [ … ]}.',
      },
      [
        {
          code: 'invalid-value',
          pointer: '/operations',
          message: {
            zh: '须为数组，且不得有其他成员',
            en: 'must be an array, and the only member',
          },
        },
      ],
    );
  }
  return [[document], ''];
}
