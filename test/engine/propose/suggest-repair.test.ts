import { describe, expect, test } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { Suggestion, SuggestResult } from '#engine/propose/suggest/types.ts';
import { box, community, polygon, ring } from '../../helpers/squares.ts';
import { afterwards, auditAfter, gapTown, inputOf, overlapTown, road } from './repair-town.ts';

const areaOf = (communities: readonly CommunityInput[], id: string): number =>
  geodesicArea(communities.find((one) => one.id === id)!.geometry!);

/** Suggestions for single findings. */
const single = ({ suggestions }: SuggestResult): Suggestion[] =>
  suggestions.filter(({ character }) => character !== 'whole');

const byCharacter = (result: SuggestResult, character: string): Suggestion =>
  result.suggestions.find((one) => one.character === character)!;

describe('a gap between two communities', () => {
  test('without barriers: to the longest border, along the middle, to the other side', () => {
    const input = inputOf(gapTown());
    const result = suggest('repair', input);
    expect(result.suggestions[0]!.character).toBe('whole');
    expect(
      single(result)
        .map(({ character }) => character)
        .sort(),
    ).toEqual(['longest-border', 'middle', 'other-side']);
    for (const suggestion of result.suggestions) {
      const { findings } = auditAfter(input, suggestion, { minAreaSquareMetres: 0 });
      expect(findings, suggestion.character).toEqual([]);
      expect(suggestion.repair!.after.gap).toBe(0);
    }
    const middle = afterwards(input, byCharacter(result, 'middle'));
    const [a, b] = [areaOf(middle, 'A'), areaOf(middle, 'B')];
    expect(Math.abs(a - b)).toBeLessThan(1);
    // Of 16,000 m² between them, north and south get the triangles that are nearest to them.
    expect(a - 480 * 400).toBeGreaterThan(6000);
    expect(a - 480 * 400).toBeLessThan(8000);
  });

  test('a road along one side: the gap goes to the other, and the border is the road', () => {
    const input = inputOf(gapTown(), {
      barriers: [road('学院路', 'arterial', [520, -50], [520, 450])],
    });
    const result = suggest('repair', input);
    const [best] = single(result);
    expect(best!.communities.map(({ id }) => id)).toEqual(['A']);
    const ab = best!.evidence.find(({ communities }) => communities.join() === 'A,B')!;
    expect(ab.stretches.map(({ barrier }) => barrier?.name)).toEqual(['学院路']);
    expect(ab.lengthMetres).toBeCloseTo(400, 0);
    expect(best!.explanation.zh).toContain('沿学院路');
    expect(best!.operations).toEqual([
      { operation: 'fill-gap', parameters: { at: expect.anything(), to: 'A' } },
    ]);
  });

  test('a road through it, lengthwise: each side to its community, even where the survey stops short', () => {
    const input = inputOf(gapTown(), {
      barriers: [road('中轴路', 'collector', [500, 8], [500, 392])],
    });
    const result = suggest('repair', input, { alternatives: 5 });
    const [best] = single(result);
    expect(best!.character).toBe('along-barrier');
    const after = afterwards(input, best!);
    expect(areaOf(after, 'A')).toBeCloseTo(areaOf(after, 'B'), -1);
    expect(areaOf(after, 'A')).toBeGreaterThan(areaOf(input.communities, 'A') + 7500);
    expect(auditAfter(input, best!, { minAreaSquareMetres: 0 }).findings).toEqual([]);
    const [fill, transfer] = best!.operations;
    expect([fill!.operation, transfer!.operation]).toEqual(['fill-gap', 'transfer-area']);
    expect(transfer!.parameters).toMatchObject({ from: [expect.any(String)] });
  });

  test('a road across it: divided there', () => {
    const input = inputOf(gapTown(), {
      barriers: [road('横街', 'local', [300, 200], [700, 200])],
    });
    const divided = byCharacter(suggest('repair', input, { alternatives: 5 }), 'divided');
    expect(divided.communities).toHaveLength(2);
    const along = divided.evidence.flatMap(({ stretches }) => stretches);
    expect(along.some(({ barrier }) => barrier?.name === '横街')).toBe(true);
    expect(auditAfter(input, divided, { minAreaSquareMetres: 0 }).findings).toEqual([]);
  });

  test('an estate in it is not cut', () => {
    const estates = [{ id: 'E', name: '金色家园', geometry: polygon(box(485, 150, 515, 250)) }];
    const input = inputOf(gapTown(), {
      estates,
      barriers: [road('中轴路', 'river', [500, -20], [500, 420])],
    });
    const result = suggest('repair', input, { alternatives: 9 });
    expect(result.dropped.some(({ zh }) => zh.includes('金色家园'))).toBe(true);
    for (const suggestion of result.suggestions) {
      const holders = afterwards(input, suggestion).filter(({ geometry }) => {
        const both = auditCoverage([
          { id: 'E', geometry: estates[0]!.geometry },
          { id: 'X', geometry },
        ]);
        return both.summary.overlapAreaSquareMetres > 30;
      });
      expect(holders, suggestion.character).toHaveLength(1);
    }
  });

  test('at the outline, which gets the vertex where the new border ends', () => {
    const outline = polygon(box(0, -300, 1000, 400));
    const input = inputOf(
      gapTown().filter(({ id }) => id !== 'N'),
      { jurisdiction: { geometry: outline } },
    );
    const middle = byCharacter(suggest('repair', input), 'middle');
    expect(middle.outline).toBeDefined();
    expect(auditAfter(input, middle, { minAreaSquareMetres: 0 }).findings).toEqual([]);
  });
});

describe('an overlap', () => {
  test('goes to either, or is divided; a river beside it decides', () => {
    const input = inputOf(overlapTown(), {
      barriers: [road('清溪', 'river', [480, -20], [480, 420])],
    });
    const result = suggest('repair', input);
    const [best] = single(result);
    expect(best!.communities.map(({ id }) => id)).toEqual(['A']);
    expect(best!.operations).toEqual([
      {
        operation: 'resolve-overlap',
        parameters: { communities: ['A', 'B'], at: expect.anything(), to: 'B' },
      },
    ]);
    for (const suggestion of result.suggestions) {
      expect(auditAfter(input, suggestion, { minAreaSquareMetres: 0 }).findings).toEqual([]);
      expect(suggestion.repair!.before.overlap).toBe(1);
    }
  });

  test('claimed by three: the one who gets it settles with each of the others', () => {
    const communities = [
      ...overlapTown(),
      community('C', polygon(ring([490, 100], [510, 100], [510, 600], [490, 600]))),
    ];
    const input = inputOf(communities);
    const result = suggest('repair', input);
    expect(auditAfter(input, result.suggestions[0]!, { minAreaSquareMetres: 0 }).findings).toEqual(
      [],
    );
    const before = auditCoverage(communities);
    for (const suggestion of single(result)) {
      const { findings } = auditAfter(input, suggestion);
      expect(findings.length).toBeLessThan(before.findings.length);
    }
  });
});

describe('what it says besides', () => {
  test('who become neighbours', () => {
    const input = inputOf(
      gapTown().filter(({ id }) => id === 'A' || id === 'B'),
      {
        jurisdiction: { geometry: polygon(box(0, 0, 1000, 400)) },
      },
    );
    const [whole] = suggest('repair', input).suggestions;
    expect(whole!.repair!.newNeighbours.map(({ communities }) => communities)).toEqual([
      ['A', 'B'],
    ]);
    expect(whole!.explanation.en).toContain('New neighbours: A社区 and B社区 (400 m)');
    const { before, after } = whole!.repair!.coveredSquareMetres;
    expect(after - before).toBeCloseTo(16_000, -2);
  });

  test('units that name another community move with it; a unit that is cut costs', () => {
    const units = [
      { id: 'U1', geometry: polygon(box(480, 0, 520, 400)), community: 'B', households: 70 },
      { id: 'U2', geometry: polygon(box(0, 0, 480, 400)), community: 'A', households: 900 },
      { id: 'U3', geometry: polygon(box(520, 0, 1000, 400)), community: 'B', households: 800 },
    ];
    const result = suggest('repair', inputOf(overlapTown(), { units }));
    const toA = single(result).find(({ communities: [one] }) => one!.id === 'B')!;
    expect(toA.householdsMoved.total).toBe(70);
    expect(toA.assignment).toEqual({ U1: 'A' });
    const middle = byCharacter(result, 'middle');
    expect(middle.score.parts.find(({ id }) => id === 'units-cut')!.figures.units).toBe(1);
    expect(single(result)[0]!.communities.map(({ id }) => id)).toEqual(['A']);
  });

  test('too wide for a fault of drawing: infeasible, with its cause and what would be feasible', () => {
    const input = inputOf([
      community(
        'A',
        polygon(box(0, 0, 2000, 1000), ring([500, 200], [500, 800], [1100, 800], [1100, 200])),
      ),
    ]);
    const result = suggest('repair', input);
    expect(result.suggestions).toEqual([]);
    expect(result.infeasible).toMatchObject([{ cause: 'too-wide', communities: ['A'] }]);
    expect(result.infeasible[0]!.nearest!.en).toContain('600 m');
    const wide = suggest('repair', input, { leaveWiderThanMetres: 700 });
    expect(wide.infeasible).toEqual([]);
    expect(wide.suggestions.map(({ character }) => character)).toEqual(['whole', 'longest-border']);
  });

  test('two with one area are told, and left', () => {
    const input = inputOf([
      community('A', polygon(box(0, 0, 100, 100))),
      community('B', polygon(box(0, 0, 100, 100))),
    ]);
    const result = suggest('repair', input);
    expect(result.suggestions).toEqual([]);
    expect(result.infeasible.length).toBeGreaterThan(0);
  });

  test('nothing to repair is said', () => {
    const { suggestions, infeasible } = suggest(
      'repair',
      inputOf([community('A', polygon(box(0, 0, 100, 100)))]),
    );
    expect(suggestions).toEqual([]);
    expect(infeasible).toMatchObject([{ cause: 'nothing-to-do' }]);
  });

  test('targets: only findings that concern them, slivers too, and no repair of the whole', () => {
    const input = inputOf([...gapTown(), community('E', polygon(box(1003, -300, 1500, 700)))]);
    const outline = { geometry: polygon(box(0, -300, 1500, 700)) };
    const result = suggest('repair', { ...input, jurisdiction: outline }, { targets: ['E'] });
    expect(result.suggestions.length).toBeGreaterThan(1);
    expect(result.suggestions.every(({ character }) => character !== 'whole')).toBe(true);
    expect(new Set(result.suggestions.flatMap(({ repair }) => repair!.findings)).size).toBe(1);
  });

  test('stops when it is told to, and says so', () => {
    const result = suggest('repair', inputOf(gapTown()), { shouldStop: () => true });
    expect(result.assumptions.some(({ en }) => en.startsWith('Stopped early'))).toBe(true);
  });

  test('the order of the input does not matter', () => {
    const barriers = [
      road('中轴路', 'collector', [500, -8], [500, 392]),
      road('横街', 'local', [300, 200], [700, 200]),
    ];
    const essence = ({ suggestions }: SuggestResult) =>
      suggestions.map(({ id, score, communities, explanation }) => ({
        id,
        total: score.total,
        areas: communities
          .map((one) => `${one.id} ${geodesicArea(one.geometry).toFixed(3)}`)
          .sort(),
        length: explanation.en.length,
      }));
    const one = suggest('repair', inputOf(gapTown(), { barriers }));
    const other = suggest(
      'repair',
      inputOf(gapTown().reverse(), { barriers: barriers.toReversed() }),
    );
    expect(essence(other)).toEqual(essence(one));
  });
});
