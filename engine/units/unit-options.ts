import type { PrepareOptions } from '../barriers/prepare/options.ts';
import type { UnitInput } from '../material/types.ts';

/** How units are cut. */
export interface UnitOptions {
  /**
   * Blocks smaller than this are crumbs and join a neighbour. m², default 2000: a traffic island or a
   * strip of green, not yet a block that anybody lives on.
   */
  minAreaSquareMetres?: number;
  /**
   * Blocks in which no circle of this diameter fits, or that are narrower than this on average, are crumbs as
   * well: verges, strips between two carriageways, wedges at junctions. Metres, default 15: a row of houses
   * needs more.
   */
  minWidthMetres?: number;
  /** An outline that runs this near a barrier is said to follow it. Metres, default 20. */
  toleranceMetres?: number;
  /**
   * Units of an earlier time: a unit that is still there keeps its id, and new ones get numbers that were
   * not used before. Left out: all are numbered from the north-west.
   */
  previous?: readonly UnitInput[];
  /** How the barriers are prepared: classes to leave out, carriageways to merge. */
  prepare?: PrepareOptions;
  /** Told how far the work is, 0–1, and what comes next. */
  onProgress?: (share: number, stage: UnitStage) => void;
  /** Asked between steps and within the long ones; an `AbortSignal` will do. When aborted, its reason is thrown. */
  signal?: CancelSignal;
}

export const UNIT_STAGES = ['prepare', 'node', 'trace', 'estates', 'crumbs', 'borders'] as const;
export type UnitStage = (typeof UNIT_STAGES)[number];

/** The part of an `AbortSignal` that the engine looks at. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** The options with their defaults in place. */
export interface UnitSettings {
  minAreaSquareMetres: number;
  minWidthMetres: number;
  toleranceMetres: number;
}

export const DEFAULT_UNIT_SETTINGS: UnitSettings = {
  minAreaSquareMetres: 2000,
  minWidthMetres: 15,
  toleranceMetres: 20,
};

/** @throws RangeError when a number is negative or none */
export function resolveUnitOptions(options: UnitOptions): UnitSettings {
  const settings = { ...DEFAULT_UNIT_SETTINGS };
  for (const key of Object.keys(settings) as (keyof UnitSettings)[]) {
    const value = options[key];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || value < 0) {
      throw new RangeError(`${key} must be a number of at least 0, not ${value}`);
    }
    settings[key] = value;
  }
  return settings;
}

/** Share of the work that is done when a stage begins, as measured on towns. */
const STAGE_SHARES: Readonly<Record<UnitStage, number>> = {
  prepare: 0,
  node: 0.4,
  trace: 0.55,
  estates: 0.65,
  crumbs: 0.75,
  borders: 0.85,
};

/** Announces a stage. @throws the signal's reason when the work was cancelled */
export function beginStage({ onProgress, signal }: UnitOptions, stage: UnitStage): void {
  throwIfCancelled(signal);
  onProgress?.(STAGE_SHARES[stage], stage);
}

/** @throws the signal's reason when the work was cancelled */
export function throwIfCancelled(signal: CancelSignal | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new Error('cancelled');
}
