import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import { planeArea } from '#engine/coverage/repair/account-area.ts';
import { repairCoverage } from '#engine/coverage/repair/repair-coverage.ts';
import type { Finding, JurisdictionInput } from '#engine/coverage/types.ts';
import {
  applyOperation,
  canApply,
  describeOperation,
  parseOperation,
} from '#engine/plan/apply-operation.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Change, PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { createRandom } from '../../data/generator/random.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';
import { latticeCoverage } from '../helpers/lattice-coverage.ts';
import { DRAWN, type Drawn, RandomOperator } from '../helpers/random-operations.ts';

/** More of them by hand: PLAN_RUNS=1000 npx vitest run test/properties/plan-operations.test.ts */
const RUNS = Number(process.env.PLAN_RUNS ?? 10);
const PATIENCE = 60_000 + 2_000 * RUNS;

const communitiesOf = (plan: PlanState) => [...plan.communities.values()];
/** In the plane: a vertex put on an edge that is straight in degrees bends the geodesic there. */
const areaOf = (plan: PlanState): number =>
  communitiesOf(plan).reduce((sum, { geometry }) => sum + planeArea(geometry), 0);

function expectSame(actual: PlanState, expected: PlanState): void {
  expect([...actual.communities.keys()]).toEqual([...expected.communities.keys()]);
  for (const [id, community] of expected.communities) {
    expect(actual.communities.get(id)).toBe(community);
  }
  expect([...actual.assignment]).toEqual([...expected.assignment]);
}

const positionsOf = ({ geometry }: PlanCommunity): string[] =>
  (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat())
    .flat()
    .map(String);

/** Communities beside the ground that changed hands keep all of their vertices, to the bit. */
function expectKeptVertices(before: PlanState, { put, lineage }: Change, kind: Drawn): void {
  if (kind.startsWith('drag') || kind === 'remove-vertex' || kind === 'snap-borders') return;
  const parties = new Set(lineage.flatMap(({ parent, child }) => [parent, child]));
  for (const community of put) {
    const known = before.communities.get(community.id);
    if (known === undefined || parties.has(community.id)) continue;
    const kept = new Set(positionsOf(community));
    expect(positionsOf(known).filter((position) => !kept.has(position))).toEqual([]);
  }
}

type Coverage = Pick<ReturnType<typeof latticeCoverage>, 'communities' | 'outline'>;

/** A plan whose communities are of several units, and the units. */
function planFrom(seed: number, { communities, outline }: Coverage) {
  const random = createRandom(seed, 'plan');
  const units = communities.map(({ id, geometry }) => ({
    id: `u-${id}`,
    geometry: geometry!,
    community: id,
    households: 10 * random.integer(100),
  }));
  const context = { jurisdiction: { geometry: outline }, units };
  const operator = new RandomOperator(random);
  let plan = planOf(communities, units);
  for (let i = random.integer(communities.length); i > 0; i--) {
    const merged = applyOperation(plan, operator.draw(plan, 'merge'), context);
    if (merged.ok) plan = merged.value.plan;
  }
  return { plan, context, operator };
}

/** Gaps, overlaps and the like; being in several parts is no fault of the borders. */
const faultsOf = (plan: PlanState, jurisdiction: JurisdictionInput): Finding[] =>
  auditCoverage(communitiesOf(plan), matchOutline(plan, jurisdiction), {
    minAreaSquareMetres: 0,
  }).findings.filter(({ kind }) => kind !== 'non-contiguous' && kind !== 'enclave');

/** Lines without a common vertex are given one, so that there is nothing to find. */
const repaired = ({ communities, outline }: Coverage): Coverage => ({
  communities: repairCoverage(communities, { geometry: outline }).communities,
  outline,
});

/** In the plane, square degrees. */
const sumOf = (findings: readonly Finding[], kind: Finding['kind']): number =>
  findings.reduce((sum, finding) => {
    const { geometry } = finding;
    const isArea = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
    return finding.kind === kind && isArea ? sum + planeArea(geometry) : sum;
  }, 0);

/** A hundredth of a square metre or so, in square degrees. */
const NOTHING = 1e-12;

/** Where a side misses a vertex, to a hundredth of a millimetre. */
const missingAt = (findings: readonly Finding[]): Set<string> =>
  new Set(
    findings
      .filter(({ detail }) => detail === 't-junction')
      .flatMap(({ geometry }) => (geometry?.type === 'MultiPoint' ? geometry.coordinates : []))
      .map((position) => position.map((degrees) => degrees.toFixed(9)).join()),
  );

describe('random operations', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 30 });
  const kinds = fc.array(fc.constantFrom(...DRAWN), { minLength: 1, maxLength: 12 });
  const outcomes = new Map<string, number>();
  const note = (kind: Drawn, code = 'applied'): void => {
    const key = `${kind}: ${code}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  };

  /** Applies operations one after the other; each must give what `check` wants, and its inverse must lead back. */
  function run(
    seed: number,
    list: readonly Drawn[],
    coverage: Coverage,
    check: (
      before: PlanState,
      after: PlanState,
      kind: Drawn,
      context: ReturnType<typeof planFrom>['context'],
    ) => void,
  ): void {
    const { plan: start, context, operator } = planFrom(seed, coverage);
    const states = [start];
    const steps: { change: Change; inverse: Change }[] = [];
    for (const kind of list) {
      const plan = states.at(-1)!;
      const parsed = parseOperation(JSON.parse(JSON.stringify(operator.draw(plan, kind))));
      if (!parsed.ok) {
        note(kind, 'not parsed');
        continue;
      }
      expect(describeOperation(plan, parsed.value).zh).not.toBe('');
      const applied = applyOperation(plan, parsed.value, context);
      if (!applied.ok) {
        note(kind, applied.error.code);
        continue;
      }
      note(kind);
      expect(canApply(plan, parsed.value, context)).toBeNull();
      const { plan: after, change, inverse } = applied.value;
      for (const { id, geometry } of change.put) {
        const valid = findInvalid(plan.communities.get(id)?.geometry ?? geometry).length === 0;
        if (valid) expect(findInvalid(geometry), `${kind}: ${id}`).toEqual([]);
      }
      expectKeptVertices(plan, change, kind);
      check(plan, after, kind, context);
      expectSame(applyChange(after, inverse), plan);
      states.push(after);
      steps.push({ change, inverse });
    }
    let plan = states.at(-1)!;
    for (const { inverse } of steps.toReversed()) plan = applyChange(plan, inverse);
    expectSame(plan, start);
    for (const { change } of steps) plan = applyChange(plan, change);
    expectSame(plan, states.at(-1)!);
  }

  it.each([
    ['a mesh', (seed: number) => dirtyCoverage(seed, 0)],
    ['a lattice', (seed: number) => repaired(latticeCoverage(seed, 0))],
    [
      'a repaired mesh with parts, holes and enclaves',
      (seed: number) => repaired(dirtyCoverage(seed, 0.3)),
    ],
  ] as const)(
    'keep %s without gaps, overlaps and mismatches',
    (_name, make) => {
      fc.assert(
        fc.property(seeds, kinds, (seed, list) => {
          const coverage = make(seed);
          const first = planFrom(seed, coverage);
          const given = faultsOf(first.plan, first.context.jurisdiction);
          fc.pre(given.length === 0);
          run(seed, list, coverage, (before, after, kind, { jurisdiction }) => {
            expect(
              faultsOf(after, jurisdiction).map(({ message }) => message.en),
              kind,
            ).toEqual([]);
            expect(Math.abs(areaOf(after) / areaOf(before) - 1), kind).toBeLessThan(1e-9);
          });
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it('leave a neighbour its vertex where a line crosses its border some micrometres beside it', () => {
    const changes = (before: PlanState, after: PlanState) => expect(after).not.toBe(before);
    // The last but one abolishes a community by units that end beside a corner of a community which takes no part.
    const first: Drawn[] = ['transfer-units', 'split-by-line', 'split-at-vertices'];
    const beside = dirtyCoverage(1073741823, 0);
    run(1073741823, [...first, 'abolish-by-units', 'merge'], beside, changes);
    // Here the edges of that community meet at a sharp angle, where parts of units end.
    const second: Drawn[] = [
      'transfer-triangle',
      'create',
      'abolish-by-units',
      'transfer-triangle',
    ];
    const sharp = repaired(dirtyCoverage(495418889, 0.3));
    run(495418889, [...second, 'split-into-parts', 'merge'], sharp, changes);
  });

  it('give a neighbour the vertex that a community with one there gets once more, on another ring', () => {
    const list: Drawn[] = ['draw-at-vertices', 'snap-borders', 'merge'];
    run(82198316, list, latticeCoverage(82198316, 0.3), (before, after, kind, { jurisdiction }) => {
      const known = missingAt(faultsOf(before, jurisdiction));
      const fresh = [...missingAt(faultsOf(after, jurisdiction))].filter((at) => !known.has(at));
      expect(fresh, kind).toEqual([]);
    });
  });

  it.each([
    ['a dirty mesh', (seed: number) => dirtyCoverage(seed, 0.3)],
    ['a dirty lattice', (seed: number) => latticeCoverage(seed, 0.3)],
  ] as const)(
    'make no fault of %s worse',
    (_name, make) => {
      fc.assert(
        fc.property(seeds, kinds, (seed, list) => {
          run(seed, list, make(seed), (before, after, kind, { jurisdiction }) => {
            const [had, has] = [faultsOf(before, jurisdiction), faultsOf(after, jurisdiction)];
            for (const fault of ['overlap', 'gap', 'outside'] as const) {
              const most = sumOf(had, fault) + NOTHING;
              expect(sumOf(has, fault), `${kind}: ${fault}`).toBeLessThan(most);
            }
            const known = missingAt(had);
            const fresh = [...missingAt(has)].filter((place) => !known.has(place));
            expect(fresh, kind).toEqual([]);
          });
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  afterAll(() => {
    if (process.env.PLAN_RUNS === undefined) return;
    console.info(
      [...outcomes]
        .sort()
        .map(([key, count]) => `${key} ${count}`)
        .join('\n'),
    );
  });
});
