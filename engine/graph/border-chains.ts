import type { Position } from '../coverage/types.ts';
import type { UnitBorder } from '../units/types.ts';

/** A connected piece of a border between two units, or of a unit with the outside. */
export interface BorderChain {
  units: [number, number | null];
  /** Index of the edge it belongs to; −1 for the outside and for contacts that are no edge. */
  edge: number;
  line: Position[];
}

/** Joins stretches that begin where the one before them ends; the stretches of one border may be several lines. */
export function chainStretches({ units, stretches }: UnitBorder, edge: number): BorderChain[] {
  const chains: BorderChain[] = [];
  let line: Position[] = [];
  for (const { coordinates } of stretches) {
    if (coordinates.length < 2) continue;
    const end = line.at(-1);
    const start = coordinates[0]!;
    if (end !== undefined && end[0] === start[0] && end[1] === start[1]) {
      for (let i = 1; i < coordinates.length; i++) line.push(coordinates[i]!);
    } else {
      line = [...coordinates];
      chains.push({ units, edge, line });
    }
  }
  return chains;
}
