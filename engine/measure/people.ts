import type { CommunityInput, Message } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { UnitInput } from '../material/types.ts';
import { FIELDS } from '../rules/fields.ts';
import { readFigure, readFlag } from '../rules/read-figure.ts';
import { remember } from './remember.ts';
import { estimatedLike, known, missing } from './results.ts';
import type { Measure, MeasureContext, MeasureResult } from './types.ts';
import { usableGeometry } from './usable-geometry.ts';

/** Figures of people: as recorded, else summed from units. */

type Figure = 'households' | 'population' | 'dwellings';

const FIELD: Readonly<Record<Figure, string>> = {
  households: FIELDS.households,
  population: FIELDS.population,
  dwellings: 'dwellings',
};

const NOUN: Readonly<Record<Figure, Message>> = {
  households: { zh: '户数', en: 'household figure' },
  population: { zh: '人口', en: 'population figure' },
  dwellings: { zh: '住宅套数', en: 'number of dwellings' },
};

const UNITS_BY_COMMUNITY = remember((units: readonly UnitInput[]) => {
  const groups = new Map<string, UnitInput[]>();
  for (const unit of units) {
    if (unit.community === undefined || unit.community === null) continue;
    const group = groups.get(unit.community);
    if (group === undefined) groups.set(unit.community, [unit]);
    else group.push(unit);
  }
  return groups;
});

/** The units that name a community as theirs; undefined where no units are known at all. */
export const unitsOf = (
  { id }: CommunityInput,
  { units }: MeasureContext,
): readonly UnitInput[] | undefined =>
  units === undefined ? undefined : (UNITS_BY_COMMUNITY(units).get(id) ?? []);

/**
 * A figure that stands in the community's properties, read strictly; where none is recorded, the sum over its
 * units, if all of them have one. A part of a sum is no figure.
 */
function readOrSum(
  figure: Figure,
  community: CommunityInput,
  context: MeasureContext,
): MeasureResult {
  const recorded = readFigure(community.properties, FIELD[figure]);
  const noun = NOUN[figure];
  if (recorded.state === 'known') {
    const flag = readFlag(community.properties, FIELDS.householdsEstimated);
    const isEstimate = figure === 'households' && flag.state === 'known' && flag.value === 1;
    return known(recorded.value, isEstimate ? { estimated: true } : {});
  }
  if (recorded.state === 'unreadable') {
    return missing(`unreadable-${figure}`, {
      zh: `${noun.zh}写作“${recorded.written}”，不是有效数字。请只用数字填写，不要加逗号或单位。`,
      en: `The ${noun.en} is not a number: “${recorded.written}”. Write digits only, without commas or units.`,
    });
  }
  const units = unitsOf(community, context);
  if (units === undefined || units.length === 0) {
    return missing(`no-${figure}`, {
      zh: `没有${noun.zh}记录${units === undefined ? '，也没有给出地块' : '，也没有地块属于它'}。`,
      en: `No ${noun.en} on record, and ${units === undefined ? 'no units are given' : 'no unit belongs to it'}.`,
    });
  }
  const unknown = units.filter((unit) => unit[figure] === undefined).length;
  if (unknown > 0) {
    return missing(`units-without-${figure}`, {
      zh: `没有${noun.zh}记录，其 ${units.length} 个地块中有 ${unknown} 个也没有。`,
      en: `No ${noun.en} on record, and ${unknown} of its ${units.length} units have none either.`,
    });
  }
  // People are spread together with households, and have no mark of their own.
  const isEstimate = figure !== 'dwellings' && units.some((unit) => unit.householdsEstimated);
  return known(
    units.reduce((sum, unit) => sum + unit[figure]!, 0),
    {
      ...(isEstimate ? { estimated: true } : {}),
      note: { zh: '由地块汇总', en: 'summed from units' },
    },
  );
}

const SUMMED = {
  zh: '取登记的数字（只认纯数字）；没有登记的，由归属它的地块汇总，缺一块即不计',
  en: 'As recorded, plain digits only; where nothing is recorded, the sum over the units that belong to it, if none of them lacks it',
};
const OR_ESTIMATE = {
  zh: `${SUMMED.zh}；地块户数为估计的，注明估计。`,
  en: `${SUMMED.en}; an estimate where a unit’s households are.`,
};

export const HOUSEHOLDS: Measure = {
  id: 'households',
  version: 1,
  unit: 'households',
  name: { zh: '常住户数', en: 'Households' },
  source: {
    zh: `常住户数（YH 一(一)；单身公寓每套计半户）。${OR_ESTIMATE.zh}`,
    en: `Resident households (YH 一(一); a single-person apartment counts one half). ${OR_ESTIMATE.en}`,
  },
  measure: (community, context) => readOrSum('households', community, context),
};

export const POPULATION: Measure = {
  id: 'population',
  version: 1,
  unit: 'people',
  name: { zh: '常住人口', en: 'Population' },
  source: {
    zh: `常住人口（YH 二(二)）。${OR_ESTIMATE.zh}`,
    en: `Resident people (YH 二(二)). ${OR_ESTIMATE.en}`,
  },
  measure: (community, context) => readOrSum('population', community, context),
};

export const DWELLINGS: Measure = {
  id: 'dwellings',
  version: 1,
  unit: 'dwellings',
  name: { zh: '管辖户数', en: 'Dwellings' },
  source: {
    zh: `管辖户数，即房屋套数（YH 附件1）。${SUMMED.zh}。`,
    en: `Dwelling units under its jurisdiction (YH annex 1). ${SUMMED.en}.`,
  },
  measure: (community, context) => readOrSum('dwellings', community, context),
};

export const DENSITY: Measure = {
  id: 'density',
  version: 1,
  unit: 'people-per-km2',
  name: { zh: '人口密度', en: 'Population density' },
  source: {
    zh: '常住人口 / 面积，人每平方千米（指标 `population`、`area`）。',
    en: 'Population / area, people per km² (measures `population` and `area`).',
  },
  measure(community, context) {
    const people = POPULATION.measure(community, context);
    if (people.state === 'missing') return people;
    const usable = usableGeometry(community);
    if (!usable.ok) return usable.why;
    return known(people.value / (geodesicArea(usable.geometry) / 1e6), estimatedLike(people));
  },
};

export const HOUSEHOLD_BAND_DEVIATION: Measure = {
  id: 'household-band-deviation',
  version: 1,
  unit: 'households',
  name: { zh: '偏离户数区间', en: 'Deviation from the household band' },
  source: {
    zh: '常住户数低于区间下限的差（负数）或高于上限的差（正数）；在区间内为 0（YH 二(二) 为 1500–3000 户）。',
    en: 'Households below the least of the band (negative) or above the most (positive), 0 inside it (1500–3000 in YH 二(二)).',
  },
  measure(community, context) {
    const { householdBand: band } = context;
    if (band === undefined) {
      return missing('no-household-band', {
        zh: '没有给出户数区间。',
        en: 'No household band is given.',
      });
    }
    const households = HOUSEHOLDS.measure(community, context);
    if (households.state === 'missing') return households;
    const { value } = households;
    const deviation = value < band.min ? value - band.min : Math.max(0, value - band.max);
    return known(deviation, estimatedLike(households));
  },
};
