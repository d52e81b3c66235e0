import type { Position } from '../coverage/types.ts';

/** Units are numbered by rows of this height, in degrees: about 220 m, a block of a town. */
const ROW_DEGREES = 0.002;

/**
 * The order in which units are numbered: rows from north to south, in each from west to east, as plots
 * are numbered on a cadastral map. Rows lie at fixed latitudes, whatever the units.
 * @param places the middle of each unit
 * @returns indexes of the units, in order
 */
export function northWestFirst(places: readonly Position[]): number[] {
  const row = (place: Position): number => -Math.floor(place[1]! / ROW_DEGREES);
  return Array.from(places.keys()).sort((a, b) => {
    const [one, two] = [places[a]!, places[b]!];
    return row(one) - row(two) || one[0]! - two[0]! || two[1]! - one[1]!;
  });
}

/**
 * An id for each unit: those that are kept, and new numbers for the others, above all that were used before.
 * `U0001`, after the jurisdiction's id where it has one; as many digits as the last number needs.
 * @param kept the id that each unit has already, null: none
 * @param used ids that are not given again
 */
export function unitIds(
  kept: readonly (string | null)[],
  used: readonly string[],
  jurisdiction: string | undefined,
): string[] {
  const prefix = jurisdiction ? `${jurisdiction}-U` : 'U';
  const numbers = used
    .filter((id) => id.startsWith(prefix) && /^\d+$/.test(id.slice(prefix.length)))
    .map((id) => Number(id.slice(prefix.length)));
  let last = numbers.reduce((most, number) => Math.max(most, number), 0);
  const highest = last + kept.filter((id) => id === null).length;
  const digits = Math.max(4, String(highest).length);
  return kept.map((id) => id ?? prefix + String(++last).padStart(digits, '0'));
}
