/**
 * Matches parts with present labels, each with one at most, so that as many households as can be are in the
 * part that is matched with their label (maximum-weight matching: Kuhn 1955, with the potentials of Jonker and Volgenant).
 * @param overlaps households that each part shares with each label
 * @returns households that stay
 */
export function matchLabels(
  overlaps: readonly ReadonlyMap<number, number>[],
  labels: number,
): number {
  // Every row finds a column: the columns beyond the labels stand for no match.
  const rows = overlaps.length;
  const columns = labels + rows;
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const way = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1);
  const isUsed = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    let at = 0;
    slack.fill(Number.POSITIVE_INFINITY);
    isUsed.fill(0);
    do {
      isUsed[at] = 1;
      const current = rowOf[at]!;
      const shared = overlaps[current - 1]!;
      const base = rowPotential[current]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let column = 1; column <= columns; column++) {
        if (isUsed[column] === 1) continue;
        const reduced = -(shared.get(column - 1) ?? 0) - base - columnPotential[column]!;
        if (reduced < slack[column]!) {
          slack[column] = reduced;
          way[column] = at;
        }
        if (slack[column]! < delta) {
          delta = slack[column]!;
          next = column;
        }
      }
      for (let column = 0; column <= columns; column++) {
        if (isUsed[column] === 1) {
          rowPotential[rowOf[column]!]! += delta;
          columnPotential[column]! -= delta;
        } else slack[column]! -= delta;
      }
      at = next;
    } while (rowOf[at] !== 0);
    for (; at !== 0; at = way[at]!) rowOf[at] = rowOf[way[at]!]!;
  }
  let kept = 0;
  for (let column = 1; column <= labels; column++) {
    if (rowOf[column] !== 0) kept += overlaps[rowOf[column]! - 1]!.get(column - 1) ?? 0;
  }
  return kept;
}
