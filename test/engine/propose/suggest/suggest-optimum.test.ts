import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Barrier } from '#engine/barriers/types.ts';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, Suggestion } from '#engine/propose/suggest/types.ts';
import { at, box, polygon } from '../../../helpers/squares.ts';
import { BLOCK, blockArea, blocks, line, named, POLICY, unitId } from './checkerboard.ts';

/**
 * Small towns of 12 blocks of which every division is enumerated: what is suggested must be the best of them, and where nothing is
 * suggested there must be none. The enumeration shares no code with the engine: borders are sides of blocks, priced by the table of
 * docs/suggestions.md.
 */
const COLUMNS = 4;
const ROWS = 3;
const COUNT = COLUMNS * ROWS;

const WEIGHTS = { river: 0.05, arterial: 0.1, local: 0.35 } as const;
type LineClass = keyof typeof WEIGHTS;
const FLOOR = 0.1;
const OPEN = 1;

/** A line along the whole of a row or column of sides; null: none there. */
interface Town {
  households: number[];
  vertical: (LineClass | null)[];
  horizontal: (LineClass | null)[];
  /** An estate that lies in two neighbouring blocks, by the number of the side between them. */
  estate: number | null;
}

interface Side {
  blocks: [number, number];
  metres: number;
  cost: number;
}

const numberOf = (column: number, row: number): number => column * ROWS + row;

function sidesOf({ vertical, horizontal }: Town): Side[] {
  const sides: Side[] = [];
  const add = (a: number, b: number, from: number[], to: number[], own: LineClass | null): void => {
    const metres = geodesicDistance(
      at(from[0]! * BLOCK, from[1]! * BLOCK),
      at(to[0]! * BLOCK, to[1]! * BLOCK),
    );
    const weight = own === null ? OPEN : WEIGHTS[own];
    sides.push({ blocks: [a, b], metres, cost: metres * (weight + FLOOR) });
  };
  for (let c = 0; c < COLUMNS; c++) {
    for (let r = 0; r < ROWS; r++) {
      if (c + 1 < COLUMNS)
        add(numberOf(c, r), numberOf(c + 1, r), [c + 1, r], [c + 1, r + 1], vertical[c]!);
      if (r + 1 < ROWS)
        add(numberOf(c, r), numberOf(c, r + 1), [c, r + 1], [c + 1, r + 1], horizontal[r]!);
    }
  }
  return sides;
}

function inputOf(town: Town): SuggestInput {
  const { households, vertical, horizontal, estate } = town;
  const barriers: Barrier[] = [
    ...vertical.flatMap((own, c) =>
      own === null ? [] : [line(`纵${c}路`, own, [c + 1, 0], [c + 1, ROWS])],
    ),
    ...horizontal.flatMap((own, r) =>
      own === null ? [] : [line(`横${r}路`, own, [0, r + 1], [COLUMNS, r + 1])],
    ),
  ];
  const across = estate === null ? null : sidesOf(town)[estate]!.blocks;
  return {
    communities: [named('A', blockArea(0, 0, COLUMNS, ROWS))],
    units: blocks(COLUMNS, ROWS, (column, row) => ({
      community: 'A',
      households: households[numberOf(column, row)]!,
    })),
    barriers,
    ...(across === null
      ? {}
      : { estates: [{ id: 'E', name: '跨界家园', geometry: over(across) }] }),
    policy: POLICY,
  };
}

/** The middle halves of two neighbouring blocks. */
function over([a, b]: [number, number]) {
  const [c, r] = [Math.floor(a / ROWS), a % ROWS];
  const [d, s] = [Math.floor(b / ROWS), b % ROWS];
  return polygon(
    box((c + 0.25) * BLOCK, (r + 0.25) * BLOCK, (d + 0.75) * BLOCK, (s + 0.75) * BLOCK),
  );
}

/** The cheapest division into so many connected parts within the band; null where there is none. */
function enumerate(town: Town, parts: number, band: { min: number; max: number }): number | null {
  const sides = sidesOf(town);
  const neighbours: number[][] = Array.from({ length: COUNT }, () => []);
  for (const {
    blocks: [a, b],
  } of sides) {
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  const together = town.estate === null ? null : sides[town.estate]!.blocks;
  const label = new Int8Array(COUNT).fill(-1);
  const sizes = new Float64Array(parts);
  let best: number | null = null;
  const place = (block: number, used: number): void => {
    if (COUNT - block < parts - used) return;
    if (block === COUNT) {
      if (sizes.some((size) => size < band.min || size > band.max)) return;
      if (together !== null && label[together[0]] !== label[together[1]]) return;
      const cost = sides.reduce(
        (sum, side) => (label[side.blocks[0]] === label[side.blocks[1]] ? sum : sum + side.cost),
        0,
      );
      if ((best === null || cost < best) && isConnected()) best = cost;
      return;
    }
    // A new label comes only after those before it: each division is met once.
    for (let l = 0; l < Math.min(parts, used + 1); l++) {
      if (sizes[l]! + town.households[block]! > band.max) continue;
      label[block] = l;
      sizes[l]! += town.households[block]!;
      place(block + 1, Math.max(used, l + 1));
      sizes[l]! -= town.households[block]!;
      label[block] = -1;
    }
  };
  const isConnected = (): boolean => {
    const seen = new Uint8Array(COUNT);
    let pieces = 0;
    for (let start = 0; start < COUNT; start++) {
      if (seen[start] === 1) continue;
      pieces++;
      const stack = [start];
      seen[start] = 1;
      while (stack.length > 0) {
        const block = stack.pop()!;
        for (const next of neighbours[block]!) {
          if (seen[next] === 1 || label[next] !== label[block]) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    return pieces === parts;
  };
  place(0, 0);
  return best;
}

/** Cost and parts of a suggestion, from nothing but whose each unit is. */
function weigh(town: Town, suggestion: Suggestion): { cost: number; sizes: number[] } {
  const labels = Array.from({ length: COUNT }, (_, block) => {
    const id = unitId(Math.floor(block / ROWS), block % ROWS);
    return suggestion.assignment[id] ?? 'A';
  });
  const cost = sidesOf(town).reduce(
    (sum, side) => (labels[side.blocks[0]] === labels[side.blocks[1]] ? sum : sum + side.cost),
    0,
  );
  const sizes = new Map<string, number>();
  labels.forEach((id, block) => {
    sizes.set(id, (sizes.get(id) ?? 0) + town.households[block]!);
  });
  return { cost, sizes: [...sizes.values()] };
}

const lineClass = fc.constantFrom<LineClass | null>('river', 'arterial', 'local', null, null);
const towns = fc.record({
  households: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: COUNT, maxLength: COUNT }),
  vertical: fc.array(lineClass, { minLength: COLUMNS - 1, maxLength: COLUMNS - 1 }),
  horizontal: fc.array(lineClass, { minLength: ROWS - 1, maxLength: ROWS - 1 }),
  estate: fc.option(fc.integer({ min: 0, max: 16 }), { nil: null }),
});

describe('of towns small enough to enumerate', () => {
  test('a split is the best that there is, and where there is none there is none', () => {
    fc.assert(
      fc.property(
        towns,
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 2, max: 40 }),
        (town, parts, slack) => {
          const total = town.households.reduce((sum, size) => sum + size, 0);
          fc.pre(total > 0);
          const mean = total / parts;
          const band = {
            min: Math.floor(mean * (1 - slack / 100)),
            max: Math.ceil(mean * (1 + slack / 100)),
          };
          const least = enumerate(town, parts, band);
          const { suggestions, infeasible, dropped } = suggest('split', inputOf(town), {
            targets: ['A'],
            parts,
            householdBand: band,
            alternatives: 10,
            moves: 10_000,
          });
          expect(dropped).toEqual([]);
          if (least === null) {
            expect(suggestions).toEqual([]);
            expect(infeasible).toHaveLength(1);
            // Not merely “not found”: so few units are looked through to the end.
            expect(infeasible[0]?.cause).not.toBe('not-found');
            return;
          }
          expect(suggestions.length).toBeGreaterThan(0);
          const weighed = suggestions.map((one) => weigh(town, one));
          for (const { cost, sizes } of weighed) {
            expect(sizes).toHaveLength(parts);
            expect(Math.min(...sizes)).toBeGreaterThanOrEqual(band.min);
            expect(Math.max(...sizes)).toBeLessThanOrEqual(band.max);
            expect(cost).toBeGreaterThan(least * 0.999);
          }
          // Drafts that hardly differ in households are one, the better by the whole score: the cheapest may be another one.
          suggestions.forEach(({ character, certificate }, i) => {
            if (character !== 'best-borders') return;
            expect(weighed[i]!.cost).toBeLessThan(least * 1.001);
            expect(certificate).toEqual({ state: 'optimal' });
          });
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);
});
