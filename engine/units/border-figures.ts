import type { BarrierClass } from '../barriers/types.ts';
import type { FinalBorders } from './keep-borders.ts';
import type { UnitBorder, UnitReport } from './types.ts';

type BorderFigures = Pick<
  UnitReport,
  'barriers' | 'borderShareOnBarriers' | 'borderLengthMetres' | 'borderLengthByClass'
>;

/** How much of the borders between units follows barriers, and how many of the barriers given bound one. */
export function borderFigures(
  borders: readonly UnitBorder[],
  given: number,
  { lineOf, edgeLength }: FinalBorders,
): BorderFigures {
  const byClass: Partial<Record<BarrierClass | 'none', number>> = {};
  let total = 0;
  for (const { units, stretches } of borders) {
    if (units[1] === null) continue;
    for (const { barrier, lengthMetres } of stretches) {
      const key = barrier?.class ?? 'none';
      byClass[key] = (byClass[key] ?? 0) + lengthMetres;
      total += lengthMetres;
    }
  }
  const used = new Set(lineOf.filter((line) => line >= 0));
  const lengthMetres = edgeLength.reduce(
    (sum, length, e) => sum + (lineOf[e]! < 0 ? 0 : length),
    0,
  );
  return {
    barriers: { given, used: used.size, lengthMetres },
    borderLengthMetres: total,
    borderLengthByClass: byClass,
    borderShareOnBarriers: total === 0 ? 0 : 1 - (byClass.none ?? 0) / total,
  };
}
