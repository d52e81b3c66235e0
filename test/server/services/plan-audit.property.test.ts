import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { Finding } from '#engine/coverage/types.ts';
import { applyOperation } from '#engine/plan/apply-operation.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { Operation, PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { gradeCoverage } from '#engine/rules/grade-coverage.ts';
import { shippedPolicies } from '../../../server/services/audit/policy-store.ts';
import { headStep, touchedBy } from '../../../server/services/plans/thread/head-step.ts';
import type { PlanEntry } from '../../../server/services/plans/thread/plan-cache.ts';
import { readState, toNewRow } from '../../../server/services/plans/thread/read-stored.ts';
import { box } from '../../helpers/squares.ts';
import { squareTown } from '../helpers/town.ts';

const COLUMNS = 3;
const ROWS = 3;
const { communities, jurisdiction } = squareTown('P', COLUMNS, ROWS);
const town = communities.features.map(({ geometry, properties }) => ({
  id: String(properties?.code),
  name: String(properties?.name),
  properties: { kind: 'urban' },
  geometry,
})) as unknown as PlanCommunity[];
const outline = { id: 'P', geometry: jurisdiction.geometry } as never;
const policy = shippedPolicies().get('yuhang-2020');

const base = planOf(town);
const start: PlanEntry = {
  address: { planId: 'p', jurisdictionId: 'j', headId: 'h', materialStamp: '', policy: policy.id },
  ...{ base, state: base, surroundings: { jurisdiction: outline }, sets: {} as never, audit: null },
};

const ids = town.map(({ id }) => id);
const kinds = ['transfer', 'draw', 'merge', 'entrust', 'rename'] as const;
const step = record({
  kind: constantFrom(...kinds),
  one: constantFrom(...ids),
  other: constantFrom(...ids),
  west: integer({ min: -20, max: 280 }),
  south: integer({ min: -20, max: 280 }),
  size: integer({ min: 5, max: 150 }),
});
type Step = typeof step extends import('fast-check').Arbitrary<infer T> ? T : never;

function toOperation({ kind, one, other, west, south, size }: Step, index: number): Operation {
  const area = {
    type: 'Polygon' as const,
    coordinates: [box(west, south, west + size, south + size)],
  };
  switch (kind) {
    case 'transfer':
      return { operation: 'transfer-area', parameters: { area, to: one } };
    case 'draw':
      return { operation: 'draw-community', parameters: { id: `N${index}`, geometry: area } };
    case 'merge':
      return { operation: 'merge', parameters: { communities: [one, other], into: one } };
    case 'entrust':
      return { operation: 'mark-entrusted', parameters: { community: one, reason: '托管' } };
    case 'rename':
      return { operation: 'set-attributes', parameters: { community: one, name: `名${index}` } };
  }
}

const fullAudit = (state: PlanState): Finding[] => {
  const list = [...state.communities.values()];
  const { findings } = auditCoverage(list, matchOutline(state, outline), { adjacency: true });
  return gradeCoverage(policy, findings, { communities: list });
};
const byId = (findings: readonly Finding[]) =>
  new Map(findings.map((finding) => [finding.id, JSON.stringify(finding)]));

/** As the database gives it. */
const asKept = ({ shape, ...row }: ReturnType<typeof toNewRow>): object => ({
  ...row,
  geom: Buffer.from(shape).toString('hex'),
});

it('what the writes of a plan store adds up: the findings to the full audit, the head to the state', () => {
  assert(
    property(array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      let entry: PlanEntry = { ...start, audit: null };
      const stored = byId(fullAudit(base));
      const head = new Map<string, object>();
      steps.forEach((one, index) => {
        const applied = applyOperation(entry.state, toOperation(one, index), entry.surroundings);
        if (!applied.ok) return;
        const { plan: state, change } = applied.value;
        const after: PlanEntry = { ...entry, state, audit: null };
        const written = headStep(entry, after, touchedBy([change]), { policy, replaces: false });
        for (const id of written.coverage.removed) stored.delete(id);
        for (const { id, body } of written.coverage.added) stored.set(id, body);
        for (const id of written.head.same) head.delete(id);
        for (const row of written.head.put) head.set(row.code, 'shape' in row ? asKept(row) : row);
        entry = after;
        expect(stored).toEqual(byId(fullAudit(state)));
      });
      const chunk = new TextEncoder().encode(JSON.stringify([...head.values()]));
      const read = readState(base, { head: [chunk], units: [] });
      const rows = ({ communities: all }: PlanState) =>
        [...all.values()].map(toNewRow).sort((a, b) => (a.code < b.code ? -1 : 1));
      expect(rows(read)).toEqual(rows(entry.state));
    }),
    { numRuns: Number(process.env.PLAN_RUNS ?? 40) },
  );
}, 120_000);
