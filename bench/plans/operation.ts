/**
 * One operation in a large town, from the request to the answer: applied, audited where it touched, stored. Held against a full
 * audit of the same plan under the same policy, in three ways, all warm:
 * - as a request: the service reads the plan, audits all of it and stores the findings (GET /plans/{id}/audit of a branch);
 * - as a write: the service audits all of a plan that is in its thread, and stores the step (a snapshot restored, and that undone);
 * - in memory: the coverage alone, by the engine in this process, nothing read and nothing stored.
 *
 *   npx tsx bench/plans/operation.ts [--database embedded|postgis] [--communities 300] [--vertices 300000] [--operations 60]
 *     [--runs 20] [--outline on|off]
 *
 * Two kinds of operation in turn: a vertex of a shared border is dragged; and, with an outline, ground passes at the rim, so that
 * a border comes to end elsewhere on the outline.
 */
import { parseArgs } from 'node:util';
import type { Plan } from '#contract/plans.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { CommunityInput, JurisdictionInput } from '#engine/coverage/types.ts';
import { generateCoverage } from '../coverage/generator/coverage.ts';
import { freeVertices } from './free-vertices.ts';
import { rimTransfers } from './rim-transfers.ts';
import { call, type DatabaseKind, quantile, startService } from './service.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'postgis' },
    communities: { type: 'string', default: '300' },
    vertices: { type: 'string', default: '300000' },
    operations: { type: 'string', default: '60' },
    runs: { type: 'string', default: '20' },
    outline: { type: 'string', default: 'on' },
  },
});
/** So many operations of each kind are not measured: V8 still compiles, which by the time of the full audits it no longer does. */
const WARMING_UP = 20;
const cells = Number(values.communities);
const operations = Number(values.operations);
const runs = Number(values.runs);
/** Six sides to a cell. */
const perSide = Math.round(Number(values.vertices) / cells / 6);
const coverage = generateCoverage({ cells, seed: 1, dirt: 0, segments: [perSide, perSide] });
const closed = (ring: readonly (readonly number[])[]) =>
  [...ring, ring[0]!].map(([x, y]) => [x!, y!]);
const features = [...coverage.features('clean', [])].map(({ id, polygons }) => ({
  type: 'Feature',
  properties: { code: `C${id}`, name: `社区${id}` },
  geometry: { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map(closed)) },
}));
const outline: JurisdictionInput | undefined =
  values.outline === 'on'
    ? { geometry: { type: 'Polygon', coordinates: [closed(coverage.outline)] } }
    : undefined;

interface Operation {
  operation: string;
  parameters: object;
}

const service = await startService(values.database as DatabaseKind, false);
try {
  const { origin } = service;
  const imported = await call<{ detail?: string }>(origin, '/imports', {
    method: 'POST',
    body: {
      ...{ code: 'bench', name: '大镇', policy: 'generic' },
      ...(outline === undefined ? {} : { jurisdiction: outline.geometry }),
      communities: { type: 'FeatureCollection', features },
    },
  });
  if (imported.status !== 201) throw new Error(JSON.stringify(imported.body));
  const { body: plan } = await call<Plan>(origin, '/plans', {
    method: 'POST',
    body: { name: '方案', jurisdiction: 'bench' },
  });
  type Town = Parameters<typeof freeVertices>[0] & { features: CommunityInput[] };
  const town = await call<Town>(origin, `/plans/${plan.id}/communities`);
  const memory = auditsInMemory(town.body.features);

  const inner = freeVertices(town.body, operations).map(
    ({ position: [x, y] }): Operation => ({
      operation: 'reshape-border',
      parameters: { moves: [{ from: [x, y], to: [x! + 2e-6, y! + 1e-6] }] },
    }),
  );
  const rim =
    outline === undefined ? [] : rimTransfers(town.body.features, coverage.outline, operations);
  let version = 1;
  const cold = await apply(origin, plan.id, inner[0]!, version++);
  // Code that is called for the first time is slow; a service that runs has called it.
  for (const operation of [...inner.slice(1, WARMING_UP), ...rim.slice(0, WARMING_UP)]) {
    await apply(origin, plan.id, operation, version++);
  }
  const applyAll = async (list: readonly Operation[]): Promise<number[]> => {
    const times: number[] = [];
    for (const operation of list) times.push(await apply(origin, plan.id, operation, version++));
    return times;
  };
  const inside = await metered(() => applyAll(inner.slice(WARMING_UP)));
  const onOutline = await metered(() => applyAll(rim.slice(WARMING_UP)));
  const writes = await metered(() => wholeWrites(origin, plan.id, version));
  const branches = await branchOff(origin, plan.id);
  const requests = await metered(() => auditRequests(origin, branches));
  const median = (list: readonly number[]) => quantile(list, 0.5);
  const round = (value: number) => Number(value.toFixed(1));
  const share = (part: number, whole: number) => Number((part / whole).toFixed(3));
  const figures = ({ times, cpu }: Metered) => ({
    operations: times.length,
    medianMilliseconds: round(median(times)),
    p95Milliseconds: round(quantile(times, 0.95)),
    cpuMilliseconds: round(cpu),
    ofAuditRequest: share(median(times), median(requests.times)),
    ofWriteWithFullAudit: share(median(times), median(writes.times)),
    ofAuditInMemory: share(median(times), median(memory.milliseconds)),
    cpuOfAuditRequest: share(cpu, requests.cpu),
    cpuOfWriteWithFullAudit: share(cpu, writes.cpu),
    cpuOfAuditInMemory: share(cpu, memory.cpu),
  });
  console.log(
    JSON.stringify(
      {
        database: values.database,
        communities: town.body.features.length,
        vertices: memory.vertices,
        outlineVertices: outline === undefined ? 0 : coverage.outline.length,
        firstOperationMilliseconds: round(cold),
        fullAudit: {
          runs,
          asRequestMilliseconds: round(median(requests.times)),
          asRequestCpuMilliseconds: round(requests.cpu),
          asWriteMilliseconds: round(median(writes.times)),
          asWriteCpuMilliseconds: round(writes.cpu),
          inMemoryMilliseconds: round(median(memory.milliseconds)),
          inMemoryCpuMilliseconds: round(memory.cpu),
        },
        operationInside: figures(inside),
        ...(onOutline.times.length === 0 ? {} : { operationOnOutline: figures(onOutline) }),
      },
      null,
      1,
    ),
  );
} finally {
  await service.stop();
}

interface Metered {
  times: number[];
  /** Time of processors that the service spent on each, on average: it does not wait for what else the machine does. */
  cpu: number;
}

async function metered(work: () => Promise<number[]>): Promise<Metered> {
  const before = service.cpuMilliseconds();
  const times = await work();
  return { times, cpu: (service.cpuMilliseconds() - before) / times.length };
}

/** @returns how long it took; fails when it was refused, or the whole was audited */
async function apply(
  origin: string,
  plan: string,
  operation: Operation | undefined,
  version: number,
): Promise<number> {
  const { status, body, milliseconds } = await call<{
    detail?: string;
    audit?: { wholeBecause: string | null };
  }>(origin, `/plans/${plan}/operations`, {
    method: 'POST',
    headers: { 'if-match': `"${version}"` },
    body: operation,
  });
  if (status !== 200) throw new Error(`${status} ${body.detail}`);
  const why = body.audit?.wholeBecause ?? null;
  if (why !== null) throw new Error(`the whole was audited: ${why}`);
  return milliseconds;
}

async function branchOff(origin: string, plan: string): Promise<string[]> {
  const ids: string[] = [];
  for (let run = 0; run < runs; run++) {
    const branch = await call<Plan>(origin, '/plans', {
      method: 'POST',
      body: { name: '分支', from: plan },
    });
    ids.push(branch.body.id);
  }
  return ids;
}

/** A full audit as a request: a branch is not in a thread yet, so it is read, audited and stored. */
async function auditRequests(origin: string, branches: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const branch of branches) {
    const { status, milliseconds } = await call(origin, `/plans/${branch}/audit`);
    if (status !== 200) throw new Error(`the audit was answered with ${status}`);
    times.push(milliseconds);
  }
  return times;
}

/** A full audit as a write: a snapshot differs by one vertex, restoring it and undoing that are audited as a whole. The mean of both. */
async function wholeWrites(origin: string, plan: string, from: number): Promise<number[]> {
  let version = from;
  const post = (path: string, body: object) =>
    call<{ snapshot?: { id: string }; plan?: Plan }>(origin, `/plans/${plan}${path}`, {
      method: 'POST',
      headers: { 'if-match': `"${version}"` },
      body,
    });
  const { body } = await post('/snapshots', { name: '快照' });
  const { status } = await post('/undo', {});
  if (status !== 200 || body.snapshot === undefined) throw new Error(`undo: ${status}`);
  version++;
  const write = async (path: string): Promise<number> => {
    const { status, milliseconds } = await post(path, {});
    if (status !== 200) throw new Error(`${path}: ${status}`);
    version++;
    return milliseconds;
  };
  const times: number[] = [];
  for (let run = 0; run < runs; run += 2) {
    const there = await write(`/snapshots/${body.snapshot.id}/restore`);
    const back = await write('/undo');
    // One takes longer than the other: a median of both would be the one or the other.
    times.push((there + back) / 2, (there + back) / 2);
  }
  return times;
}

/** The engine alone, in a warm process, on communities that are in memory. */
function auditsInMemory(communities: readonly CommunityInput[]) {
  const milliseconds: number[] = [];
  let vertices = 0;
  let cpu = 0;
  for (let run = -5; run < runs; run++) {
    const started = performance.now();
    const before = process.cpuUsage();
    vertices = auditCoverage(communities, outline, { adjacency: true }).summary.vertices;
    const { user, system } = process.cpuUsage(before);
    if (run < 0) continue;
    milliseconds.push(performance.now() - started);
    cpu += (user + system) / 1000 / runs;
  }
  return { milliseconds, vertices, cpu };
}
