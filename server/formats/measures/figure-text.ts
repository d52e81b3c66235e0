import type { Message } from '#engine/coverage/types.ts';
import type { MeasureResult, MeasureUnit } from '#engine/measure/types.ts';
import { groupedText } from '../report/figures.ts';

/** How figures of each unit are shown: their decimals at most, and the unit in the reader's language. */
const UNITS: Readonly<Record<MeasureUnit, { digits: number; name: Message }>> = {
  m2: { digits: 0, name: { zh: '平方米', en: 'm²' } },
  m: { digits: 0, name: { zh: '米', en: 'm' } },
  ratio: { digits: 3, name: { zh: '', en: '' } },
  households: { digits: 1, name: { zh: '户', en: 'households' } },
  people: { digits: 0, name: { zh: '人', en: 'people' } },
  dwellings: { digits: 0, name: { zh: '套', en: 'dwellings' } },
  'people-per-km2': { digits: 0, name: { zh: '人/平方千米', en: 'people/km²' } },
  'm2-per-100-households': { digits: 1, name: { zh: '平方米/百户', en: 'm²/100 hh' } },
};

export const unitText = (unit: MeasureUnit): Message => UNITS[unit].name;

/** The figure without its unit: `1,234*` for an estimate, `–` where it is missing. */
export function figureText(result: MeasureResult | undefined, unit: MeasureUnit): string {
  if (result?.state !== 'known') return '–';
  const { digits } = UNITS[unit];
  const text = groupedText(result.value, digits);
  // A half household is shown where there is one.
  const shown = unit === 'households' ? text.replace(/\.0$/, '') : text;
  return result.estimated === true ? `${shown}*` : shown;
}
