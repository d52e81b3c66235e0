import { area, feature, featureCollection, intersect } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type {
  AreaGeometry,
  AuditResult,
  CommunityInput,
  Position,
} from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { createRandom } from '../../data/generator/random.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 30 });
const settings = { numRuns: 40 };

/** What must not depend on how the input is written down. */
const essence = (result: AuditResult) => ({
  counts: result.summary.counts,
  components: result.summary.components,
  rookPairs: result.summary.rookPairs,
  ids: result.findings.map(({ id }) => id).sort(),
  areas: result.findings
    .map((f) => Number((f.areaSquareMetres ?? 0).toFixed(3)))
    .sort((a, b) => a - b),
});

const mapRings = (
  geometry: AreaGeometry,
  change: (ring: Position[]) => Position[],
): AreaGeometry =>
  geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(change) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((p) => p.map(change)) };

const mapCommunities = (
  communities: readonly CommunityInput[],
  change: (ring: Position[]) => Position[],
): CommunityInput[] =>
  communities.map((c) => ({ ...c, geometry: c.geometry && mapRings(c.geometry, change) }));

describe('the audit does not depend on how the coverage is written down', () => {
  it('order of the communities', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { communities, outline } = dirtyCoverage(seed);
        const shuffled = createRandom(seed, 'order').shuffled(communities);
        expect(essence(auditCoverage(shuffled, { geometry: outline }))).toEqual(
          essence(auditCoverage(communities, { geometry: outline })),
        );
      }),
      settings,
    );
  });

  it('orientation of the rings and their first vertex', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 9 }), (seed, turn) => {
        const { communities, outline } = dirtyCoverage(seed);
        const turned = mapCommunities(communities, (ring) => {
          const open = ring.slice(0, -1).reverse();
          const at = turn % open.length;
          const moved = [...open.slice(at), ...open.slice(0, at)];
          return [...moved, moved[0]!];
        });
        expect(essence(auditCoverage(turned, { geometry: outline }))).toEqual(
          essence(auditCoverage(communities, { geometry: outline })),
        );
      }),
      settings,
    );
  });

  it('repeated vertices', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { communities } = dirtyCoverage(seed);
        const doubled = mapCommunities(communities, (ring) => ring.flatMap((p) => [p, [...p]]));
        expect(essence(auditCoverage(doubled))).toEqual(essence(auditCoverage(communities)));
      }),
      settings,
    );
  });
});

/** What is left of a result where only the plane counts: who, how often, and areas in square degrees. */
function planarEssence({ summary, findings }: AuditResult) {
  const ofKind = (kind: string) => findings.filter((finding) => finding.kind === kind);
  const placed = (kind: string) =>
    ofKind(kind)
      .map(({ communities, geometry }) => ({
        who: communities.join(),
        area: planarArea(geometry as AreaGeometry),
      }))
      .sort((a, b) => (a.who < b.who ? -1 : a.who > b.who ? 1 : b.area - a.area));
  return {
    counts: { ...summary.counts, sliver: 0 },
    components: summary.components,
    rookPairs: summary.rookPairs,
    regions: [...placed('overlap'), ...placed('gap'), ...placed('outside')],
  };
}

function planarArea(geometry: AreaGeometry): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flat().reduce((sum, ring) => {
    const [x0, y0] = ring[0] as [number, number];
    const doubled = ring.slice(1).reduce((area, [x, y], i) => {
      const [fromX, fromY] = ring[i]!;
      return area + (fromX! - x0) * (y! - y0) - (x! - x0) * (fromY! - y0);
    }, 0);
    return sum + doubled / 2;
  }, 0);
}

describe('the audit does not depend on where the coverage lies', () => {
  const seven = (value: number): number => Number(value.toFixed(7));
  const moves: [string, (position: Position) => Position][] = [
    ['moved east', ([x, y]) => [seven(x! + 3.7654321), y!]],
    ['moved across the equator', ([x, y]) => [x!, seven(y! - 30.0123457)]],
    ['turned by a quarter', ([x, y]) => [seven(100 - y!), seven(x! - 110)]],
    ['turned by a half', ([x, y]) => [seven(240 - x!), seven(60 - y!)]],
    ['mirrored', ([x, y]) => [seven(y! + 80), seven(x! - 90)]],
  ];
  // Limits in metres would mean something else at another latitude.
  const exact = { toleranceMetres: 0, minAreaSquareMetres: 0, sliverWidthMetres: 0 };

  it.each(moves)('%s', (_, move) => {
    const moved = (geometry: AreaGeometry): AreaGeometry =>
      mapRings(geometry, (ring) => ring.map(move));
    fc.assert(
      fc.property(seeds, (seed) => {
        const { communities, outline } = dirtyCoverage(seed);
        const elsewhere = communities.map((c) => ({ ...c, geometry: moved(c.geometry!) }));
        const before = planarEssence(auditCoverage(communities, { geometry: outline }, exact));
        const after = planarEssence(auditCoverage(elsewhere, { geometry: moved(outline) }, exact));
        expect({ ...after, regions: [] }).toEqual({ ...before, regions: [] });
        expect(after.regions.map(({ who }) => who)).toEqual(before.regions.map(({ who }) => who));
        after.regions.forEach(({ area, who }, i) => {
          const expected = Math.abs(before.regions[i]!.area);
          expect(Math.abs(Math.abs(area) - expected), who).toBeLessThan(1e-6 * expected + 1e-16);
        });
      }),
      settings,
    );
  });
});

describe('areas add up', () => {
  it('covered once + overlaps + gaps + outside account for communities and jurisdiction', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { communities, outline } = dirtyCoverage(seed);
        const { summary } = auditCoverage(
          communities,
          { geometry: outline },
          { minAreaSquareMetres: 0 },
        );
        // Σ communities − Σ pairwise overlaps + triple overlaps = jurisdiction − gaps + outside.
        // Outside is counted per community too, so overlaps out there cancel in the same way.
        const left = summary.areaSquareMetres - summary.overlapAreaSquareMetres;
        const right =
          geodesicArea(outline) - summary.gapAreaSquareMetres + summary.outsideAreaSquareMetres;
        const slack = summary.overlapAreaSquareMetres + 1;
        expect(Math.abs(left - right)).toBeLessThan(slack);
        if (summary.overlapAreaSquareMetres < 1e-6) expect(left).toBeCloseTo(right, 0);
      }),
      settings,
    );
  });
});

describe('Turf as a second opinion', () => {
  it('intersects each reported pair to the same area', () => {
    let compared = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const { communities } = dirtyCoverage(seed);
        const byId = new Map(communities.map((c) => [c.id, c.geometry!]));
        for (const finding of auditCoverage(communities).findings) {
          if (finding.kind !== 'overlap') continue;
          const [a, b] = finding.communities.map((id) => feature(byId.get(id)!));
          const shared = intersect(featureCollection([a!, b!]));
          // The same formula for both, so that only the geometry is compared.
          const ours = area(finding.geometry as AreaGeometry);
          const theirs = shared === null ? 0 : area(shared);
          expect(Math.abs(ours - theirs)).toBeLessThan(Math.max(1e-4, 1e-6 * theirs));
          compared++;
        }
      }),
      { numRuns: 30 },
    );
    expect(compared).toBeGreaterThan(15);
  });
});
