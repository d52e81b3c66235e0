import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import { at, box, community, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

const kinds = (result: AuditResult): string[] => result.findings.map(({ kind }) => kind).sort();
const only = (result: AuditResult, kind: Finding['kind']): Finding => {
  const found = result.findings.filter((finding) => finding.kind === kind);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const outline = (...rings: Parameters<typeof polygon>) => ({ geometry: polygon(...rings) });

/** Two 100 m squares side by side. */
const west = community('W', polygon(box(0, 0, 100, 100)));
const east = community('E', polygon(box(100, 0, 200, 100)));

describe('a clean coverage', () => {
  it('two squares that share a side, with their outline', () => {
    const result = auditCoverage(
      [west, east],
      outline(ring([0, 0], [100, 0], [200, 0], [200, 100], [100, 100], [0, 100])),
      {
        adjacency: true,
      },
    );
    expect(result.findings).toEqual([]);
    expect(result.summary).toMatchObject({
      communities: 2,
      vertices: 10,
      components: 1,
      rookPairs: 1,
    });
    expect(result.summary.areaSquareMetres).toBeCloseTo(20_000, 0);
    expect(result.adjacency).toHaveLength(1);
    expect(result.adjacency![0]!.communities).toEqual(['E', 'W']);
    expect(result.adjacency![0]!.sharedLengthMetres).toBeCloseTo(100, 1);
    expect(result.assumptions).toEqual([]);
  });

  it('clockwise shells, a third ordinate and another starting vertex change nothing', () => {
    const reversed = box(0, 0, 100, 100)
      .reverse()
      .map(([x, y]) => [x!, y!, 7]);
    const result = auditCoverage([community('W', polygon(reversed)), east]);
    expect(result.findings).toEqual([]);
  });

  it('no communities at all', () => {
    const result = auditCoverage([]);
    expect(result.findings).toEqual([]);
    expect(result.summary.components).toBe(0);
  });

  it('an enclave that fills its hole exactly leaves only the enclave warning', () => {
    const around = community('A', polygon(box(0, 0, 100, 100), box(40, 40, 60, 60).reverse()));
    const inner = community('B', polygon(box(40, 40, 60, 60)));
    const result = auditCoverage([around, inner]);
    expect(kinds(result)).toEqual(['enclave']);
    expect(only(result, 'enclave')).toMatchObject({ communities: ['B', 'A'], severity: 'warning' });
  });

  it('says which assumption it makes without an outline', () => {
    expect(auditCoverage([west, east]).assumptions[0]!.en).toContain('No jurisdiction outline');
  });
});

describe('overlap', () => {
  it('a strip 10 m wide: area, width, place and both ways to resolve it', () => {
    const pushed = community('E', polygon(box(90, 0, 200, 100)));
    const result = auditCoverage([west, pushed]);
    const overlap = only(result, 'overlap');
    expect(overlap).toMatchObject({ communities: ['E', 'W'], severity: 'error', sliver: false });
    expect(overlap.areaSquareMetres).toBeCloseTo(1000, 1);
    expect(overlap.widthMetres).toBeCloseTo(10, 1);
    expect(overlap.location![0]).toBeGreaterThan(at(90, 0)[0]!);
    expect(overlap.location![0]).toBeLessThan(at(100, 0)[0]!);
    expect(overlap.fixes.map(({ parameters }) => parameters.to).sort()).toEqual(['E', 'W']);
    expect(result.summary.overlapAreaSquareMetres).toBeCloseTo(1000, 1);
  });

  it('a hairline below 1 m² is left out, counted and reported as a mismatch', () => {
    const pushed = community('E', polygon(box(99.995, 0, 200, 100)));
    const result = auditCoverage([west, pushed]);
    expect(kinds(result)).toEqual(['mismatch']);
    expect(only(result, 'mismatch').detail).toBe('near-coincident');
    expect(result.summary.leftOut.overlap).toBe(1);
    expect(result.summary.rookPairs).toBe(1);
  });

  it('a hairline within one community is its own, not one beside an outline that nobody gave', () => {
    const slit = box(20, 20, 20.005, 60);
    const split = community('S', polygon(box(0, 0, 100, 100), slit));
    const mismatch = only(auditCoverage([split]), 'mismatch');
    expect(mismatch.communities).toEqual(['S']);
    expect(mismatch.message.en).toMatch(/^The borders of .* with itself do not match/);
    expect(mismatch.message.zh).toContain('自身');
    const withOutline = auditCoverage([split], { geometry: polygon(box(0, 0, 100, 100.005)) });
    expect(withOutline.findings.map(({ message }) => message.en).slice(0, 2)).toEqual([
      expect.stringContaining("and the jurisdiction's outline"),
      expect.stringContaining('with itself'),
    ]);
  });

  it('a sliver of more than 1 m² keeps its kind and is counted as a sliver', () => {
    const pushed = community('E', polygon(box(99.5, 0, 200, 100)));
    const result = auditCoverage([west, pushed]);
    expect(only(result, 'overlap').sliver).toBe(true);
    expect(result.summary.counts.sliver).toBe(1);
  });

  it('three communities on one spot make three pairs', () => {
    const result = auditCoverage([
      community('A', polygon(box(0, 0, 100, 100))),
      community('B', polygon(box(50, 0, 150, 100))),
      community('C', polygon(box(50, 50, 100, 150))),
    ]);
    expect(result.summary.counts.overlap).toBe(3);
  });

  it('a community wholly on the land of another is told apart', () => {
    const inner = community('B', polygon(box(40, 40, 60, 60)));
    const result = auditCoverage([west, inner]);
    expect(kinds(result)).toEqual(['overlap']);
    expect(only(result, 'overlap').message.en).toContain('lies wholly on land');
  });

  it('borders that cross many times give one finding with many pieces', () => {
    const zigzag = Array.from({ length: 11 }, (_, i): [number, number] => [
      100 + (i % 2 === 0 ? 5 : -5),
      100 - 10 * i,
    ]);
    const wavy = community('E', polygon(ring([200, 0], [200, 100], ...zigzag)));
    const result = auditCoverage([west, wavy]);
    const overlap = only(result, 'overlap');
    expect(overlap.figures).toEqual({ pieces: 5 });
    expect(overlap.areaSquareMetres).toBeCloseTo(5 * 25, 0);
  });
});

describe('gap and outside', () => {
  const frame = outline(box(0, 0, 200, 100));

  it('a strip nobody manages, between two communities', () => {
    const result = auditCoverage([west, community('E', polygon(box(110, 0, 200, 100)))], frame);
    const gap = only(result, 'gap');
    expect(gap.communities).toEqual(['E', 'W']);
    expect(gap.areaSquareMetres).toBeCloseTo(1000, 1);
    expect(gap.widthMetres).toBeCloseTo(10, 1);
    expect(gap.fixes[0]!.operation).toBe('fill-gap');
    expect(gap.neighbourOutside).toBeUndefined();
  });

  it('the same strip is open to the outside when no outline is given', () => {
    const result = auditCoverage([west, community('E', polygon(box(110, 0, 200, 100)))]);
    expect(kinds(result)).toEqual([]);
  });

  it('a hole without an outline: who lies beyond is unknown', () => {
    const holed = community('A', polygon(box(0, 0, 100, 100), box(40, 40, 60, 60)));
    const gap = only(auditCoverage([holed]), 'gap');
    expect(gap.neighbourOutside).toBe('unknown');
    expect(gap.message.en).toContain('another jurisdiction');
  });

  it('a hole that the outline has too is no gap', () => {
    const holed = community('A', polygon(box(0, 0, 100, 100), box(40, 40, 60, 60)));
    const result = auditCoverage([holed], outline(box(0, 0, 100, 100), box(40, 40, 60, 60)));
    expect(result.findings).toEqual([]);
  });

  it('land beyond the jurisdiction', () => {
    const result = auditCoverage([west, community('E', polygon(box(100, 0, 220, 100)))], frame);
    const outside = only(result, 'outside');
    expect(outside.communities).toEqual(['E']);
    expect(outside.areaSquareMetres).toBeCloseTo(2000, 1);
    expect(result.summary.outsideAreaSquareMetres).toBeCloseTo(2000, 1);
  });

  it('a jurisdiction that no community covers is one gap', () => {
    const result = auditCoverage([], frame);
    expect(only(result, 'gap').areaSquareMetres).toBeCloseTo(20_000, 0);
  });

  it('an island of managed land inside a gap makes a hole in the gap', () => {
    const island = community('I', polygon(box(90, 40, 110, 60)));
    const gap = only(auditCoverage([island], frame), 'gap');
    expect(gap.areaSquareMetres).toBeCloseTo(19_600, 0);
    expect(gap.geometry).toMatchObject({ type: 'Polygon' });
    expect((gap.geometry as { coordinates: unknown[] }).coordinates).toHaveLength(2);
  });

  it('a void closed by corner contacts alone is mentioned, not counted, without an outline', () => {
    const result = auditCoverage([
      community('A', polygon(ring([0, 0], [50, 0], [50, 10], [10, 50], [0, 50]))),
      community('B', polygon(ring([50, 10], [100, 0], [100, 100], [0, 100], [10, 50], [60, 60]))),
    ]);
    expect(result.summary.counts.gap).toBe(0);
    expect(result.assumptions.map(({ en }) => en).join()).toContain('contact at corners');
  });
});

describe('contiguity', () => {
  it('two separate parts; the larger is the main one', () => {
    const parted = community('A', multiPolygon([box(0, 0, 100, 100)], [box(300, 0, 320, 20)]));
    const result = auditCoverage([parted]);
    const finding = only(result, 'non-contiguous');
    expect(finding.areaSquareMetres).toBeCloseTo(400, 1);
    expect(finding.figures).toEqual({ parts: 2 });
    expect(result.summary.components).toBe(2);
  });

  it('parts that touch at a corner are separate', () => {
    const parted = community('A', multiPolygon([box(0, 0, 100, 100)], [box(100, 100, 150, 150)]));
    expect(only(auditCoverage([parted]), 'non-contiguous').figures).toEqual({ parts: 2 });
  });

  it('a crumb below the smallest area that counts is left out', () => {
    const parted = community('A', multiPolygon([box(0, 0, 100, 100)], [box(300, 0, 300.5, 0.5)]));
    const result = auditCoverage([parted]);
    expect(result.findings).toEqual([]);
    expect(result.summary.leftOut.parts).toBe(1);
  });
});

describe('mismatch', () => {
  it('a vertex of one side on the other side’s segment', () => {
    const halved = community(
      'E',
      polygon(ring([100, 0], [200, 0], [200, 100], [100, 100], [100, 50])),
    );
    const result = auditCoverage([west, halved]);
    expect(kinds(result)).toEqual(['mismatch']);
    const mismatch = only(result, 'mismatch');
    expect(mismatch).toMatchObject({
      detail: 't-junction',
      communities: ['E', 'W'],
      severity: 'warning',
    });
    expect(mismatch.location![1]).toBeCloseTo(at(100, 50)[1]!, 9);
  });

  it('two neighbours that meet along one long side: the long side misses their corner', () => {
    const result = auditCoverage([
      west,
      community('N', polygon(box(100, 50, 200, 100))),
      community('S', polygon(box(100, 0, 200, 50))),
    ]);
    expect(result.findings.map(({ communities }) => communities)).toEqual(
      expect.arrayContaining([
        ['N', 'W'],
        ['S', 'W'],
      ]),
    );
    expect(result.summary.counts).toMatchObject({ mismatch: 2, overlap: 0, gap: 0 });
  });

  it('corners that differ by 1e-7 m, as in London, match', () => {
    const noisy = box(100, 0, 200, 100).map(([x, y]) => [x! + 1e-12, y! - 1e-12]);
    const result = auditCoverage([west, community('E', polygon(noisy))]);
    expect(result.findings).toEqual([]);
    expect(result.summary.rookPairs).toBe(1);
  });
});

describe('duplicate', () => {
  it('the same area twice, from another vertex and the other way round', () => {
    const copy = box(0, 0, 100, 100).slice(0, 4);
    const turned = [...copy.slice(2), ...copy.slice(0, 2)].reverse();
    const result = auditCoverage([west, community('V', polygon([...turned, turned[0]!]))]);
    expect(kinds(result)).toEqual(['duplicate', 'overlap']);
    expect(only(result, 'duplicate').detail).toBe('same-area');
  });

  it('one id for two communities', () => {
    const result = auditCoverage([west, { ...east, id: 'W' }]);
    expect(only(result, 'duplicate')).toMatchObject({ detail: 'repeated-id', communities: ['W'] });
  });
});

describe('invalid and unchecked', () => {
  const bowTie = community('B', polygon(ring([300, 0], [400, 100], [400, 0], [300, 100])));

  it('a bow-tie is located and the rest of the audit works', () => {
    const pushed = community('E', polygon(box(90, 0, 200, 100)));
    const result = auditCoverage([west, pushed, bowTie]);
    expect(kinds(result)).toEqual(['invalid', 'overlap']);
    const invalid = only(result, 'invalid');
    expect(invalid.detail).toBe('self-crossing');
    expect(invalid.location![0]).toBeCloseTo(at(350, 50)[0]!, 8);
    expect(invalid.location![1]).toBeCloseTo(at(350, 50)[1]!, 8);
  });

  it('a community without geometry could not be checked', () => {
    const result = auditCoverage([west, community('N', null)]);
    expect(kinds(result)).toEqual(['invalid', 'unchecked']);
    expect(only(result, 'unchecked').communities).toEqual(['N']);
  });

  it('NaN, and latitudes beyond the pole, are excluded and said so', () => {
    const result = auditCoverage([
      west,
      community(
        'N',
        polygon([
          [120, 30],
          [Number.NaN, 30],
          [120, 31],
          [120, 30],
        ]),
      ),
      community(
        'P',
        polygon([
          [30, 120],
          [31, 120],
          [31, 121],
          [30, 120],
        ]),
      ),
    ]);
    expect(result.summary.counts).toMatchObject({ invalid: 2, unchecked: 2, overlap: 0 });
  });

  it('an invalid outline is reported, and gaps are looked for without it', () => {
    const result = auditCoverage([west], outline(ring([0, 0], [100, 100], [100, 0], [0, 100])));
    expect(only(result, 'unchecked').message.en).toContain('outline is invalid');
    expect(result.assumptions).toHaveLength(1);
  });

  it('overlapping parts of one community are invalid, not an overlap', () => {
    const result = auditCoverage([
      community('A', multiPolygon([box(0, 0, 100, 100)], [box(50, 0, 150, 100)])),
    ]);
    expect(kinds(result)).toEqual(['invalid']);
  });
});

describe('regressions', () => {
  it('gaps that meet at one vertex have ids of their own', () => {
    const result = auditCoverage([
      community(
        'A',
        polygon(
          box(0, 0, 100, 100),
          ring([50, 50], [70, 40], [70, 49]),
          ring([50, 50], [70, 51], [70, 60]),
        ),
      ),
    ]);
    const ids = result.findings.filter(({ kind }) => kind === 'gap').map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  it('findings of communities with repeated ids have ids of their own', () => {
    const twice = (id: string, west: number) => community(id, polygon(box(west, 0, west + 60, 50)));
    const { findings } = auditCoverage([
      twice('K', 0),
      twice('L', 50),
      twice('K', 500),
      twice('L', 550),
    ]);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  });

  it('an enclave with something inside it is still an enclave', () => {
    const outer = community('A', polygon(box(0, 0, 100, 100), box(20, 20, 80, 80)));
    const middle = community('B', polygon(box(20, 20, 80, 80), box(40, 40, 60, 60)));
    const inner = community('C', polygon(box(40, 40, 60, 60)));
    const enclaves = (result: AuditResult) =>
      result.findings.filter(({ kind }) => kind === 'enclave').map((f) => f.communities);
    expect(enclaves(auditCoverage([outer, middle, inner])).sort()).toEqual([
      ['B', 'A'],
      ['C', 'B'],
    ]);
    expect(enclaves(auditCoverage([outer, middle]))).toEqual([['B', 'A']]);
  });

  it('an enclave that overlaps its surroundings by a sliver is still an enclave', () => {
    const outer = community('A', polygon(box(0, 0, 300, 300), box(100, 100, 200, 200)));
    const inner = community('B', polygon(box(100, 100, 200.05, 200)));
    expect(kinds(auditCoverage([outer, inner]))).toEqual(['enclave', 'mismatch', 'overlap']);
  });

  it('a hundred squares on one place are grouped as duplicates or said to be unchecked', () => {
    const copies = Array.from({ length: 40 }, (_, i) =>
      community(`c${i}`, polygon(box(0, 0, 100, 100))),
    );
    expect(only(auditCoverage(copies), 'duplicate').communities).toHaveLength(40);
    const shifted = Array.from({ length: 100 }, (_, i) =>
      community(`c${i}`, polygon(box(i / 10, i / 10, 100 + i / 10, 100 + i / 10))),
    );
    const far = [
      community('F', polygon(box(1000, 0, 1100, 100))),
      community('G', polygon(box(1090, 0, 1200, 100))),
    ];
    const result = auditCoverage([...shifted, ...far]);
    expect(only(result, 'unchecked').message.en).toContain('could not be checked');
    expect(only(result, 'overlap').communities).toEqual(['F', 'G']);
  });

  it('a ring wound twice is unchecked, not silently left out', () => {
    const once = box(0, 0, 100, 100).slice(0, 4);
    const result = auditCoverage([
      community('A', polygon([...once, ...once, once[0]!])),
      community('B', polygon(box(50, 0, 150, 100))),
    ]);
    expect(kinds(result)).toEqual(['invalid', 'unchecked']);
  });

  it('an invalid outline is not said to be missing', () => {
    const result = auditCoverage([west], outline(ring([0, 0], [100, 100], [100, 0], [0, 100])));
    expect(result.assumptions[0]!.en).toContain('was not used');
  });

  it('a hairline open to the outside is a mismatch', () => {
    const result = auditCoverage([west, community('E', polygon(box(100.01, 0, 200, 100)))]);
    expect(kinds(result)).toEqual(['mismatch']);
    expect(only(result, 'mismatch').message.en).toContain('without meeting');
  });

  it('areas across the antimeridian are unchecked, not called separate parts', () => {
    const half = (lon: number) => [
      [
        [lon, 0],
        [lon + 1, 0],
        [lon + 1, 1],
        [lon, 1],
        [lon, 0],
      ],
    ];
    const result = auditCoverage([community('A', multiPolygon(half(179), half(-180)))]);
    expect(kinds(result)).toEqual(['unchecked']);
  });

  it.each([
    ['near one another', 105],
    ['far apart', 400],
  ])('who lies wholly in whom: noise on one of two parts, %s', (_, from) => {
    // A hundredth of a millimetre, ten units of the snap grid.
    const noise = ring([0, 0], [100, 0], [100.00001, 50], [100, 100], [0, 100]);
    const parts = (first: ReturnType<typeof ring>) =>
      multiPolygon([first], [box(from, 0, from + 100, 100)]);
    const result = auditCoverage([
      community('plain', parts(box(0, 0, 100, 100))),
      community('noisy', parts(noise)),
    ]);
    expect(only(result, 'overlap').message.en).toContain('exactly the same area');
    expect(only(result, 'duplicate').communities).toEqual(['noisy', 'plain']);
  });
});

describe('options and order', () => {
  it.each(['toleranceMetres', 'minAreaSquareMetres', 'sliverWidthMetres'])(
    '%s must not be negative',
    (key) => {
      expect(() => auditCoverage([west], null, { [key]: -1 })).toThrow(RangeError);
      expect(() => auditCoverage([west], null, { [key]: Number.NaN })).toThrow(RangeError);
    },
  );

  it('errors come first, larger before smaller', () => {
    const result = auditCoverage([
      west,
      community('E', polygon(box(90, 0, 200, 100))),
      community('F', polygon(box(195, 0, 300, 100))),
      community('G', polygon(ring([300, 0], [400, 0], [400, 100], [300, 100], [300, 50]))),
    ]);
    expect(result.findings.map(({ kind }) => kind)).toEqual(['overlap', 'overlap', 'mismatch']);
    expect(result.findings[0]!.areaSquareMetres).toBeGreaterThan(
      result.findings[1]!.areaSquareMetres!,
    );
  });
});
