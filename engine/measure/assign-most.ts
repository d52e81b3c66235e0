/**
 * The assignment of rows to columns, each to one at most, whose weights add up to the most: the Hungarian
 * method with potentials (Kuhn 1955; Jonker and Volgenant 1987), cubic in the number of rows and columns.
 *
 * @param weights a row each, all of the same length, none negative
 * @returns the column of each row, −1 for a row that has none
 */
export function assignMost(weights: readonly Float64Array[]): number[] {
  const rows = weights.length;
  const columns = weights[0]?.length ?? 0;
  // As many columns as rows at least: those added weigh nothing.
  const width = Math.max(rows, columns);
  const cost = (row: number, column: number): number =>
    column < columns ? -weights[row]![column]! : 0;
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(width + 1);
  /** Row of each column, numbered from 1; 0 is none. Column 0 holds the row that is being placed. */
  const rowOf = new Int32Array(width + 1);
  const cameFrom = new Int32Array(width + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    let column = 0;
    const least = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const isUsed = new Uint8Array(width + 1);
    do {
      isUsed[column] = 1;
      const from = rowOf[column]!;
      let step = Number.POSITIVE_INFINITY;
      let nearest = 0;
      for (let j = 1; j <= width; j++) {
        if (isUsed[j]) continue;
        const reduced = cost(from - 1, j - 1) - rowPotential[from]! - columnPotential[j]!;
        if (reduced < least[j]!) {
          least[j] = reduced;
          cameFrom[j] = column;
        }
        if (least[j]! < step) {
          step = least[j]!;
          nearest = j;
        }
      }
      for (let j = 0; j <= width; j++) {
        if (isUsed[j]) {
          rowPotential[rowOf[j]!]! += step;
          columnPotential[j]! -= step;
        } else least[j]! -= step;
      }
      column = nearest;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = cameFrom[column]!;
      rowOf[column] = rowOf[previous]!;
      column = previous;
    }
  }
  const assignment = new Array<number>(rows).fill(-1);
  for (let j = 1; j <= columns; j++) if (rowOf[j]! > 0) assignment[rowOf[j]! - 1] = j - 1;
  return assignment;
}
