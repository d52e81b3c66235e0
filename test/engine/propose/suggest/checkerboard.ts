import type { Barrier } from '#engine/barriers/types.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import type { SuggestInput } from '#engine/propose/suggest/types.ts';
import type { Policy, PolicyRule } from '#engine/rules/types.ts';
import { at, box, polygon } from '../../../helpers/squares.ts';

/** Side of a block, metres. */
export const BLOCK = 200;

const rule = (
  id: string,
  thresholds: PolicyRule['thresholds'] = {},
  severity: PolicyRule['severity'] = 'error',
): PolicyRule => ({
  id,
  enabled: true,
  severity,
  thresholds,
  clause: id,
  text: { zh: id, en: id },
});

/** Communities of 400 to 1,200 households, 600 to 1,000 for preference. */
export const POLICY: Policy = {
  id: 'test',
  name: { zh: '测试', en: 'Test' },
  source: { zh: '测试', en: 'Test' },
  rules: [
    rule('coverage.overlap'),
    rule('coverage.gap'),
    rule('shape.contiguous'),
    rule('shape.enclave', {}, 'warning'),
    rule('estate.whole', { minPieceShare: 0.01, minPieceSquareMetres: 5 }),
    rule('size.merge', {
      minHouseholds: 400,
      maxMergedHouseholds: 1200,
      minSharedBorderMetres: 10,
    }),
    rule('size.max', {
      maxHouseholds: 1200,
      maxHouseholdsSingleEstate: 1200,
      maxHouseholdsApartment: 1200,
      singleEstateShare: 0.9,
      apartmentShare: 0.5,
    }),
    rule(
      'size.band',
      { minHouseholds: 600, maxHouseholds: 1000, minPopulation: 0, maxPopulation: 1e6 },
      'warning',
    ),
  ],
};

export const blockArea = (column: number, row: number, columns = 1, rows = 1): AreaGeometry =>
  polygon(box(column * BLOCK, row * BLOCK, (column + columns) * BLOCK, (row + rows) * BLOCK));

export const unitId = (column: number, row: number): string => `c${column}r${row}`;

/** A board of blocks; `communityOf` says to which community each belongs. */
export function blocks(
  columns: number,
  rows: number,
  of: (column: number, row: number) => Partial<UnitInput>,
): UnitInput[] {
  const units: UnitInput[] = [];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      units.push({
        id: unitId(column, row),
        geometry: blockArea(column, row),
        households: 50,
        ...of(column, row),
      });
    }
  }
  return units;
}

/** A line along the blocks' sides, from one corner to another. */
export const line = (
  id: string,
  barrierClass: Barrier['class'],
  from: readonly [number, number],
  to: readonly [number, number],
): Barrier => ({
  id,
  class: barrierClass,
  name: id,
  geometry: {
    type: 'LineString',
    coordinates: [at(from[0] * BLOCK, from[1] * BLOCK), at(to[0] * BLOCK, to[1] * BLOCK)],
  },
});

export const named = (
  id: string,
  geometry: AreaGeometry,
  properties: Record<string, unknown> = {},
): CommunityInput => ({ id, name: `${id}社区`, nameEn: id, geometry, properties });

/**
 * A town of 8 × 4 blocks in two communities: A, the western 6 × 4 with 24 × 50 households, B, the eastern 2 × 4. A river
 * runs from north to south between columns 2 and 3 (counted from 0), a lane between columns 1 and 2.
 */
export function riverTown(
  of: (column: number, row: number) => Partial<UnitInput> = () => ({}),
): SuggestInput {
  return {
    communities: [named('A', blockArea(0, 0, 6, 4)), named('B', blockArea(6, 0, 2, 4))],
    units: blocks(8, 4, (column, row) => ({
      community: column < 6 ? 'A' : 'B',
      ...of(column, row),
    })),
    barriers: [line('青河', 'river', [3, 0], [3, 4]), line('小巷', 'local', [2, 0], [2, 4])],
    jurisdiction: { geometry: blockArea(0, 0, 8, 4) },
    policy: POLICY,
  };
}
