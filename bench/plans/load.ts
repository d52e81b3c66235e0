/**
 * Many planners on one jurisdiction: each drags a vertex of his own, begins again at once when somebody else was faster, and thinks for a
 * while (0 to twice `--think` milliseconds) before the next one.
 *
 *   npx tsx bench/plans/load.ts [--database embedded|postgis] [--planners 100] [--plans 10] [--seconds 30] [--think 5000]
 *
 * Fails when an update was lost, or a conflict was answered with anything but 412.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Plan } from '#contract/plans.ts';
import { type FreeVertex, freeVertices } from './free-vertices.ts';
import { call, type DatabaseKind, quantile, startService } from './service.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'embedded' },
    planners: { type: 'string', default: '100' },
    plans: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '30' },
    think: { type: 'string', default: '5000' },
  },
});
const kind = values.database as DatabaseKind;
const planners = Number(values.planners);
const plans = Number(values.plans);
const seconds = Number(values.seconds);
const think = Number(values.think);

const perPlan = Math.ceil(planners / plans);

interface Outcome {
  done: number[];
  conflicts: number[];
  other: string[];
}
const SHIFT = 1e-6;

const service = await startService(kind, true);
try {
  const { origin } = service;
  const ids: string[] = [];
  for (let index = 0; index < plans; index++) {
    const made = await call<Plan>(origin, '/plans', {
      method: 'POST',
      body: { name: `方案${index}`, jurisdiction: '990101001' },
    });
    ids.push(made.body.id);
  }
  const first = await call<Parameters<typeof freeVertices>[0]>(
    origin,
    `/plans/${ids[0]}/communities`,
  );
  // So that every plan is in its thread: a cold one is read and audited first.
  for (const id of ids) await call(origin, `/plans/${id}/audit`);
  const vertices = await movable(origin, ids[0]!, freeVertices(first.body, 3 * perPlan), perPlan);

  const outcome: Outcome = { done: [], conflicts: [], other: [] };
  const made = new Map<string, number>(ids.map((id) => [id, 0]));
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  const lasts = await Promise.all(
    Array.from({ length: planners }, (_, index) =>
      work(origin, ids[index % plans]!, vertices[Math.floor(index / plans)]!, end, outcome, made),
    ),
  );
  const elapsed = (performance.now() - started) / 1000;
  const lost = await findLost(origin, ids, made, lasts);
  console.log(
    JSON.stringify({
      ...{ database: kind, planners, plans, think, seconds: Math.round(elapsed) },
      operations: outcome.done.length,
      operationsPerSecond: Math.round(outcome.done.length / elapsed),
      conflicts: outcome.conflicts.length,
      other: outcome.other.slice(0, 5),
      medianMilliseconds: Math.round(quantile(outcome.done, 0.5)),
      p95Milliseconds: Math.round(quantile(outcome.done, 0.95)),
      conflictP95Milliseconds: Math.round(quantile(outcome.conflicts, 0.95)),
      lost,
    }),
  );
  if (lost.length > 0 || outcome.other.length > 0) process.exitCode = 1;
} finally {
  await service.stop();
}

/** Vertices on the outline of the jurisdiction cannot be moved: of more than are needed, those that can. */
async function movable(
  origin: string,
  plan: string,
  candidates: readonly FreeVertex[],
  count: number,
): Promise<FreeVertex[]> {
  const found: FreeVertex[] = [];
  for (const vertex of candidates) {
    const [x, y] = vertex.position;
    const { status } = await call(origin, `/plans/${plan}/operations?dryRun=true`, {
      method: 'POST',
      body: {
        operation: 'reshape-border',
        parameters: { moves: [{ from: vertex.position, to: [x! + SHIFT, y!] }] },
      },
    });
    if (status === 200) found.push(vertex);
    if (found.length === count) return found;
  }
  throw new Error(`only ${found.length} of ${candidates.length} vertices can be moved`);
}

async function pause(): Promise<void> {
  await sleep(2 * think * Math.random());
}

interface Last {
  plan: string;
  vertex: FreeVertex;
  at: number[];
}

async function work(
  origin: string,
  plan: string,
  vertex: FreeVertex,
  end: number,
  outcome: Outcome,
  made: Map<string, number>,
): Promise<Last> {
  let at = vertex.position;
  let version = 1;
  let step = SHIFT;
  await pause();
  while (performance.now() < end) {
    const to = [at[0]! + step, at[1]!];
    const { status, body, milliseconds } = await call<{
      plan?: Plan;
      current?: { version: number };
      detail?: string;
    }>(origin, `/plans/${plan}/operations`, {
      method: 'POST',
      headers: { 'if-match': `"${version}"` },
      body: { operation: 'reshape-border', parameters: { moves: [{ from: at, to }] } },
    });
    if (status === 200) {
      outcome.done.push(milliseconds);
      made.set(plan, (made.get(plan) ?? 0) + 1);
      at = to;
      step = -step;
      version = body.plan!.version;
      await pause();
    } else if (status === 412) {
      outcome.conflicts.push(milliseconds);
      version = body.current!.version;
    } else {
      outcome.other.push(`${status} ${body.detail}`);
      return { plan, vertex, at };
    }
  }
  return { plan, vertex, at };
}

/** Every operation that was answered 200 is in the history, and every vertex where its planner left it. */
async function findLost(
  origin: string,
  ids: readonly string[],
  made: ReadonlyMap<string, number>,
  lasts: readonly Last[],
): Promise<string[]> {
  const lost: string[] = [];
  for (const id of ids) {
    const { body: plan } = await call<Plan>(origin, `/plans/${id}`);
    const count = made.get(id) ?? 0;
    if (plan.undo !== count || plan.version !== count + 1) {
      lost.push(`plan ${id}: ${count} done, ${plan.undo} in the history, version ${plan.version}`);
    }
    const { body } = await call<object>(origin, `/plans/${id}/communities`);
    const text = JSON.stringify(body);
    for (const { plan: of, at } of lasts) {
      if (of === id && !text.includes(`[${at.join(',')}]`)) lost.push(`plan ${id}: vertex ${at}`);
    }
  }
  return lost;
}
