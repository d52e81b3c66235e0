import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { drawOperation } from '../helpers/absurd-operations.ts';
import { patchworkPlan } from '../helpers/patchwork-plan.ts';

/** What PostGIS says of plans after random operations. Set PLAN_FIRST and PLAN_RUNS to look further. */
const FIRST = Number(process.env.PLAN_FIRST ?? 0);
const RUNS = Number(process.env.PLAN_RUNS ?? 20);
const url = process.env.TEST_DATABASE_URL;

/** Square degrees; a hundredth of a square metre is 1e-12. */
const NOTHING = 1e-13;

interface Verdict {
  invalid: number;
  sum: number;
  union: number;
  missing: number;
  beyond: number;
  overlaps: number;
}

describe.skipIf(!url)('plans after random operations, judged by PostGIS', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  async function judge({ communities }: PlanState, outline: unknown): Promise<Verdict> {
    const { rows } = await client.query<Verdict>(
      `with c as materialized (
         select i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[]) with ordinality as input (json, i)),
       j as materialized (select ST_SetSRID(ST_GeomFromGeoJSON($2), 4326) as g),
       u as materialized (select ST_Union(g) as g from c)
       select (select count(*)::int from c where not ST_IsValid(g)) as invalid,
              (select sum(ST_Area(g)) from c) as sum,
              (select ST_Area(g) from u) as union,
              (select ST_Area(ST_Difference(j.g, u.g)) from j, u) as missing,
              (select ST_Area(ST_Difference(u.g, j.g)) from j, u) as beyond,
              (select count(*)::int from c a join c b on a.i < b.i and a.g && b.g
                where ST_Area(ST_Intersection(a.g, b.g)) > ${NOTHING}) as overlaps`,
      [
        [...communities.values()].map(({ geometry }) => JSON.stringify(geometry)),
        JSON.stringify(outline),
      ],
    );
    return rows[0]!;
  }

  it(`${RUNS} clean patchworks stay valid, without overlap, and cover their outline`, async () => {
    let applications = 0;
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      const patchwork = patchworkPlan(seed, { dirt: 0 });
      const { context } = patchwork;
      const made = { count: 0 };
      let plan = patchwork.plan;
      for (let step = 0; step < 8; step++) {
        const parsed = parseOperation(drawOperation(patchwork, plan, made));
        if (!parsed.ok) continue;
        const applied = applyOperation(plan, parsed.value, context);
        if (!applied.ok) continue;
        plan = applied.value.plan;
        applications += 1;
      }
      const verdict = await judge(plan, context.jurisdiction.geometry);
      expect(verdict, `seed ${seed}`).toMatchObject({ invalid: 0, overlaps: 0 });
      expect(Math.abs(verdict.sum - verdict.union), `seed ${seed}`).toBeLessThan(NOTHING);
      expect(verdict.missing, `seed ${seed}`).toBeLessThan(NOTHING);
      expect(verdict.beyond, `seed ${seed}`).toBeLessThan(NOTHING);
    }
    expect(applications).toBeGreaterThan(RUNS);
  });
});
