import type { UnitInput } from '../material/types.ts';
import { type MovedHouseholds, movedHouseholds } from './moved-households.ts';
import { remember } from './remember.ts';
import { known, type Missing, missing } from './results.ts';
import type { Measure, MeasureContext } from './types.ts';

type Comparison = { ok: true; moved: MovedHouseholds } | { ok: false; why: Missing };

const COMPARE = remember(({ units, unitsBefore }: MeasureContext): Comparison => {
  if (unitsBefore === undefined) {
    return refuse(
      'no-plan-before',
      '没有给出用来比较的方案。',
      'No plan to compare with is given.',
    );
  }
  if (units === undefined) return refuse('no-units', '没有给出地块。', 'No units are given.');
  const unplaced = units.filter(
    ({ id, community }) => community === undefined || !unitsBefore.has(id),
  );
  if (unplaced.length > 0) {
    return refuse(
      'units-without-community',
      `${units.length} 个地块中有 ${unplaced.length} 个在两个方案之一中归属不明。`,
      `${unplaced.length} of ${units.length} units have no known community in one of the plans.`,
    );
  }
  const after = new Map(units.map(({ id, community }: UnitInput) => [id, community ?? null]));
  return { ok: true, moved: movedHouseholds(units, unitsBefore, after) };
});

function refuse(reason: string, zh: string, en: string): Comparison {
  return { ok: false, why: missing(reason, { zh, en }) };
}

export const MOVED_HOUSEHOLDS: Measure = {
  id: 'moved-households',
  version: 1,
  unit: 'households',
  name: { zh: '变更管辖户数', en: 'Households moved in' },
  source: {
    zh: '两个方案之间，从其他社区划入本社区的户数，按地块汇总（YHAI 二：尽量少变更）；分项为各来源社区。编号相同的是同一社区，其余的按留在原社区的户数最多来对应；原不属于任何社区的不算变更。',
    en: 'Households that pass to this community from another between two plans, summed over units (YHAI 二: as few as possible); its parts are the communities that they come from. The same id is the same community; the others are matched so that the most households stay. Those that had no community before were not moved.',
  },
  measure({ id }, context) {
    const comparison = COMPARE(context);
    if (!comparison.ok) return comparison.why;
    const { flows, unknownUnits } = comparison.moved;
    const coming = flows.filter(({ from, to }) => to === id && from !== null);
    if (unknownUnits.some((unit) => isOf(unit, id, context))) {
      return missing('units-without-households', {
        zh: '划入的地块有的没有户数。',
        en: 'Some units that pass to it have no household figure.',
      });
    }
    const parts = Object.fromEntries(coming.map(({ from, households }) => [from, households]));
    return known(
      coming.reduce((sum, { households }) => sum + households, 0),
      {
        parts,
        ...(coming.some(({ estimated }) => estimated) ? { estimated: true } : {}),
      },
    );
  },
};

const isOf = (unitId: string, community: string, { units }: MeasureContext): boolean =>
  units?.some((unit) => unit.id === unitId && unit.community === community) === true;
