/** A number in whole units, with thousands marked; a dash for none. */
export const whole = (value: number | null): string =>
  value === null ? '–' : Math.round(value).toLocaleString('en-US');

/** Milliseconds: whole ones, or three digits of a few. */
export const milliseconds = (value: number | null): string =>
  value !== null && value < 10 ? value.toPrecision(3) : whole(value);

/** Three significant digits. */
export const times = (value: number | null): string =>
  value === null ? '–' : `${value >= 100 ? whole(value) : value.toPrecision(3)}×`;
