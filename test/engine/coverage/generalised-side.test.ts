import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AuditOptions, AuditResult, Finding, Position } from '#engine/coverage/types.ts';
import { box, community, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

type Line = (readonly [number, number])[];

/** A border from south to north that wavers around x = 100 by up to so many metres, a vertex every 10 m. */
const wavering = (width: number, vertices = 20): Line =>
  Array.from({ length: vertices + 1 }, (_, i) => [
    100 + (i === 0 || i === vertices ? 0 : width * Math.sin(2.3 * i)),
    10 * i,
  ]);

/** Every nth vertex, and the last. */
const everyNth = (line: Line, n: number): Line =>
  line.filter((_, i) => i % n === 0 || i === line.length - 1);

/** West of one line, east of another: two blocks 100 m wide. */
function pair(west: Line, east: Line, north = 200) {
  return [
    community('W', polygon(ring([0, 0], ...west, [0, north]))),
    community('E', polygon(ring([200, 0], [200, north], ...[...east].reverse()))),
  ];
}

const generalised = (result: AuditResult): Finding[] =>
  result.findings.filter(({ detail }) => detail === 'generalised-side');
const audit = (west: Line, east: Line, options: AuditOptions = {}): AuditResult =>
  auditCoverage(pair(west, east), null, options);

describe('a generalised side is told apart', () => {
  const fine = wavering(1);

  it('every second vertex left out: one finding beside the overlaps and gaps', () => {
    const result = audit(everyNth(fine, 2), fine);
    const [finding, ...more] = generalised(result);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'coverage.mismatch',
      kind: 'mismatch',
      severity: 'warning',
      communities: ['E', 'W'],
      areaSquareMetres: null,
      widthMetres: null,
      geometry: { type: 'LineString' },
      figures: { stretches: 1, fineVertices: 21, coarseVertices: 11 },
    });
    expect(finding!.figures!.lengthMetres).toBeGreaterThan(200);
    expect(finding!.figures!.lengthMetres).toBeLessThan(230);
    expect(finding!.figures!.distanceMetres).toBeGreaterThan(1);
    expect(finding!.figures!.distanceMetres).toBeLessThan(2.1);
    expect(finding!.message.en).toMatch(
      /^The border of W社区 is a generalised version of that of E社区 here: 11 vertices against 21 over 2\d\d m, up to [\d.]+ m apart\.$/,
    );
    expect(finding!.message.zh).toMatch(/^“W社区”在此处的边界是“E社区”边界的简化线：/);
    expect(result.summary.counts.overlap).toBe(1);
    expect(result.summary.counts.gap).toBeGreaterThan(1);
    const without = result.findings.filter(({ kind }) => kind === 'overlap' || kind === 'gap');
    const area = without.reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres!, 0);
    const { overlapAreaSquareMetres, gapAreaSquareMetres } = result.summary;
    expect(area).toBeCloseTo(overlapAreaSquareMetres + gapAreaSquareMetres, 6);
  });

  it('whichever of the two is the coarse one', () => {
    const [finding] = generalised(audit(fine, everyNth(fine, 3)));
    expect(finding!.message.en).toContain('The border of E社区');
    expect(finding!.figures).toMatchObject({ fineVertices: 21, coarseVertices: 8 });
  });

  it('down to a straight line that the other side crosses', () => {
    const [finding] = generalised(audit(everyNth(fine, 20), fine));
    expect(finding!.figures).toMatchObject({ fineVertices: 21, coarseVertices: 2 });
  });

  it('where the start of a ring, its direction and the order of the features change nothing', () => {
    const expected = generalised(audit(everyNth(fine, 2), fine));
    const [west, east] = pair(everyNth(fine, 2), fine);
    const turned = [east!, west!].map(({ id, geometry }, i) => {
      const open = (geometry!.coordinates as Position[][])[0]!.slice(0, -1);
      const moved = [...open.slice(7), ...open.slice(0, 7)];
      if (i === 1) moved.reverse();
      return community(id, polygon([...moved, moved[0]!]));
    });
    expect(generalised(auditCoverage(turned))).toEqual(expected);
  });

  it('all around an island, from whatever vertex its ring starts', () => {
    const round = Array.from({ length: 24 }, (_, i): [number, number] => {
      const radius = 30 + (i % 2);
      const angle = (2 * Math.PI * i) / 24;
      return [100 + radius * Math.cos(angle), 100 + radius * Math.sin(angle)];
    });
    const hole = ring(...round).reverse();
    const found = [0, 5].map((start) => {
      const coarse = round.filter((_, i) => i % 2 === 0);
      const island = ring(...coarse.slice(start), ...coarse.slice(0, start));
      const result = auditCoverage([
        community('A', polygon(box(0, 0, 200, 200), hole)),
        community('B', polygon(island)),
      ]);
      return generalised(result).map(({ id, figures, location }) => ({ id, figures, location }));
    });
    expect(found[0]).toHaveLength(1);
    expect(found[0]![0]!.figures).toMatchObject({ fineVertices: 25, coarseVertices: 13 });
    expect(found[1]![0]!.figures).toMatchObject({ fineVertices: 25, coarseVertices: 13 });
    expect(found[1]![0]!.id).toBe(found[0]![0]!.id);
  });

  it('two stretches of one border are one finding', () => {
    const half = fine.filter((_, i) => i % 2 === 0 || (i > 6 && i < 14));
    const [finding, ...more] = generalised(audit(half, fine));
    expect(more).toEqual([]);
    expect(finding!.geometry!.type).toBe('MultiLineString');
    expect(finding!.figures).toMatchObject({ stretches: 2 });
    expect(finding!.message.en).toContain('in 2 stretches');
  });
});

describe('no generalised side', () => {
  const fine = wavering(1);

  it('jitter: as many vertices, moved', () => {
    const jittered = fine.map(([x, y], i): [number, number] =>
      i % 20 === 0 ? [x, y] : [x + 0.6 * Math.cos(3.1 * i), y],
    );
    const result = audit(jittered, fine);
    expect(result.summary.counts.overlap + result.summary.counts.gap).toBeGreaterThan(1);
    expect(generalised(result)).toEqual([]);
  });

  it('a bulge: as many vertices, all on one side', () => {
    const bulge = fine.map(([x, y], i): [number, number] => [
      x + 3 * Math.sin((Math.PI * i) / 20),
      y,
    ]);
    bulge[0] = fine[0] as [number, number];
    bulge[20] = fine[20] as [number, number];
    expect(generalised(audit(bulge, fine))).toEqual([]);
  });

  it('T-junctions: the vertices left out lie on the line, or within the tolerance', () => {
    const straight = wavering(0);
    expect(generalised(audit(everyNth(straight, 2), straight))).toEqual([]);
    const nearly = wavering(0.04);
    expect(generalised(audit(everyNth(nearly, 2), nearly))).toEqual([]);
  });

  it('a gap strip and a wedge beside a straight line', () => {
    const beside = (...between: Line): Line => [
      [100, 0],
      [100, 20],
      ...between,
      [100, 180],
      [100, 200],
    ];
    const straight = beside();
    const strip = beside([103, 30], [103, 170]);
    const wedge = beside([104, 100]);
    for (const line of [strip, wedge]) {
      const result = audit(straight, line);
      expect(result.summary.counts.gap).toBe(1);
      expect(generalised(result)).toEqual([]);
    }
  });

  it('vertices left out that are further away than the sliver width', () => {
    const wide = wavering(8);
    expect(generalised(audit(everyNth(wide, 2), wide))).toEqual([]);
    expect(generalised(audit(everyNth(wide, 2), wide, { sliverWidthMetres: 20 }))).toHaveLength(1);
  });

  it('a third community between the two', () => {
    const west = everyNth(fine, 2);
    const [w, e] = pair(west, fine);
    // Takes part at every vertex that W leaves out.
    const squares = fine
      .filter((_, i) => i % 2 === 1)
      .map(([x, y]) => ring([x, y], [x + 2, y - 1], [x + 2, y + 1]));
    const third = community('T', multiPolygon(...squares.map((square) => [square])));
    expect(generalised(auditCoverage([w!, e!, third]))).toEqual([]);
  });
});
