/** A number in whole units, with thousands marked; a dash for none. */
export const whole = (value: number | null): string =>
  value === null ? '–' : Math.round(value).toLocaleString('en-US');

/** Three significant digits. */
export const times = (value: number | null): string =>
  value === null ? '–' : `${value >= 100 ? whole(value) : value.toPrecision(3)}×`;
