import type { ComputeTasks } from '../compute/tasks.ts';
import { type PolicyStore, shippedPolicies } from './policy-store.ts';
import { readAuditRequest } from './read-audit-request.ts';
import { runAudit } from './run-audit.ts';
import { toBytes } from './to-bytes.ts';

/**
 * Reads the body of `POST /audits` and audits the data in it; a body that names a register is handed
 * back, for a compute thread has no database.
 * @throws DomainError when the body cannot be audited
 */
export function auditBody(
  { body, maxVertices }: ComputeTasks['audit']['input'],
  policies: PolicyStore = shippedPolicies(),
): ComputeTasks['audit']['output'] {
  const request = readAuditRequest(body, { maxVertices });
  if (request.kind === 'register') return request;
  const { notes, policy, ...audit } = request.audit;
  const chosen = policy === undefined ? {} : { policy: policies.get(policy) };
  const result = runAudit({ ...audit, ...chosen });
  const assumptions = [...result.assumptions, ...notes];
  return { kind: 'result', json: toBytes({ ...result, assumptions }) };
}
