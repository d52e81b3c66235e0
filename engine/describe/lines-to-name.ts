import { lineOfSource } from '../barriers/line-of-source.ts';
import type { Barrier, BarrierSource } from '../barriers/types.ts';

/**
 * Lines as texts name them, of sources as they came: without tunnels and slip roads, which bound nothing
 * that a text could name. Unlike the lines that cut units (prepare-barriers.ts) they keep what runs along the
 * outline of the jurisdiction, and both carriageways of a road, which have one name. Measures take other ones
 * (linesToMeasure): people walk on slip roads and through underpasses.
 */
export const linesToName = (sources: readonly BarrierSource[]): Barrier[] =>
  sources
    .filter(({ structure, link }) => structure !== 'tunnel' && link !== true)
    .map(lineOfSource);
