import type { BarrierIndex } from '../../../barriers/barrier-index.ts';
import type { CommunityInput } from '../../../coverage/types.ts';
import { sumStretches } from '../border-cost.ts';
import { shapeOf, WEIGHTS } from '../score-draft.ts';
import type { BorderEvidence, ScorePart } from '../types.ts';
import { stretchesOf } from './choose-labels.ts';
import type { DrawnBorder, WithArea } from './settle-option.ts';

/**
 * What the borders of a repair follow.
 * @param toleranceMetres within which they follow a line
 */
export function evidenceOf(
  borders: readonly DrawnBorder[],
  index: BarrierIndex | null,
  toleranceMetres: number,
): BorderEvidence[] {
  return borders
    .map(({ communities, lines }): BorderEvidence => {
      const stretches = lines.flatMap((line) => stretchesOf(line, index, toleranceMetres));
      const lengthMetres = stretches.reduce((sum, stretch) => sum + stretch.lengthMetres, 0);
      return { communities, lengthMetres, stretches };
    })
    .sort((a, b) => (a.communities.join('\u0000') < b.communities.join('\u0000') ? -1 : 1));
}

/** A unit that is cut has to be surveyed and counted anew: it weighs like so many metres of open border. */
const CUT_UNIT = 50;

/**
 * The score of a repair: smaller is better, every part in metres of border across open ground.
 * @param unitsCut null where no units are known: then nobody knows who moves either
 */
export function scoreRepair(
  evidence: readonly BorderEvidence[],
  households: number,
  before: ReadonlyMap<string, CommunityInput>,
  changed: readonly WithArea[],
  unitsCut: number | null,
): { total: number; parts: ScorePart[] } {
  const borders = sumStretches(evidence.flatMap(({ stretches }) => stretches));
  let excess = 0;
  let least = 1;
  for (const { id, geometry } of changed) {
    const now = shapeOf(geometry);
    const was = before.get(id)?.geometry;
    excess += now.excessMetres - (was == null ? 0 : shapeOf(was).excessMetres);
    least = Math.min(least, now.polsbyPopper);
  }
  const parts: ScorePart[] = [
    {
      id: 'new-border',
      value: round(borders.cost),
      figures: {
        lengthMetres: round(borders.lengthMetres),
        namedMetres: round(borders.namedMetres),
      },
    },
    {
      id: 'compactness',
      value: round(WEIGHTS.excessPerimeter * excess),
      figures: { leastPolsbyPopper: Number(least.toFixed(3)) },
    },
  ];
  if (unitsCut !== null) {
    parts.push(
      {
        id: 'moved-households',
        value: round(WEIGHTS.moved * households),
        figures: { households },
      },
      { id: 'units-cut', value: CUT_UNIT * unitsCut, figures: { units: unitsCut } },
    );
  }
  return { total: round(parts.reduce((sum, { value }) => sum + value, 0)), parts };
}

const round = (value: number): number => Math.round(value * 10) / 10;
