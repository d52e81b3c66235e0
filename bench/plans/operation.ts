/**
 * One operation in a large town, from the request to the answer: applied, audited where it touched, stored. Held against a
 * full audit of the same plan by the same engine, without reading or writing.
 *
 *   npx tsx bench/plans/operation.ts [--database embedded|postgis] [--communities 300] [--vertices 300000] [--operations 40]
 */
import { parseArgs } from 'node:util';
import type { Plan } from '#contract/plans.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { generateCoverage } from '../coverage/generator/coverage.ts';
import { freeVertices } from './free-vertices.ts';
import { call, type DatabaseKind, quantile, startService } from './service.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'postgis' },
    communities: { type: 'string', default: '300' },
    vertices: { type: 'string', default: '300000' },
    operations: { type: 'string', default: '40' },
  },
});
const cells = Number(values.communities);
/** Six sides to a cell. */
const perSide = Math.round(Number(values.vertices) / cells / 6);
const coverage = generateCoverage({ cells, seed: 1, dirt: 0, segments: [perSide, perSide] });
const closed = (ring: readonly (readonly number[])[]) => [...ring, ring[0]!];
const features = [...coverage.features('clean', [])].map(({ id, polygons }) => ({
  type: 'Feature',
  properties: { code: `C${id}`, name: `社区${id}` },
  geometry: { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map(closed)) },
}));

const service = await startService(values.database as DatabaseKind, false);
try {
  const { origin } = service;
  const imported = await call<{ detail?: string }>(origin, '/imports', {
    method: 'POST',
    body: {
      ...{ code: 'bench', name: '大镇', policy: 'generic' },
      communities: { type: 'FeatureCollection', features },
    },
  });
  if (imported.status !== 201) throw new Error(imported.body.detail);
  const { body: plan } = await call<Plan>(origin, '/plans', {
    method: 'POST',
    body: { name: '方案', jurisdiction: 'bench' },
  });
  type Town = Parameters<typeof freeVertices>[0] & { features: CommunityInput[] };
  const town = await call<Town>(origin, `/plans/${plan.id}/communities`);
  const vertices = freeVertices(town.body, Number(values.operations) + 1);

  const full = fullAudit(town.body.features);
  const times: number[] = [];
  for (const [index, { position }] of vertices.entries()) {
    const to = [position[0]! + 2e-6, position[1]! + 1e-6];
    const { status, body, milliseconds } = await call<{ detail?: string }>(
      origin,
      `/plans/${plan.id}/operations`,
      {
        method: 'POST',
        headers: { 'if-match': `"${index + 1}"` },
        body: { operation: 'reshape-border', parameters: { moves: [{ from: position, to }] } },
      },
    );
    if (status !== 200) throw new Error(`${status} ${body.detail}`);
    times.push(milliseconds);
  }
  const audit = await auditRequest(origin, plan.id);
  const [cold = Number.NaN, ...warm] = times;
  console.log(
    JSON.stringify({
      database: values.database,
      communities: town.body.features.length,
      vertices: full.vertices,
      fullAuditMilliseconds: Math.round(full.milliseconds),
      firstOperationMilliseconds: Math.round(cold),
      medianMilliseconds: Math.round(quantile(warm, 0.5)),
      p95Milliseconds: Math.round(quantile(warm, 0.95)),
      ratioToAuditInMemory: Number((quantile(warm, 0.5) / full.milliseconds).toFixed(3)),
      auditRequestMilliseconds: Math.round(audit),
      ratioToAuditRequest: Number((quantile(warm, 0.5) / audit).toFixed(3)),
    }),
  );
} finally {
  await service.stop();
}

/** A full audit of the same plan as a request: a branch of it is not in a thread yet, so it is read, audited and stored. */
async function auditRequest(origin: string, plan: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const branch = await call<Plan>(origin, '/plans', {
      method: 'POST',
      body: { name: '分支', from: plan },
    });
    const { status, milliseconds } = await call(origin, `/plans/${branch.body.id}/audit`);
    if (status !== 200) throw new Error(`the audit was answered with ${status}`);
    best = Math.min(best, milliseconds);
  }
  return best;
}

/** The best of three, in a warm process, on communities that are in memory. */
function fullAudit(communities: readonly CommunityInput[]) {
  let milliseconds = Number.POSITIVE_INFINITY;
  let vertices = 0;
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    vertices = auditCoverage(communities, undefined, { adjacency: true }).summary.vertices;
    milliseconds = Math.min(milliseconds, performance.now() - started);
  }
  return { milliseconds, vertices };
}
