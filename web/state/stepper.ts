/**
 * The stepper walks a list of ids. It keeps the id and not the index, so that its place survives a
 * new audit or a changed filter as long as the item itself does.
 */

/** The 1-based place of an id in the list; null when it is not there. */
export function positionIn(ids: readonly string[], current: string | null): number | null {
  if (current === null) return null;
  const index = ids.indexOf(current);
  return index < 0 ? null : index + 1;
}

/**
 * The id one step on (`1`) or back (`-1`), round the ends. From nowhere, a step on leads to the
 * first and a step back to the last; in an empty list, to nowhere.
 */
export function step(ids: readonly string[], current: string | null, by: 1 | -1): string | null {
  const index = current === null ? -1 : ids.indexOf(current);
  if (index < 0) return ids.at(by === 1 ? 0 : -1) ?? null;
  return ids.at((index + by) % ids.length) ?? null;
}
