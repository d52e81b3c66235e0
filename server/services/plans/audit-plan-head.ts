import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Finding } from '#engine/coverage/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import {
  type FindingText,
  readFindings,
  replaceFindings,
} from '../../repositories/finding-repository.ts';
import {
  lockPlan,
  type PlanRow,
  readAuditSummary,
  storeAudit,
} from '../../repositories/plan-repository.ts';
import {
  deleteWaiver,
  listWaivers,
  putWaiver,
  type WaiverRow,
} from '../../repositories/waiver-repository.ts';
import type { PolicyStore } from '../audit/policy-store.ts';
import type { PlanAnswerText } from './answer-once.ts';
import { readHeadOf } from './operate-plan.ts';
import { noSuch } from './plan-errors.ts';
import {
  nothingToPrepare,
  type PlanServices,
  type WriteRequest,
  writeBeside,
} from './write-plan.ts';

/** What is stored of an audit besides its findings. */
interface StoredSummary {
  version: string;
  summary: object;
  assumptions: object[];
  /** Ids in the order of the result. */
  order: string[];
}

/** An audit as the API shows it. */
export interface PlanAudit extends Omit<StoredSummary, 'order'> {
  plan: { id: string; version: number; jurisdiction: string; policy: string };
  findings: Finding[];
  waivers: object[];
  standing: { error: number; warning: number; info: number };
}

/**
 * The whole audit of a plan's head, with the rules of its policy. What is stored is answered with as long as it is of this
 * head, by this engine, of the policy and material as they are; else the audit is made and stored.
 */
export function auditPlanHead(services: PlanServices, planId: string): Promise<PlanAudit> {
  const { knex, policies } = services;
  return readHeadOf(knex, planId, async (plan) => {
    const marked = withPolicy(plan, policies);
    const stored = isCurrent(marked) ? await readStored(knex, marked) : null;
    const audit = stored ?? (await makeAudit(services, marked));
    const waivers = await listWaivers(knex, plan);
    return present(plan, audit, waivers);
  });
}

interface KnownAudit {
  summary: StoredSummary;
  findings: Finding[];
}

/** What an audit is of: the material and the policy. */
const withPolicy = (plan: PlanRow, policies: PolicyStore): PlanRow & { auditStamp: string } => {
  const policy = JSON.stringify(policies.get(plan.policy));
  const print = createHash('sha256').update(policy).digest('hex').slice(0, 16);
  return { ...plan, auditStamp: `${plan.materialStamp} ${print}` };
};

type Stamped = ReturnType<typeof withPolicy>;

const isCurrent = (plan: Stamped): boolean =>
  plan.auditedHead === plan.headId &&
  plan.auditedEngine === ENGINE_VERSION &&
  plan.auditedMaterial === plan.auditStamp;

async function readStored(knex: Knex, plan: Stamped): Promise<KnownAudit | null> {
  const summary = (await readAuditSummary(knex, plan)) as StoredSummary | null;
  if (summary === null) return null;
  const byId = new Map((await readFindings(knex, plan)).map((finding) => [finding.id, finding]));
  const findings = summary.order.flatMap((id) => byId.get(id) ?? []);
  // Between the two reads somebody has written.
  return findings.length === summary.order.length ? { summary, findings } : null;
}

async function makeAudit(services: PlanServices, plan: Stamped): Promise<KnownAudit> {
  const made = await runAudit(services, services.knex, plan);
  await services.knex.transaction(async (trx) => {
    const locked = await lockPlan(trx, plan);
    // At another version it may have another policy as well.
    if (locked?.headId !== plan.headId || locked.version !== plan.version) return;
    await storeMade(trx, plan, made);
  });
  return made;
}

async function runAudit({ desk }: PlanServices, knex: Knex, plan: PlanRow) {
  const { findings: texts, summary: json, engine } = await desk.run(knex, plan, 'audit', {});
  const order = texts.map(({ id }) => id);
  const summary: StoredSummary = { ...JSON.parse(json), order };
  const findings = texts.map(({ body }): Finding => JSON.parse(body));
  return { texts, summary, findings, engine };
}

async function storeMade(
  trx: Knex.Transaction,
  plan: Stamped,
  made: { texts: FindingText[]; summary: StoredSummary; engine: string },
): Promise<void> {
  const { texts, summary, engine } = made;
  await replaceFindings(trx, plan, texts, { plan: plan.version, engine });
  await storeAudit(
    trx,
    { ...plan, materialStamp: plan.auditStamp },
    { json: JSON.stringify(summary), engine },
  );
}

function present(
  plan: PlanRow,
  { summary, findings }: KnownAudit,
  waivers: WaiverRow[],
): PlanAudit {
  const { order: _, ...rest } = summary;
  return {
    plan: {
      ...{ id: plan.id, version: plan.version },
      ...{ jurisdiction: plan.jurisdiction, policy: plan.policy },
    },
    ...rest,
    findings,
    waivers: waivers.map(describeWaiver),
    standing: standingOf(findings, waivers),
  };
}

const describeWaiver = ({ findingId, reason, author, createdAt }: WaiverRow): object => ({
  finding: findingId,
  reason,
  author,
  createdAt: createdAt.toISOString(),
});

function standingOf(findings: readonly Finding[], waivers: readonly WaiverRow[]) {
  const waived = new Set(waivers.map(({ findingId }) => findingId));
  const standing = { error: 0, warning: 0, info: 0 };
  for (const { id, severity } of findings) if (!waived.has(id)) standing[severity] += 1;
  return standing;
}

/**
 * The errors of a plan that nobody has waived, by an audit made within a transaction, on what that sees.
 * @param plan under lock
 */
export async function standingErrors(
  services: PlanServices,
  trx: Knex.Transaction,
  plan: PlanRow,
): Promise<Finding[]> {
  const stamped = withPolicy(plan, services.policies);
  const made = await runAudit(services, trx, stamped);
  await storeMade(trx, stamped, made);
  const waived = new Set((await listWaivers(trx, plan)).map(({ findingId }) => findingId));
  return made.findings.filter(({ id, severity }) => severity === 'error' && !waived.has(id));
}

/** Waives a finding of the plan as it is, with a reason. */
export async function waiveFinding(
  services: PlanServices,
  request: WriteRequest,
  { finding, reason }: { finding: string; reason: string },
): Promise<PlanAnswerText> {
  const prepare = () => auditPlanHead(services, request.planId);
  return writeBeside(services, request, prepare, async (trx, plan, { findings }) => {
    if (!findings.some(({ id }) => id === finding)) throw noSuch('问题', 'finding');
    const known = (await listWaivers(trx, plan)).find(({ findingId }) => findingId === finding);
    await putWaiver(trx, plan, { findingId: finding, reason, author: request.actor });
    const waivers = await listWaivers(trx, plan);
    return {
      action: 'plan.waive',
      ...(known === undefined ? {} : { before: waiverInLog(known) }),
      after: { finding, reason },
      answer: { waivers: waivers.map(describeWaiver) },
    };
  });
}

const waiverInLog = ({ findingId, reason, author }: WaiverRow): object => ({
  finding: findingId,
  ...{ reason, author },
});

/** Takes a waiver back. */
export function unwaiveFinding(
  services: PlanServices,
  request: WriteRequest,
  finding: string,
): Promise<PlanAnswerText> {
  return writeBeside(services, request, nothingToPrepare, async (trx, plan) => {
    const known = (await listWaivers(trx, plan)).find(({ findingId }) => findingId === finding);
    if (known === undefined) throw noSuch('豁免', 'waiver');
    await deleteWaiver(trx, plan, finding);
    const waivers = await listWaivers(trx, plan);
    return {
      action: 'plan.unwaive',
      before: waiverInLog(known),
      after: {},
      answer: { waivers: waivers.map(describeWaiver) },
    };
  });
}
