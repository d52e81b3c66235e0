import type { AuditResult } from '#engine/coverage/types.ts';
import { type AuditInput, auditUnderPolicy } from '#engine/rules/audit-under-policy.ts';

export type { AuditInput } from '#engine/rules/audit-under-policy.ts';

/** The engine's audit, and the time that it took. */
export function runAudit(input: AuditInput): AuditResult {
  const started = performance.now();
  const result = auditUnderPolicy(input);
  const elapsedMilliseconds = Math.round(performance.now() - started);
  return { ...result, summary: { ...result.summary, elapsedMilliseconds } };
}
