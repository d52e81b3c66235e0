import { describe, expect, it } from 'vitest';
import type { CommunityInput, Position } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { placeUnits } from '#engine/plan/place-units.ts';

const square = (west: number, south: number, size = 0.01): Position[] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const community = (id: string, ring: Position[]): CommunityInput => ({
  id,
  geometry: { type: 'Polygon', coordinates: [ring] },
});
const unit = (id: string, ring: Position[], known: Partial<UnitInput> = {}): UnitInput => ({
  id,
  geometry: { type: 'Polygon', coordinates: [ring] },
  ...known,
});
const communities = [
  community('A', square(120, 30)),
  community('B', square(120.01, 30)),
  // Inside A, and claimed by A too.
  community('C', square(120.002, 30.002, 0.004)),
];

describe('units whose community is not on record', () => {
  it('are in the one they lie in, of several in the smallest, and else in none', () => {
    const placed = placeUnits(
      [
        unit('a', square(120.0001, 30.0001, 0.001)),
        unit('b', square(120.015, 30.005, 0.001)),
        unit('c', square(120.003, 30.003, 0.001)),
        unit('outside', square(121, 30, 0.001)),
      ],
      communities,
    );
    expect(placed.map(({ community: id }) => id)).toEqual(['A', 'B', 'C', null]);
  });

  it('are placed by ground of theirs, also where their middle is not', () => {
    // A U around the border of A and B, most of it in A; the middle of its box is beside it.
    const horseshoe: Position[] = [
      [120.001, 30.007],
      [120.009, 30.007],
      [120.009, 30.0072],
      [120.0012, 30.0072],
      [120.0012, 30.0098],
      [120.009, 30.0098],
      [120.009, 30.0099],
      [120.001, 30.0099],
      [120.001, 30.007],
    ];
    const [placed] = placeUnits([unit('u', horseshoe)], communities);
    expect(placed?.community).toBe('A');
  });

  it('leave those that are on record alone, as the very objects', () => {
    const known = unit('k', square(120.0001, 30.0001, 0.001), { community: 'B' });
    const none = unit('n', square(120.003, 30.003, 0.001), { community: null });
    const open = unit('o', square(120.0001, 30.0001, 0.001));
    const all = [known, none];
    expect(placeUnits(all, communities)).toBe(all);
    const placed = placeUnits([...all, open], communities);
    expect(placed[0]).toBe(known);
    expect(placed[1]).toBe(none);
  });
});
