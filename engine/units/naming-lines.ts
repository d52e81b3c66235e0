import { PREPARE_DEFAULTS, type PrepareOptions } from '../barriers/prepare/options.ts';
import type { Barrier, BarrierSource } from '../barriers/types.ts';

/**
 * What an outline may be said to follow: the lines that cut, and what was left out beside the outline or
 * beyond it. Not what cuts nothing by choice: classes left out, tunnels, slip roads.
 */
export function namingLines(
  lines: readonly Barrier[],
  sources: readonly BarrierSource[],
  options: PrepareOptions = {},
): Barrier[] {
  const classes = new Set(options.classes ?? PREPARE_DEFAULTS.classes);
  const keepLinks = options.keepLinks ?? PREPARE_DEFAULTS.keepLinks;
  const others = sources.flatMap((source): Barrier[] => {
    const { geometry } = source;
    if (!classes.has(source.class) || source.structure === 'tunnel') return [];
    if (source.link && !keepLinks) return [];
    if (geometry?.type !== 'LineString' && geometry?.type !== 'MultiLineString') return [];
    const positions =
      geometry.type === 'LineString' ? geometry.coordinates : geometry.coordinates.flat();
    // Preparing the barriers has said what is wrong with such a line.
    if (!positions.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))) return [];
    return [{ ...source, geometry }];
  });
  return [...lines, ...others];
}
