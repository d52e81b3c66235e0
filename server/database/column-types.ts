import pg from 'pg';

const { builtins } = pg.types;
const DATE_ARRAY = 1182;
const INT8_ARRAY = 1016;
const TEXT_ARRAY: number = 1009;

/** Two dates make no instant: `2026-03-01` stays text, whatever the time zone of the machine. */
const dateAsText = (text: string): string => text;

/**
 * `int8`, which `count(*)` returns, as a number; as decimal text beyond 2^53, where a number
 * would silently be another one. No column of ours reaches that.
 */
function int8(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

const textArray = pg.types.getTypeParser(TEXT_ARRAY, 'text');

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.DATE, dateAsText],
  [builtins.INT8, int8],
  [DATE_ARRAY, textArray],
  [
    INT8_ARRAY,
    (text) => textArray(text).map((one: string | null) => (one === null ? null : int8(one))),
  ],
]);

/**
 * How columns become JavaScript values, on both databases: `date` → `'YYYY-MM-DD'`, `int8` →
 * number (see above), `numeric` → string, `timestamptz` → Date, `json`/`jsonb` parsed, ranges →
 * text, geometry → hexadecimal EWKB. Given to each connection; pg's global table is not touched.
 */
export const columnTypes = {
  getTypeParser: (oid: number, format?: string): ((value: string) => unknown) => {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    return parsers.get(oid) ?? pg.types.getTypeParser(oid, 'text');
  },
};
