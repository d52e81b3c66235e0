import { describe, expect, it } from 'vitest';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import { repairCoverage } from '#engine/coverage/repair/repair-coverage.ts';
import type { RepairOptions, RepairResult } from '#engine/coverage/repair/types.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { dirtyCoverage } from '../../helpers/dirty-coverage.ts';
import {
  expectBalancedBooks,
  planeAreaOf,
  ringsOf,
  verticesOf,
} from '../../helpers/repair-checks.ts';
import { at, box, community, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

const outline = (...rings: Position[][]) => ({ geometry: polygon(...rings) });
const kindsOf = ({ changes }: RepairResult): string[] => changes.map(({ kind }) => kind).sort();
const leftOf = ({ left }: RepairResult): string[] =>
  left.map(({ kind, reason }) => `${kind}: ${reason}`).sort();
const geometryOf = ({ communities }: RepairResult, id: string): AreaGeometry =>
  communities.find((item) => item.id === id)!.geometry!;
const areaOf = (result: RepairResult, id: string): number => geodesicArea(geometryOf(result, id));

/** Repairs, and checks what holds for every repair. */
function repair(
  communities: CommunityInput[],
  jurisdiction: { geometry: AreaGeometry } | null = null,
  options: RepairOptions = {},
): RepairResult {
  const result = repairCoverage(communities, jurisdiction, options);
  const again = repairCoverage(result.communities, result.jurisdiction, options);
  expect(again.changes).toEqual([]);
  expect(again.communities.every((item, i) => item === result.communities[i])).toBe(true);
  expect(again.jurisdiction).toBe(result.jurisdiction);
  // On a town this small, a micrometre along a side of 100 m is 5e-9 of it.
  expect(result.area.planeDifference).toBeLessThan(1e-8);
  expect(result.origins.map((origin) => communities[origin]!.id)).toEqual(
    result.communities.map(({ id }) => id),
  );
  expectBalancedBooks(result);
  expect(result.isClean).toBe(result.left.length === 0);
  return result;
}

const west = community('W', polygon(box(0, 0, 100, 100)));
const east = community('E', polygon(box(100, 0, 200, 100)));

describe('nothing to repair', () => {
  it('a clean coverage comes back as it is', () => {
    const town = outline(ring([0, 0], [100, 0], [200, 0], [200, 100], [100, 100], [0, 100]));
    const result = repair([west, east], town);
    expect(result.communities).toEqual([west, east]);
    expect(result.communities[0]).toBe(west);
    expect(result.jurisdiction).toBe(town);
    expect(result).toMatchObject({ changes: [], left: [], changed: [], isClean: true });
    expect(result.audit).toBe(result.before);
  });

  it('no communities at all', () => {
    expect(repair([])).toMatchObject({ communities: [], changes: [], isClean: true });
  });

  it('parts and enclaves are none of its business', () => {
    const around = community('A', polygon(box(0, 0, 100, 100), box(40, 40, 60, 60).reverse()));
    const inner = community('B', polygon(box(40, 40, 60, 60)));
    const apart = community('C', multiPolygon([box(200, 0, 300, 100)], [box(400, 0, 500, 100)]));
    const result = repair([around, inner, apart]);
    expect(result).toMatchObject({ changes: [], isClean: true });
    expect(result.audit.summary.counts).toMatchObject({ enclave: 1, 'non-contiguous': 1 });
  });
});

describe('gaps', () => {
  /** A gap of 10 m × 20 m: 30 m of its border with W, 20 m with E, 10 m with N. */
  const gapW = community(
    'W',
    polygon(ring([0, 0], [110, 0], [110, 40], [100, 40], [100, 60], [100, 100], [0, 100])),
  );
  const gapE = community(
    'E',
    polygon(ring([110, 0], [200, 0], [200, 100], [110, 100], [110, 60], [110, 40])),
  );
  const gapN = community('N', polygon(ring([100, 60], [110, 60], [110, 100], [100, 100])));
  const all = [gapW, gapE, gapN];

  it('go to the longest shared border', () => {
    const result = repair(all);
    expect(kindsOf(result)).toEqual(['fill-gap']);
    expect(result.changes[0]).toMatchObject({ from: [], to: ['W'], communities: ['W'] });
    expect(result.changes[0]!.areaSquareMetres).toBeCloseTo(200, 1);
    expect(result.changes[0]!.widthMetres).toBeCloseTo(10, 1);
    expect(areaOf(result, 'W') - geodesicArea(gapW.geometry!)).toBeCloseTo(200, 1);
    expect(result.isClean).toBe(true);
    expect(result.communities[1]).toBe(gapE);
    expect(result.communities[2]).toBe(gapN);
  });

  it.each([
    ['largest-neighbour', 'W'],
    ['smallest-neighbour', 'N'],
  ] as const)('%s', (gaps, id) => {
    const result = repair(all, null, { gaps });
    expect(result.changes[0]).toMatchObject({ kind: 'fill-gap', to: [id] });
    expect(result.isClean).toBe(true);
  });

  it('are left by choice', () => {
    const result = repair(all, null, { gaps: 'leave' });
    expect(leftOf(result)).toEqual(['gap: by-choice']);
    expect(result).toMatchObject({ changes: [], isClean: false });
    expect(result.left[0]!.communities).toEqual(['E', 'N', 'W']);
  });

  it('are left when they are wider than the limit, 50 m unless said otherwise', () => {
    const holed = community('W', polygon(box(0, 0, 300, 300), box(100, 100, 160, 160)));
    expect(leftOf(repair([holed]))).toEqual(['gap: too-wide']);
    expect(leftOf(repair(all, null, { leaveWiderThanMetres: 9 }))).toEqual(['gap: too-wide']);
    const filled = repair([holed], null, { leaveWiderThanMetres: Number.POSITIVE_INFINITY });
    expect(filled.communities[0]!.geometry).toEqual(polygon(box(0, 0, 300, 300)));
  });

  it('without a neighbour are left', () => {
    const town = { geometry: multiPolygon([box(0, 0, 100, 100)], [box(300, 0, 310, 100)]) };
    expect(leftOf(repair([west], town))).toEqual(['gap: no-neighbour']);
  });

  it('along the outline are filled up to it', () => {
    const town = outline(ring([0, 0], [100, 0], [210, 0], [210, 100], [100, 100], [0, 100]));
    const result = repair([west, east], town);
    expect(geometryOf(result, 'E')).toEqual(
      polygon(ring([100, 0], [210, 0], [210, 100], [100, 100])),
    );
    expect(result.jurisdiction).toBe(town);
  });

  it('are divided along the middle', () => {
    const a = community('A', polygon(ring([0, 0], [100, 0], [100, 100], [0, 100])));
    const b = community('B', polygon(ring([120, 0], [200, 0], [200, 100], [120, 100])));
    const town = outline(
      ring([0, 0], [100, 0], [120, 0], [200, 0], [200, 100], [120, 100], [100, 100], [0, 100]),
    );
    const result = repair([a, b], town, { gaps: 'divide' });
    expect(result.changes[0]).toMatchObject({ kind: 'fill-gap', to: ['A', 'B'] });
    expect(areaOf(result, 'A')).toBeCloseTo(11_000, -1);
    expect(areaOf(result, 'B')).toBeCloseTo(9_000, -1);
    // Every new vertex lies half-way between the two lines, to a few centimetres.
    const given = new Set([...verticesOf(a.geometry), ...verticesOf(b.geometry)]);
    const [left, , right] = [at(100, 0), at(110, 0), at(120, 0)];
    for (const position of ringsOf(geometryOf(result, 'A')).flat()) {
      if (given.has(position.join())) continue;
      const share = (position[0]! - left[0]!) / (right[0]! - left[0]!);
      expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
    }
    expect(result.isClean).toBe(true);
  });

  it('between three are divided into three', () => {
    const sides = [0, 1, 2].map((k) => {
      const corner = (angle: number, radius: number): [number, number] => [
        radius * Math.cos(angle),
        radius * Math.sin(angle),
      ];
      const [from, to] = [(k * 2 * Math.PI) / 3, ((k + 1) * 2 * Math.PI) / 3];
      return community(
        `S${k}`,
        polygon(ring(corner(from, 15), corner(from, 100), corner(to, 100), corner(to, 15))),
      );
    });
    const before = sides.map(({ geometry }) => geodesicArea(geometry!));
    const result = repair(sides, null, { gaps: 'divide' });
    const gained = sides.map(({ id }, i) => areaOf(result, id) - before[i]!);
    const gap = (3 * Math.sqrt(3) * 15 ** 2) / 4;
    for (const share of gained) expect(Math.abs(share - gap / 3)).toBeLessThan(gap * 0.04);
    expect(result.isClean).toBe(true);
  });
});

describe('overlaps', () => {
  const bulging = community(
    'E',
    polygon(ring([100, 0], [200, 0], [200, 100], [100, 100], [90, 70], [90, 30])),
  );

  it('go to one of the two, and the border is in both rings', () => {
    const result = repair([west, bulging]);
    expect(kindsOf(result)).toEqual(['resolve-overlap']);
    const [{ from, to }] = result.changes as [RepairResult['changes'][number]];
    expect([...from, ...to].sort()).toEqual(['E', 'W']);
    const [loser, keeper] = [geometryOf(result, from[0]!), geometryOf(result, to[0]!)];
    const shared = [...verticesOf(loser)].filter((vertex) => verticesOf(keeper).has(vertex));
    expect(shared.length).toBeGreaterThanOrEqual(2);
    expect(result.isClean).toBe(true);
    expect(result.area.resolvedSquareMetres).toBeCloseTo(
      result.before.summary.overlapAreaSquareMetres,
      3,
    );
  });

  it('take the line of whoever keeps them, vertex for vertex', () => {
    // 103 m of the overlap's border lie against W's land, 100 m against E's.
    const result = repair([west, bulging]);
    expect(result.changes[0]).toMatchObject({ from: ['E'], to: ['W'] });
    expect(result.communities[0]).toBe(west);
    expect(geometryOf(result, 'E')).toEqual(polygon(box(100, 0, 200, 100)));
  });

  it.each([
    ['largest-neighbour', 'E'],
    ['smallest-neighbour', 'W'],
  ] as const)('%s', (overlaps, id) => {
    const result = repair([west, bulging], null, { overlaps });
    expect(result.changes[0]).toMatchObject({ to: [id] });
    expect(result.isClean).toBe(true);
  });

  it('crossing lines get the crossing as a vertex on both sides', () => {
    const slanted = community('S', polygon(ring([110, 0], [200, 0], [200, 100], [90, 100])));
    const result = repair([west, slanted]);
    const crossing = at(100, 50);
    for (const id of result.changed) {
      const near = ringsOf(geometryOf(result, id))
        .flat()
        .some(([x, y]) => Math.hypot(x! - crossing[0]!, y! - crossing[1]!) < 1e-9);
      expect(near).toBe(true);
    }
    // The gap below the crossing is open: it stays.
    expect(result.isClean).toBe(true);
  });

  it('are divided along the middle', () => {
    const a = community('A', polygon(box(0, 0, 110, 100)));
    const b = community('B', polygon(box(90, 0, 200, 100)));
    const result = repair([a, b], null, { overlaps: 'divide' });
    expect(result.changes[0]).toMatchObject({ kind: 'resolve-overlap', to: ['A', 'B'] });
    expect(areaOf(result, 'A')).toBeCloseTo(10_000, -1);
    expect(areaOf(result, 'B')).toBeCloseTo(10_000, -1);
    expect(result.isClean).toBe(true);
  });

  it('of three communities leave nothing claimed twice', () => {
    const a = community('A', polygon(box(0, 0, 105, 105)));
    const b = community('B', polygon(box(95, 0, 200, 105)));
    const c = community('C', polygon(box(0, 95, 200, 200)));
    for (const overlaps of ['longest-border', 'smallest-neighbour', 'divide'] as const) {
      const result = repair([a, b, c], null, { overlaps });
      expect(result.isClean).toBe(true);
      expect(result.audit.summary.counts['non-contiguous']).toBe(0);
      const total = result.communities.reduce(
        (sum, { geometry }) => sum + planeAreaOf(geometry),
        0,
      );
      expect(total / planeAreaOf(polygon(box(0, 0, 200, 200)))).toBeCloseTo(1, 8);
    }
  });

  it('wider than the limit are left, and nothing about them changes', () => {
    const wide = community('E', polygon(box(20, 0, 200, 100)));
    const result = repair([west, wide]);
    expect(leftOf(result)).toEqual(['overlap: too-wide']);
    expect(result.communities[0]).toBe(west);
    expect(result.communities[1]).toBe(wide);
  });

  it('are not given where the loser would fall apart', () => {
    // H crosses the whole of W; W surrounds most of it, yet W keeps its land together.
    const narrow = community('H', polygon(ring([50, -60], [60, -60], [60, 160], [50, 160])));
    const result = repair([west, narrow]);
    expect(result.isClean).toBe(true);
    const parted = result.audit.findings.filter(({ kind }) => kind === 'non-contiguous');
    expect(parted.map(({ areaSquareMetres }) => areaSquareMetres! < 1000)).not.toContain(false);
  });
});

describe('communities that would vanish', () => {
  const everything = { leaveWiderThanMetres: Number.POSITIVE_INFINITY };

  it('one inside another cuts its hole there', () => {
    const inner = community('I', polygon(box(20, 20, 40, 40)));
    const result = repair([west, inner], null, everything);
    expect(result.changes[0]).toMatchObject({ from: ['W'], to: ['I'] });
    expect(result.communities[1]).toBe(inner);
    expect(ringsOf(geometryOf(result, 'W'))).toHaveLength(2);
    expect(result.isClean).toBe(true);
  });

  it('the outline of the district among its communities is left', () => {
    const district = community(
      'D',
      polygon(ring([0, 0], [100, 0], [200, 0], [200, 100], [100, 100], [0, 100])),
    );
    const result = repair([west, east, district], null, everything);
    expect(leftOf(result)).toEqual(['overlap: would-vanish', 'overlap: would-vanish']);
    expect(result.changes).toEqual([]);
  });

  it('duplicates are left, or dropped when that is asked for', () => {
    const copy = community('A', polygon(box(0, 0, 100, 100)));
    expect(leftOf(repair([west, copy, east]))).toEqual(['overlap: duplicate']);
    const result = repair([west, copy, east], null, { duplicates: 'drop' });
    expect(kindsOf(result)).toEqual(['drop-duplicate']);
    expect(result.changes[0]).toMatchObject({ from: ['W'], to: ['A'] });
    expect(result.communities.map(({ id }) => id)).toEqual(['A', 'E']);
    expect(result.origins).toEqual([1, 2]);
    expect(result.isClean).toBe(true);
  });

  it('near duplicates are left: nothing worth keeping would stay of one', () => {
    const copy = community('A', polygon(ring([0.2, 0.2], [100, 0], [100, 100], [0, 100])));
    const result = repair([west, copy], null, everything);
    expect(leftOf(result)).toContain('overlap: would-vanish');
    expect(result.communities).toHaveLength(2);
  });

  it('one wholly outside is not clipped away', () => {
    const far = community('F', polygon(box(300, 0, 310, 100)));
    const result = repair([west, far], outline(box(0, 0, 100, 100)), { clip: true });
    expect(leftOf(result)).toEqual(['outside: would-vanish']);
    expect(result.communities[1]).toBe(far);
  });
});

describe('borders that do not match', () => {
  it('a vertex that one side misses is added to it, with the other’s coordinates', () => {
    const south = community('S', polygon(box(100, 0, 200, 50)));
    const north = community('N', polygon(box(100, 50, 200, 100)));
    const result = repair([west, south, north]);
    expect(kindsOf(result)).toEqual(['add-vertices']);
    expect(result.changes[0]).toMatchObject({ communities: ['W'], areaSquareMetres: null });
    expect(geometryOf(result, 'W')).toEqual(
      polygon(ring([0, 0], [100, 0], [100, 50], [100, 100], [0, 100])),
    );
    expect(result.communities[1]).toBe(south);
  });

  it('two lines a few centimetres apart become one of the two', () => {
    const wiggly = community(
      'E',
      polygon(
        ring([100, 0], [200, 0], [200, 100], [100, 100], [100.04, 75], [99.97, 50], [100.05, 25]),
      ),
    );
    const result = repair([west, wiggly]);
    expect(kindsOf(result)).toEqual(['snap-border']);
    // The more detailed line stays, whole.
    expect(result.communities[1]).toBe(wiggly);
    expect(geometryOf(result, 'W')).toEqual(
      polygon(
        ring([0, 0], [100, 0], [100.05, 25], [99.97, 50], [100.04, 75], [100, 100], [0, 100]),
      ),
    );
    expect(result.changes[0]!.message.en).toMatch(/^The border of E社区 and W社区 made one line/);
  });

  it('they are snapped even where gaps and overlaps are to be left', () => {
    const wiggly = community(
      'E',
      polygon(ring([100, 0], [200, 0], [200, 100], [100, 100], [99.95, 50])),
    );
    const result = repair([west, wiggly], null, { gaps: 'leave', overlaps: 'leave' });
    expect(kindsOf(result)).toEqual(['snap-border']);
    expect(result.isClean).toBe(true);
  });

  it('a tolerance of 0 snaps nothing', () => {
    const wiggly = community(
      'E',
      polygon(ring([100, 0], [200, 0], [200, 100], [100, 100], [99.95, 50])),
    );
    const options = { gaps: 'leave', overlaps: 'leave', toleranceMetres: 0 } as const;
    expect(repair([west, wiggly], null, options).changes).toEqual([]);
  });

  it('a hairline that is open to the outside is closed', () => {
    const shifted = community('E', polygon(box(100.05, 0, 200, 100)));
    const result = repair([west, shifted]);
    expect(result.isClean).toBe(true);
    expect(kindsOf(result)).toContain('snap-border');
    expect(result.audit.summary.rookPairs).toBe(1);
    expect(result.audit.summary.components).toBe(1);
  });

  it('a border a few centimetres off the outline follows the outline', () => {
    const short = community('E', polygon(box(100, 0, 199.95, 100)));
    const town = outline(ring([0, 0], [100, 0], [200, 0], [200, 100], [100, 100], [0, 100]));
    const result = repair([west, short], town);
    expect(geometryOf(result, 'E')).toEqual(polygon(box(100, 0, 200, 100)));
    expect(result.jurisdiction).toBe(town);
  });

  it('the outline gets a vertex where a border ends on it', () => {
    const result = repair([west, east], outline(box(0, 0, 200, 100)));
    expect(result.communities).toEqual([west, east]);
    expect(result.jurisdiction!.geometry).toEqual(
      polygon(ring([0, 0], [100, 0], [200, 0], [200, 100], [100, 100], [0, 100])),
    );
    expect(result.changes[0]).toMatchObject({ kind: 'add-vertices', communities: [] });
    expect(result.isClean).toBe(true);
  });
});

describe('land outside', () => {
  const over = community('E', polygon(box(100, 0, 210, 100)));
  const town = outline(ring([0, 0], [100, 0], [200, 0], [200, 100], [100, 100], [0, 100]));

  it('is left and reported', () => {
    const result = repair([west, over], town);
    expect(leftOf(result)).toEqual(['outside: outside']);
    expect(result.isClean).toBe(false);
  });

  it('is cut off when that is asked for', () => {
    const result = repair([west, over], town, { clip: true });
    expect(result.changes[0]).toMatchObject({ kind: 'clip', from: ['E'], to: [] });
    expect(geometryOf(result, 'E')).toEqual(polygon(box(100, 0, 200, 100)));
    expect(result.isClean).toBe(true);
  });
});

describe('invalid shapes', () => {
  it('a self-crossing ring becomes the area of the even–odd rule', () => {
    const tie = community('W', polygon(ring([0, 0], [100, 0], [0, 100], [100, 100])));
    const result = repair([tie, east]);
    expect(kindsOf(result)).toContain('mend-invalid');
    expect(findInvalid(geometryOf(result, 'W'))).toEqual([]);
    expect(geometryOf(result, 'W').type).toBe('MultiPolygon');
    expect(areaOf(result, 'W')).toBeCloseTo(5_000, 0);
    expect(result.isClean).toBe(true);
  });

  it.each([
    [
      'a spike',
      polygon(ring([0, 0], [100, 0], [100, 50], [150, 50], [100, 50], [100, 100], [0, 100])),
    ],
    ['an unclosed ring', polygon(box(0, 0, 100, 100).slice(0, 4))],
    ['overlapping parts', multiPolygon([box(0, 0, 60, 100)], [box(40, 0, 100, 100)])],
    ['parts that share a side', multiPolygon([box(0, 0, 50, 100)], [box(50, 0, 100, 100)])],
  ])('%s', (_name, geometry) => {
    const result = repair([
      community('W', geometry),
      community('X', polygon(box(300, 0, 400, 100))),
    ]);
    expect(kindsOf(result)).toEqual(['mend-invalid']);
    expect(areaOf(result, 'W')).toBeCloseTo(10_000, 0);
    expect(result.isClean).toBe(true);
  });

  it.each([
    ['no geometry', null],
    [
      'no numbers',
      polygon([
        [Number.NaN, 0],
        [1, 1],
        [2, 2],
        [Number.NaN, 0],
      ]),
    ],
  ])('%s is left and reported, the rest is repaired', (_name, geometry) => {
    const hole = community('H', polygon(box(200, 0, 300, 100), box(240, 40, 250, 50)));
    const broken = community('B', geometry);
    const result = repair([broken, hole]);
    expect(leftOf(result)).toEqual(['invalid: unusable']);
    expect(kindsOf(result)).toEqual(['fill-gap']);
    expect(result.communities[0]).toBe(broken);
  });
});

describe('what does not change', () => {
  it('attributes, winding, first vertices, the order of parts and holes', () => {
    const hole = box(20, 20, 30, 30);
    const gap = box(60, 60, 65, 65);
    const lake = box(70, 20, 80, 30);
    const shell = box(0, 0, 100, 100).reverse();
    const island = box(300, 0, 310, 10).reverse();
    const big: CommunityInput = {
      ...community('A', multiPolygon([island], [shell, lake, gap, hole])),
      properties: { households: 7, nested: { a: [1] } },
      nameEn: 'Aye',
    };
    const fills = [community('L', polygon(lake)), community('H', polygon(hole))];
    const result = repair([big, ...fills]);
    expect(result.communities[0]).toEqual({
      ...big,
      geometry: multiPolygon([island], [shell, lake, hole]),
    });
    // Rings that stay are the very arrays.
    const rings = ringsOf(geometryOf(result, 'A'));
    expect([island, shell, lake, hole].every((given, i) => rings[i] === given)).toBe(true);
  });

  it('a clockwise ring stays clockwise and starts where it did', () => {
    const clockwise = community('W', polygon(ring([0, 100], [100, 100], [100, 0], [0, 0])));
    const south = community('S', polygon(box(100, 0, 200, 50)));
    const north = community('N', polygon(box(100, 50, 200, 100)));
    expect(geometryOf(repair([clockwise, south, north]), 'W')).toEqual(
      polygon(ring([0, 100], [100, 100], [100, 50], [100, 0], [0, 0])),
    );
  });

  it('heights and digits beyond the grid', () => {
    const fine = [0.1 + 0.2, 10.123456789012344];
    const shell: Position[] = [
      [fine[0]!, fine[1]!, 12.5],
      [fine[0]! + 0.01, fine[1]!, 13],
      [fine[0]! + 0.01, fine[1]! + 0.01, 14],
      [fine[0]!, fine[1]! + 0.01, 15],
      [fine[0]!, fine[1]!, 12.5],
    ];
    const step = (x: number, y: number): Position => [fine[0]! + 0.004 + x, fine[1]! + 0.004 + y];
    const hole = [step(0, 0), step(0, 1e-4), step(1e-4, 1e-4), step(1e-4, 0), step(0, 0)];
    const result = repair([community('W', polygon(shell, hole))]);
    expect(geometryOf(result, 'W')).toEqual(polygon(shell));
  });
});

describe('options', () => {
  it.each([
    [{ gaps: 'biggest' }, /gaps must be one of longest-border/],
    [{ overlaps: '' }, /overlaps must be one of/],
    [{ toleranceMetres: -1 }, /toleranceMetres must be a number of at least 0/],
    [{ toleranceMetres: Number.POSITIVE_INFINITY }, /toleranceMetres/],
    [{ leaveWiderThanMetres: Number.NaN }, /leaveWiderThanMetres/],
  ])('%j', (options, message) => {
    expect(() => repairCoverage([west], null, options as RepairOptions)).toThrow(message);
  });
});

describe('regressions', () => {
  const everything = { leaveWiderThanMetres: Number.POSITIVE_INFINITY };

  it('a community across the antimeridian takes no part, and swallows nobody', () => {
    const wrapped = community('F', {
      type: 'Polygon',
      coordinates: [
        [
          [-179.9, 29],
          [179.9, 29],
          [179.9, 31],
          [-179.9, 31],
          [-179.9, 29],
        ],
      ],
    });
    const over = community('E', polygon(box(95, 0, 200, 100)));
    const result = repair([west, over, wrapped], null, everything);
    expect(kindsOf(result)).toEqual(['resolve-overlap']);
    expect(result.communities[2]).toBe(wrapped);
    expect(leftOf(result)).toEqual(['unchecked: unchecked']);
    expect(result.left[0]!.message.en).toContain('antimeridian');
  });

  it('a part keeps the corner where another part of the same community runs straight past it', () => {
    // The left triangle of T touches the line x = 40, along which its gap is filled.
    const tie = community('T', polygon(ring([20, 80], [60, 110], [60, 80], [20, 110])));
    const frame = community(
      'F',
      polygon(box(0, 80, 40, 110), ring([5, 85], [5, 105], [35, 105], [35, 85])),
    );
    const block = community('B', polygon(box(60, 30, 110, 90)));
    const town = outline(box(5, 5, 100, 100));
    const result = repair([tie, frame, block], town, {
      ...everything,
      gaps: 'smallest-neighbour',
      overlaps: 'leave',
      clip: true,
    });
    const tip = at(40, 95);
    const near = ringsOf(geometryOf(result, 'T'))
      .flat()
      .filter(([x, y]) => Math.hypot(x! - tip[0]!, y! - tip[1]!) < 1e-9);
    expect(near.length).toBeGreaterThan(0);
  });

  it('a duplicate that is left follows whom it repeats, and the books tell', () => {
    const copy = community('A', polygon(box(0, 0, 100, 100)));
    const bulging = community(
      'E',
      polygon(ring([100, 0], [200, 0], [200, 100], [100, 100], [90, 70], [90, 30])),
    );
    const result = repair([west, copy, bulging], null, { overlaps: 'largest-neighbour' });
    expect(geometryOf(result, 'W')).toEqual(geometryOf(result, 'A'));
    expect(result.area.followedSquareMetres).toBeCloseTo(-700, 0);
    expect(result.area.resolvedSquareMetres).toBeCloseTo(700, 0);
    expect(kindsOf(result)).toEqual(['follow-duplicate', 'resolve-overlap']);
    const changed = new Set(result.changes.flatMap(({ communities }) => communities));
    for (const id of result.changed) expect(changed).toContain(id);
  });

  it('the corners of a bow-tie are no vertices of the other side', () => {
    const tie = community('W', polygon(ring([0, 0], [100, 0], [0, 100], [100, 100])));
    expect(kindsOf(repair([tie]))).toEqual(['mend-invalid']);
  });

  it('a bow-tie with diagonals of 45 degrees beside a box is checked, and mended', () => {
    const degrees = (x: number, y: number): Position => [120 + x / 1e5, 30 + y / 1e5];
    const closed = (...points: [number, number][]): Position[] =>
      [...points, points[0]!].map(([x, y]) => degrees(x, y));
    const tie = community('T', polygon(closed([30, 10], [60, 40], [60, 10], [30, 40])));
    const block = community('B', polygon(closed([50, 30], [100, 30], [100, 40.06], [50, 40.06])));
    const result = repair([tie, block], null, everything);
    expect(result.before.summary.counts.unchecked).toBe(0);
    expect(result.isClean).toBe(true);
  });

  it('what comes back with every attempt is left, and told', () => {
    // Narrower than the tolerance as a whole: every line in it is near to every other.
    const seam = community('S', polygon(ring([0, 0], [0.05, 40], [0, 80])));
    const side = community(
      'E',
      polygon(ring([0.05, 0], [60, 0], [60, 80], [0.05, 80], [0.08, 40])),
    );
    const result = repair([seam, side], null, everything);
    expect(result.communities).toHaveLength(2);
    expect(result.isClean || result.left.some(({ reason }) => reason === 'unsettled')).toBe(true);
  });

  it('the books balance over a hairline that is narrower than the geodesics of its sides bulge', () => {
    // The corner of S is 0.1 mm inside N, whose straight edge of 168 m is a geodesic that runs 0.3 mm further north.
    const [west, middle, east]: Position[] = [
      [120.006308, 30.001747],
      [120.0071773, 30.0017316],
      [120.0080465, 30.0017162],
    ];
    const closed = (...positions: Position[]): AreaGeometry =>
      polygon([...positions, positions[0]!].map((position) => [...position]));
    const south = community('S', closed([120.007, 29.9997], east!, middle!, west!));
    const north = community('N', closed(west!, east!, [120.007, 30.0037]));
    const result = repair([south, north], null, everything);
    expect(kindsOf(result)).toEqual(['snap-border']);
    expect(result.isClean).toBe(true);
    // N gets the corner, and by it gains on the ellipsoid what it gives up in degrees.
    const { resolvedSquareMetres, bentSquareMetres } = result.area;
    expect(resolvedSquareMetres).toBeCloseTo(0.0185, 4);
    expect(bentSquareMetres).toBeCloseTo(0.0369, 4);
  });

  it('the books balance where a corner hides in edges of one grid unit each', () => {
    // A further arrangement, with what was divided, shows the corner of c4 and c10 a grid unit further south.
    const { communities } = dirtyCoverage(706364388);
    const result = repairCoverage(communities, null, {
      ...everything,
      duplicates: 'drop',
      gaps: 'divide',
      overlaps: 'divide',
    });
    expectBalancedBooks(result);
  });

  it('a community does not get land of a divided gap that it does not border', () => {
    // Two cells are missing side by side: what is nearest to c11 at their far side is cut off from it by others.
    const { communities, outline: geometry } = dirtyCoverage(13367531);
    const result = repairCoverage(
      communities,
      { geometry },
      { ...everything, clip: true, gaps: 'divide', overlaps: 'divide' },
    );
    const before = communities.find(({ id }) => id === 'c11')!.geometry!;
    expect([before.type, geometryOf(result, 'c11').type]).toEqual(['Polygon', 'Polygon']);
    expect(result.audit.summary.counts['non-contiguous']).toBe(
      result.before.summary.counts['non-contiguous'],
    );
  });

  it('a gap filled at a crumb of a community, cut off from the rest of it, goes elsewhere with the crumb', () => {
    // c19 is shifted: it takes a strip off c18, but for the tip beside the gap on its other sides.
    const { communities, outline: geometry } = dirtyCoverage(965343760);
    const result = repairCoverage(
      communities,
      { geometry },
      {
        ...everything,
        clip: true,
        duplicates: 'drop',
        gaps: 'smallest-neighbour',
        overlaps: 'largest-neighbour',
      },
    );
    expect(geometryOf(result, 'c18').type).toBe('Polygon');
    expect(result.audit.summary.counts['non-contiguous']).toBe(0);
    expectBalancedBooks(result);
  });

  it('a fault that comes back is told in the same words whatever the order of the input', () => {
    const { communities, outline: geometry } = dirtyCoverage(492371130);
    const options: RepairOptions = { ...everything, duplicates: 'drop' };
    const wordsOf = (given: CommunityInput[]): string[] =>
      repairCoverage(given, { geometry }, options).left.map(({ message }) => message.en);
    const words = wordsOf(communities);
    expect(words.some((text) => text.includes('comes back'))).toBe(true);
    expect(wordsOf(communities.toReversed())).toEqual(words);
  });

  it('a stuck community keeps its land, and what the others gave up is told', () => {
    // D is the whole of W and E; they overlap one another as well.
    const over = community('E', polygon(box(90, 0, 200, 100)));
    const district = community('D', polygon(box(0, 0, 200, 100)));
    const result = repair([west, over, district], null, everything);
    expect(leftOf(result).every((text) => text === 'overlap: would-vanish')).toBe(true);
    expect(result.communities.find(({ id }) => id === 'D')).toBe(district);
  });

  it('one id for all communities: each is repaired, none is mistaken for another', () => {
    const shifted = { ...community('X', polygon(box(100.05, 0, 200, 100))) };
    const far = { ...community('X', polygon(box(5000, 0, 5100, 100))) };
    const result = repair([{ ...west, id: 'X' }, shifted, far]);
    expect(result.communities[2]).toBe(far);
    expect(kindsOf(result)).toContain('snap-border');
    // That the ids repeat is for people to mend.
    expect(result.audit.findings.map(({ kind }) => kind)).toEqual(['duplicate']);
    expect(leftOf(result)).toEqual(['duplicate: duplicate']);
  });
});
