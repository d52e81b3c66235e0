import type { MeasureResult, MeasureUnit } from '#engine/measure/types.ts';
import { formatArea, formatCount, formatLength, formatPercent } from './format.ts';
import type { Language } from './language.ts';
import type { TownTexts } from './town-zh.ts';

/** Shares of a whole; the other ratios are indexes and stand as decimals. */
const SHARES: ReadonlySet<string> = new Set(['barrier-share']);

/** A figure with its unit as people read it; an estimate carries the `*` of the reports. */
export function formatMeasure(
  id: string,
  unit: MeasureUnit,
  result: Extract<MeasureResult, { state: 'known' }>,
  language: Language,
  texts: TownTexts,
): string {
  const { value } = result;
  const star = result.estimated === true ? '*' : '';
  return `${figureOf()}${star}`;

  function figureOf(): string {
    switch (unit) {
      case 'm2':
        return formatArea(value, language);
      case 'm':
        return formatLength(value, language);
      case 'ratio':
        return SHARES.has(id) ? formatPercent(value, language) : value.toFixed(2);
      case 'households':
        return `${signed(id, value, language)} ${texts.household}`;
      case 'people':
        return `${formatCount(value, language)} ${texts.people}`;
      case 'dwellings':
        return `${formatCount(value, language)} ${texts.dwelling}`;
      case 'people-per-km2':
        return `${formatCount(value, language)} ${texts.unitPeople}`;
      case 'm2-per-100-households':
        return `${value.toFixed(1)} ${texts.unitSpace}`;
    }
  }
}

const signed = (id: string, value: number, language: Language): string =>
  id === 'household-band-deviation' && value > 0
    ? `+${formatCount(value, language)}`
    : formatCount(value, language);
