import { DomainError } from '#contract/domain-error.ts';
import type { Message } from '#engine/coverage/types.ts';
import { applyOperation, describeOperation } from '#engine/plan/apply-operation.ts';
import { auditPlan } from '#engine/plan/audit-plan.ts';
import { applyChange, inverseOf } from '#engine/plan/plan-state.ts';
import type { Change, PlanCommunity, PlanState, Reason } from '#engine/plan/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import type { PolicyStore } from '../../audit/policy-store.ts';
import { toBytes } from '../../audit/to-bytes.ts';
import { answerDiff, lineageBetween } from './answer-diff.ts';
import { draftOfPlan } from './draft-of-plan.ts';
import {
  changeBetween,
  findingText,
  headStep,
  isSameCommunity,
  readChange,
  stepText,
  touchedBy,
} from './head-step.ts';
import { coverageOf, PlanCache, type PlanEntry } from './plan-cache.ts';
import type {
  AppliedStep,
  PlanAnswer,
  PlanCommandName,
  PlanCommands,
  PlanTask,
} from './plan-messages.ts';
import { readOperations } from './read-operations.ts';
import { rebaseEntry } from './rebase-entry.ts';
import { RESTORE } from './restore-kind.ts';
import { contentOf, stateOfSnapshot } from './snapshot-content.ts';

const cache = new PlanCache();

/**
 * Does one piece of work on a plan: the plan is kept in this thread between pieces, with the audit of its coverage. A plan that is not here is
 * asked for.
 */
export function workOnPlan(task: PlanTask, policies: PolicyStore): PlanAnswer {
  const { address, state, material } = task;
  const found = state === undefined ? cache.find(address) : cache.load(address, state, material);
  if (!('base' in found)) return { outcome: 'lacks', lack: found };
  return { outcome: 'done', value: run(found, task, policies) };
}

type Handlers = {
  [N in PlanCommandName]: (
    entry: PlanEntry,
    input: PlanCommands[N]['input'],
    policies: PolicyStore,
  ) => PlanCommands[N]['output'];
};

const handlers: Handlers = {
  operate,
  replay,
  restore,
  content: (entry) => ({ content: contentOf(entry.base, entry.state) }),
  audit: auditOf,
  communities: communitiesOf,
  units: unitsOfPlan,
  draft: draftOfPlan,
  diff: answerDiff,
  rebase(entry, input, policies) {
    const { after, steps, touched, report } = rebaseEntry(entry, input);
    cache.keep(after);
    const policy = policies.get(entry.address.policy);
    return { ...headStep(entry, after, touched, { policy, replaces: true }), steps, report };
  },
  lineage: lineageOf,
};

const run = <N extends PlanCommandName>(
  entry: PlanEntry,
  { command, input }: { command: N; input: PlanCommands[N]['input'] },
  policies: PolicyStore,
): PlanCommands[N]['output'] => handlers[command](entry, input, policies);

function operate(
  entry: PlanEntry,
  { body, nextHead, dryRun, replaces }: PlanCommands['operate']['input'],
  policies: PolicyStore,
): PlanCommands['operate']['output'] {
  const steps: AppliedStep[] = [];
  const changes: Change[] = [];
  let state = entry.state;
  readOperations(body).forEach((operation, index, all) => {
    const description = describeOperation(state, operation);
    const applied = applyOperation(state, operation, entry.surroundings);
    if (!applied.ok) throw refused(applied.error, all.length > 1 ? index : null);
    steps.push(stepText(operation, description, state, applied.value));
    changes.push(applied.value.change);
    state = applied.value.plan;
  });
  const after = entryAfter(entry, state, nextHead);
  const policy = policies.get(entry.address.policy);
  const step = headStep(entry, after, touchedBy(changes), { policy, replaces });
  if (!dryRun) cache.keep(after);
  return { ...step, steps };
}

/** @param index of the operation in a list; null: it was alone */
function refused(reason: Reason, index: number | null): DomainError {
  const { code, message, location, communities } = reason;
  const [lon, lat] = location ?? [];
  return new DomainError(
    'operation-refused',
    message,
    [
      {
        code,
        pointer: index === null ? '' : `/${index}`,
        message,
        ...(lon === undefined || lat === undefined ? {} : { location: [lon, lat] }),
      },
    ],
    { reason: { code, message, location: location ?? null, communities: communities ?? [] } },
  );
}

const entryAfter = (entry: PlanEntry, state: PlanState, headId: string): PlanEntry => ({
  ...entry,
  address: { ...entry.address, headId },
  state,
  audit: null,
});

function replay(
  entry: PlanEntry,
  { changes: texts, whole, nextHead, replaces }: PlanCommands['replay']['input'],
  policies: PolicyStore,
): PlanCommands['replay']['output'] {
  const changes: Change[] = [];
  let state = entry.state;
  for (const text of texts) {
    const change = readChange(state, text);
    changes.push(change);
    state = applyChange(state, change);
  }
  const after = entryAfter(entry, state, nextHead);
  const policy = policies.get(entry.address.policy);
  const step = headStep(entry, after, touchedBy(changes, whole), { policy, replaces });
  cache.keep(after);
  return { ...step, steps: [] };
}

function restore(
  entry: PlanEntry,
  { name, content, nextHead, replaces }: PlanCommands['restore']['input'],
  policies: PolicyStore,
): PlanCommands['restore']['output'] {
  const change = changeBetween(entry.state, stateOfSnapshot(entry.base, content));
  const state = applyChange(entry.state, change);
  const after = entryAfter(entry, state, nextHead);
  const policy = policies.get(entry.address.policy);
  const step = headStep(entry, after, touchedBy([change], true), { policy, replaces });
  cache.keep(after);
  const description: Message = { zh: `恢复快照“${name}”`, en: `Snapshot ${name} restored` };
  const operation = { operation: RESTORE, parameters: { snapshot: name } };
  return {
    ...step,
    steps: [
      stepText(operation, description, entry.state, {
        ...{ plan: state, change, inverse: inverseOf(entry.state, change) },
      }),
    ],
  };
}

function auditOf(
  entry: PlanEntry,
  _input: object,
  policies: PolicyStore,
): PlanCommands['audit']['output'] {
  const { result } = coverageOf(entry);
  const audited = auditPlan(
    entry.state,
    { ...entry.surroundings, base: entry.base, policy: policies.get(entry.address.policy) },
    { coverage: result },
  );
  const { findings, adjacency: _, ...rest } = audited;
  const ofCoverage = new Set(result.findings.map(({ id }) => id));
  return {
    engine: ENGINE_VERSION,
    findings: findings.map((finding) =>
      findingText(finding, ofCoverage.has(finding.id) ? 'coverage' : 'rules'),
    ),
    summary: JSON.stringify(rest),
  };
}

/** By their codes: the order in which they came into the plan is nobody's concern. */
const inOrder = (state: PlanState): PlanCommunity[] =>
  [...state.communities.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

function communitiesOf(
  { base, state, surroundings }: PlanEntry,
  { changed }: PlanCommands['communities']['input'],
): PlanCommands['communities']['output'] {
  const jurisdiction = surroundings.jurisdiction?.id;
  const features = inOrder(state).flatMap((community) => {
    const { id, name, nameEn, properties, geometry } = community;
    const before = base.communities.get(id);
    const isSame = before !== undefined && isSameCommunity(before, community);
    if (changed && isSame) return [];
    const planChange = isSame ? null : before === undefined ? 'created' : 'changed';
    return [
      {
        type: 'Feature',
        id,
        geometry,
        properties: {
          ...properties,
          ...(jurisdiction === undefined ? {} : { jurisdiction }),
          ...{ code: id, name: name ?? null, nameEn: nameEn ?? null },
          ...{ kind: properties?.kind ?? null, planChange },
        },
      },
    ];
  });
  const removed = [...base.communities.keys()].filter((id) => !state.communities.has(id)).sort();
  return { json: toBytes({ type: 'FeatureCollection', features, removed }) };
}

function unitsOfPlan({ base, state, surroundings }: PlanEntry): PlanCommands['units']['output'] {
  const { units = [] } = surroundings;
  const list = units.map(({ id }) => {
    const community = state.assignment.get(id);
    return {
      unit: id,
      ...(community === undefined ? {} : { community }),
      changed: community !== base.assignment.get(id),
    };
  });
  return {
    json: toBytes({ units: list, unknown: list.filter((unit) => !('community' in unit)).length }),
  };
}

function lineageOf({ base, state, surroundings }: PlanEntry): PlanCommands['lineage']['output'] {
  return { links: [...lineageBetween(base, state, surroundings)] };
}
