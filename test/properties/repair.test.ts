import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { isRepairable, repairCoverage } from '#engine/coverage/repair/repair-coverage.ts';
import {
  REPAIR_STRATEGIES,
  type RepairOptions,
  type RepairResult,
} from '#engine/coverage/repair/types.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { createRandom } from '../../data/generator/random.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';
import { propertyRuns } from '../helpers/property-runs.ts';
import {
  essenceOf,
  expectBalancedBooks,
  planeAreaOf,
  ringsOf,
  segmentsOf,
  totalPlaneArea,
} from '../helpers/repair-checks.ts';
import { tangledCoverage } from '../helpers/tangled-coverage.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 30 });
const settings = { numRuns: propertyRuns(40) };

/** Everything that a strategy can mend is mended. */
const everything: RepairOptions = {
  leaveWiderThanMetres: Number.POSITIVE_INFINITY,
  clip: true,
  duplicates: 'drop',
};
const strategies = fc.constantFrom<RepairOptions>(
  {},
  { gaps: 'largest-neighbour', overlaps: 'smallest-neighbour' },
  { gaps: 'smallest-neighbour', overlaps: 'largest-neighbour' },
  { gaps: 'divide', overlaps: 'divide' },
);

/** With the outline or without. */
const towns = fc.record({ seed: seeds, hasOutline: fc.boolean() });
function townOf({ seed, hasOutline }: { seed: number; hasOutline: boolean }) {
  const { communities, outline } = dirtyCoverage(seed);
  return { communities, jurisdiction: hasOutline ? { geometry: outline } : null };
}

const partedIn = ({ findings }: RepairResult['audit']): string[] =>
  findings
    .filter(({ kind }) => kind === 'non-contiguous')
    .flatMap(({ communities }) => communities);

describe('after a repair', () => {
  it('the audit finds nothing that a repair is for, and no community has fallen apart', () => {
    fc.assert(
      fc.property(towns, strategies, (town, strategy) => {
        const { communities, jurisdiction } = townOf(town);
        const result = repairCoverage(communities, jurisdiction, { ...everything, ...strategy });
        const audit = auditCoverage(result.communities, result.jurisdiction, {
          minAreaSquareMetres: 0.01,
        });
        expect(audit.findings.filter(isRepairable)).toEqual([]);
        const before = partedIn(result.before);
        expect(partedIn(audit).filter((id) => !before.includes(id))).toEqual([]);
        expect(result).toMatchObject({ isClean: true, left: [] });
      }),
      settings,
    );
  });

  it('repairing again changes nothing', () => {
    fc.assert(
      fc.property(towns, strategies, fc.boolean(), (town, strategy, isComplete) => {
        const { communities, jurisdiction } = townOf(town);
        const options = { ...(isComplete ? everything : {}), ...strategy };
        const once = repairCoverage(communities, jurisdiction, options);
        const twice = repairCoverage(once.communities, once.jurisdiction, options);
        expect(twice.changes).toEqual([]);
        expect(twice.communities.every((item, i) => item === once.communities[i])).toBe(true);
        expect(twice.left).toEqual(once.left);
      }),
      settings,
    );
  });

  it('the order of the input makes no difference', () => {
    fc.assert(
      fc.property(towns, strategies, (town, strategy) => {
        const { communities, jurisdiction } = townOf(town);
        const options = { ...everything, ...strategy };
        const shuffled = createRandom(town.seed, 'order').shuffled(communities);
        expect(essenceOf(repairCoverage(shuffled, jurisdiction, options))).toEqual(
          essenceOf(repairCoverage(communities, jurisdiction, options)),
        );
      }),
      settings,
    );
  });
});

describe('land', () => {
  // In the plane, where edges are straight: union before + gaps filled − cut off = sum after.
  it('is kept to a billionth', () => {
    fc.assert(
      fc.property(towns, strategies, (town, strategy) => {
        const { communities, jurisdiction } = townOf(town);
        const options = { ...everything, clip: false, ...strategy };
        const result = repairCoverage(communities, jurisdiction, options);
        const after = totalPlaneArea(result.communities);
        expect(result.area.planeDifference).toBeLessThan(1e-9);
        if (jurisdiction !== null) {
          // What is left outside stands once as well: overlaps are resolved there too.
          const outside = result.left
            .filter(({ kind }) => kind === 'outside')
            .reduce((sum, { geometry }) => sum + planeAreaOf(geometry), 0);
          expect(after / (planeAreaOf(jurisdiction.geometry) + outside)).toBeCloseTo(1, 8);
        }
      }),
      settings,
    );
  });

  it('the books of every repair balance to a billionth, on the ellipsoid too', () => {
    fc.assert(
      fc.property(towns, strategies, (town, strategy) => {
        const { communities, jurisdiction } = townOf(town);
        expectBalancedBooks(
          repairCoverage(communities, jurisdiction, { ...everything, ...strategy }),
        );
      }),
      settings,
    );
  });
});

describe('shapes thrown upon one another', () => {
  const options = fc.record({
    gaps: fc.constantFrom(...REPAIR_STRATEGIES),
    overlaps: fc.constantFrom(...REPAIR_STRATEGIES),
    leaveWiderThanMetres: fc.constantFrom(Number.POSITIVE_INFINITY, 20),
    clip: fc.boolean(),
    duplicates: fc.constantFrom('leave' as const, 'drop' as const),
  });
  const tangles = fc.record({
    seed: seeds,
    most: fc.constantFrom(6, 6, 12, 25),
    hasOutline: fc.boolean(),
  });

  it('the land is accounted for, what is left is told, and nothing is left to do', () => {
    fc.assert(
      fc.property(tangles, options, ({ seed, most, hasOutline }, chosen) => {
        const { communities, outline } = tangledCoverage(seed, most);
        const jurisdiction = hasOutline ? { geometry: outline } : null;
        const result = repairCoverage(communities, jurisdiction, chosen);
        expectBalancedBooks(result);
        expect(result.area.planeDifference).toBeLessThan(1e-7);
        expect(result.left.length > 0).toBe(!result.isClean);
        const again = repairCoverage(result.communities, result.jurisdiction, chosen);
        expect(again.changes).toEqual([]);
        expect(again.communities.every((item, i) => item === result.communities[i])).toBe(true);
      }),
      { numRuns: propertyRuns(150) },
    );
  });
});

describe('what matched', () => {
  it('does not move: both communities keep every segment that they shared and nobody else claimed', () => {
    let compared = 0;
    fc.assert(
      fc.property(towns, (town) => {
        const { communities, jurisdiction } = townOf(town);
        const result = repairCoverage(communities, jurisdiction, everything);
        const changed = result.changes.flatMap(({ kind, geometry }) =>
          kind === 'add-vertices' || geometry === null ? [] : ringsOf(geometry as AreaGeometry),
        );
        const dropped = new Set(
          result.changes.flatMap(({ kind, from }) => (kind === 'drop-duplicate' ? from : [])),
        );
        const kept = communities.filter(({ id }) => !dropped.has(id));
        const segments = segmentsOf(kept);
        const after = new Map(result.communities.map((item) => [item.id, verticesOfRings(item)]));
        for (const community of kept) {
          for (const [a, b] of matchedSegments(community, segments)) {
            if ([a, b].some((end) => changed.some((ring) => isNear(ring, end)))) continue;
            compared++;
            expect(after.get(community.id)!.has(a.join())).toBe(true);
            expect(after.get(community.id)!.has(b.join())).toBe(true);
          }
        }
      }),
      settings,
    );
    expect(compared).toBeGreaterThan(propertyRuns(5000));
  });

  it('communities that no change names are the very same objects', () => {
    fc.assert(
      fc.property(towns, strategies, fc.boolean(), (town, strategy, isComplete) => {
        const { communities, jurisdiction } = townOf(town);
        const options = { ...(isComplete ? everything : {}), ...strategy };
        const result = repairCoverage(communities, jurisdiction, options);
        const named = new Set(result.changes.flatMap((change) => change.communities));
        result.communities.forEach((item, i) => {
          const isSame = item === communities[result.origins[i]!];
          expect(isSame || named.has(item.id)).toBe(true);
          expect(result.changed.includes(item.id)).toBe(!isSame);
        });
      }),
      settings,
    );
  });
});

const verticesOfRings = ({ geometry }: CommunityInput): Set<string> =>
  new Set(ringsOf(geometry).flatMap((ring) => ring.map((position) => position.join())));

/** Segments whose reverse one other community has, and no third. */
function* matchedSegments(
  { geometry }: CommunityInput,
  segments: ReadonlyMap<string, number>,
): Generator<[Position, Position]> {
  for (const ring of ringsOf(geometry)) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      const isMatched =
        segments.get(`${a.join()}>${b.join()}`) === 1 &&
        segments.get(`${b.join()}>${a.join()}`) === 1;
      if (isMatched) yield [a, b];
    }
  }
}

/** Is a position inside a ring or on it? */
function isNear(ring: readonly Position[], [x, y]: Position): boolean {
  let isInside = false;
  for (let i = 1; i < ring.length; i++) {
    const [[ax, ay], [bx, by]] = [ring[i - 1] as [number, number], ring[i] as [number, number]];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const share = ((x! - ax) * (bx - ax) + (y! - ay) * (by - ay)) / length ** 2;
    const t = Math.min(1, Math.max(0, share));
    if (Math.hypot(ax + t * (bx - ax) - x!, ay + t * (by - ay) - y!) < 1e-9) return true;
    if (ay > y! !== by > y! && x! < ax + ((y! - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
  }
  return isInside;
}
