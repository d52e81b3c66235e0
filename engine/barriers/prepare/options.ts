import type { AreaGeometry } from '../../coverage/types.ts';
import type { CancelSignal } from '../../units/unit-options.ts';
import { BARRIER_CLASSES, type BarrierClass } from '../types.ts';

/** How barriers are prepared for cutting units. Lengths in metres. */
export interface PrepareOptions {
  /** Classes that cut; the others are left out and noted. Default: all but `path`. */
  classes?: readonly BarrierClass[];
  /** Slip roads and ramps cut as well. Default false: they part a junction into crumbs. */
  keepLinks?: boolean;
  /**
   * A tunnel at least this long parts nothing on the ground and is left out; a shorter one (an
   * underpass, a culvert under a road) is passed over, as the line goes on. Default 100.
   */
  tunnelsFromMetres?: number;
  /**
   * Carriageways, tracks and canal sides of one name at most this far apart become one centreline.
   * Default 40; expressways take one and a half times as much, local streets three fifths. 0: none.
   */
  mergeCarriagewaysWithinMetres?: number;
  /** Dangling ends are extended to a line at most this far ahead. Default 15. */
  closeWithinMetres?: number;
  /** Lines that run this close along each other are one. Default 2. */
  toleranceMetres?: number;
  /**
   * What runs this close along the outline of the area is left out: the outline cuts there. Default
   * 20, the distance at which borders are given the names of barriers.
   */
  outlineToleranceMetres?: number;
  /** Compact waters smaller than this bound nothing. m², default 10,000. */
  lakesFromSquareMetres?: number;
  /**
   * Areas whose borders cut as well, those of communities: a line that ends on one of them bounds. Default: none.
   */
  borders?: readonly AreaGeometry[];
  /** Asked between stages. When aborted, its reason is thrown. */
  signal?: CancelSignal;
}

/** The options with their defaults in place. */
export type Settings = Readonly<Required<Omit<PrepareOptions, 'borders' | 'signal'>>>;

export const PREPARE_DEFAULTS: Settings = {
  classes: BARRIER_CLASSES.filter((barrierClass) => barrierClass !== 'path'),
  keepLinks: false,
  tunnelsFromMetres: 100,
  mergeCarriagewaysWithinMetres: 40,
  closeWithinMetres: 15,
  toleranceMetres: 2,
  outlineToleranceMetres: 20,
  lakesFromSquareMetres: 10_000,
};

/** @throws RangeError for a length that is negative or no number */
export function settingsOf({ borders: _, signal: __, ...options }: PrepareOptions): Settings {
  const settings = { ...PREPARE_DEFAULTS, ...options };
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'number' && !(value >= 0 && Number.isFinite(value))) {
      throw new RangeError(`${name} must be a number of at least 0, not ${value}`);
    }
  }
  return settings;
}
