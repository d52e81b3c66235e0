import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import type { PlanState } from '#engine/plan/types.ts';

/** A hundred metres, nearly, to the side of a square. */
const M = 0.001;

export const at = (x: number, y: number): Position => [120 + x * M, 30 + y * M];

/** A square of one by one, whose lower left corner is given. */
export const square = (x: number, y: number, side = 1): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [[at(x, y), at(x + side, y), at(x + side, y + side), at(x, y + side), at(x, y)]],
});

export const planOf = (
  areas: Readonly<Record<string, AreaGeometry>>,
  properties: Readonly<Record<string, Record<string, unknown>>> = {},
): PlanState => ({
  communities: new Map(
    Object.entries(areas).map(([id, geometry]) => [
      id,
      { id, name: `${id}社区`, geometry, properties: properties[id] ?? {} },
    ]),
  ),
  assignment: new Map(),
});
