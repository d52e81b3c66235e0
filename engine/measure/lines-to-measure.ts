import { lineOfSource } from '../barriers/line-of-source.ts';
import type { Barrier, BarrierSource } from '../barriers/types.ts';
import { WALKED_CLASSES } from './walking/walking-network.ts';

/**
 * Lines as measures take them, of sources as they came, slip roads among them. What runs in a tunnel bounds
 * nothing and stops nobody, so it is left out, but for roads that people walk: an underpass leads on, though no
 * border follows it. Texts name other ones (linesToName).
 */
export const linesToMeasure = (sources: readonly BarrierSource[]): Barrier[] =>
  sources.flatMap((source): Barrier[] => {
    const line = lineOfSource(source);
    if (source.structure !== 'tunnel') return [line];
    return WALKED_CLASSES.has(source.class) ? [{ ...line, underground: true }] : [];
  });
