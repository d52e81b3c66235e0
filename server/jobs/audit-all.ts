import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import type { AuditSummary } from '#engine/coverage/types.ts';
import type { SeverityCounts } from '../formats/report/figures.ts';
import {
  type AuditRun,
  claimAudit,
  completeAudit,
  failAudit,
  listJurisdictions,
} from '../repositories/audit-run-repository.ts';
import type { JurisdictionRow } from '../repositories/jurisdiction-repository.ts';
import { auditRegister } from '../services/audit/audit-register.ts';
import { type PolicyStore, shippedPolicies } from '../services/audit/policy-store.ts';
import { today } from '../services/calendar-day.ts';
import type { ComputePool } from '../services/compute/compute-pool.ts';

/** What is kept of an audit in the event log: figures, not the findings themselves. */
export interface AuditRecord {
  /** Of the engine. */
  version: string;
  /** In force on this day. */
  day: string;
  /** Null where the jurisdiction's own policy is not installed; the coverage is audited all the same. */
  policy: string | null;
  /** The jurisdiction's own policy, where it is not installed here and so was not checked. */
  missingPolicy?: string;
  summary: AuditSummary;
  findings: SeverityCounts;
}

/** What became of one jurisdiction. */
export type AuditOutcome =
  | { status: 'audited'; record: AuditRecord }
  /** Another worker is at it, or has been since the moment that counts. */
  | { status: 'skipped'; reason: 'in-progress' | 'done' }
  | { status: 'failed'; reason: string };

/** How a round came out. */
export type AuditCounts = Record<AuditOutcome['status'] | 'withoutPolicy', number>;

export interface AuditAllOptions {
  knex: Knex;
  pool: ComputePool;
  /** The same that the pool has; by default those that come with Sizhi. */
  policies?: PolicyStore;
  /** Written into the event log as the author. */
  actor: string;
  /** Leave out what was audited at this moment or later; null audits everything. */
  since: Date | null;
  /** The pool's limit for one audit. */
  timeLimitSeconds: number;
  signal: AbortSignal;
  /** Codes of the only jurisdictions to audit; all when not given. */
  only?: readonly string[];
  onOutcome(jurisdiction: JurisdictionRow, outcome: AuditOutcome): void;
}

/** On top of the time limit: reading the register, and waiting for a thread. */
const MARGIN_SECONDS = 300;

/**
 * Audits every jurisdiction of the register, one after another, as it is in force today, and enters
 * each result in the event log. One that fails does not keep the others from their audit. Any number of
 * workers may run this at once: each jurisdiction is audited by one of them.
 *
 * @returns how many came out which way; those that an abort left untouched are in no count. Those audited
 * without their own policy count as `withoutPolicy` besides.
 * @throws what the database throws when it is gone
 */
export async function auditAll(options: AuditAllOptions): Promise<AuditCounts> {
  const counts: AuditCounts = { audited: 0, skipped: 0, failed: 0, withoutPolicy: 0 };
  const { only } = options;
  for (const jurisdiction of await listJurisdictions(options.knex)) {
    if (only && !only.includes(jurisdiction.code)) continue;
    if (options.signal.aborted) break;
    const outcome = await auditOne(jurisdiction, options);
    counts[outcome.status]++;
    if (outcome.status === 'audited' && outcome.record.missingPolicy) counts.withoutPolicy++;
    options.onOutcome(jurisdiction, outcome);
  }
  return counts;
}

async function auditOne(
  jurisdiction: JurisdictionRow,
  options: AuditAllOptions,
): Promise<AuditOutcome> {
  const { knex, actor, since, timeLimitSeconds } = options;
  const run: AuditRun = {
    jurisdictionId: jurisdiction.jurisdiction_id,
    runId: randomUUID(),
    actor,
  };
  const abandonedAfterSeconds = timeLimitSeconds + MARGIN_SECONDS;
  const claim = await claimAudit(knex, run, { since, abandonedAfterSeconds });
  if (claim !== 'claimed') return { status: 'skipped', reason: claim };
  try {
    const record = await audit(jurisdiction, options);
    await completeAudit(knex, run, record);
    return { status: 'audited', record };
  } catch (error) {
    const reason = reasonOf(error, options.signal);
    await failAudit(knex, run, reason);
    return { status: 'failed', reason };
  }
}

async function audit(
  { jurisdiction_id, default_policy }: JurisdictionRow,
  { knex, pool, signal, policies = shippedPolicies() }: AuditAllOptions,
): Promise<AuditRecord> {
  const day = today();
  const policy = policies.has(default_policy) ? default_policy : null;
  const { figures } = await auditRegister(
    knex,
    pool,
    {
      register: { jurisdiction: jurisdiction_id, datetime: day },
      ...(policy === null ? {} : { policy }),
    },
    signal,
  );
  return {
    ...figures,
    day,
    policy,
    ...(policy === null ? { missingPolicy: default_policy } : {}),
  };
}

/** In words for the log; the stack of a fault of ours, which nobody could mend from its message. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'stopped';
  if (error instanceof DomainError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
