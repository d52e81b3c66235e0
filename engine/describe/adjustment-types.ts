import type { AreaGeometry, Message } from '../coverage/types.ts';
import type { Side } from './compass.ts';
import type { FourLimits, Limit } from './types.ts';

/** Households, and whether the figure is an estimate. */
export interface HouseholdFigure {
  value: number;
  estimated: boolean;
}

/**
 * How ground changes hands. `transfer`: from one community to another. `fill`: it lay in none before.
 * `release`: it lies in none after. `resolve`: two had it, one keeps it. `overlap`: one had it, and another has it
 * as well now.
 */
export type PieceKind = 'transfer' | 'fill' | 'release' | 'resolve' | 'overlap';

/** A connected piece of ground that changes hands. */
export interface AdjustedPiece {
  kind: PieceKind;
  /** Id, before, of the community that loses it, or for `overlap` that shares it; null for `fill`. */
  from: string | null;
  /** Id, after, of the community that gains it, or for `resolve` that keeps it; null for `release`. */
  to: string | null;
  geometry: AreaGeometry;
  /** Geodesic. */
  areaSquareMetres: number;
  /** Left out where unknown. */
  households?: HouseholdFigure;
  /** With the other pieces that pass between the same two it is the whole of the community it comes from. */
  isWhole: boolean;
  /** Its limits on all four sides. */
  limits: FourLimits;
  /**
   * The limits that tell it from the rest of the community it comes from: along the new border, on named or
   * nameless barriers. Of a whole community, its barriers on all sides.
   */
  distinguishedBy: Partial<Record<Side, Limit>>;
  /** Share of the new border that follows barriers, 0–1; 1 where there is no new border. */
  newBorderOnBarriers: number;
  /** “X路以南、Y路以西区域”, without the name of the community; empty for a whole one that nothing tells. */
  text: Message;
  /** What the words leave to the map; null where they tell it all. */
  remark: Message | null;
}

/**
 * One thing that a plan does. `merge`: communities cease and go wholly into one. `split`: one becomes
 * several, itself among them or not. `create`: a new one of ground from several. `abolish`: one ceases and its
 * ground goes to several. `transfer`: ground passes from one to another that both stay. `fill`, `release`,
 * `resolve`, `overlap`: as with {@link PieceKind}, between communities that stay. `convert`: its kind changes.
 * `rename`: its name, or its code, changes.
 */
export interface AdjustmentItem {
  kind: 'merge' | 'split' | 'create' | 'abolish' | 'convert' | 'rename' | PieceKind;
  /** Ids before, sorted. */
  from: string[];
  /** Ids after, sorted. */
  to: string[];
  /** Ids of communities that cease to exist. */
  abolished: string[];
  /** Ids of communities that come into being. */
  created: string[];
  pieces: AdjustedPiece[];
  text: Message;
}

/** What lies between two states of a jurisdiction's communities. */
export interface Adjustment {
  /** Version of the engine that wrote it. */
  version: string;
  items: AdjustmentItem[];
  /** The four limits, after, of every community that comes into being or whose ground changes. */
  limitsAfter: { community: string; isNew: boolean; limits: FourLimits; text: Message }[];
  /** Ids, after, of communities whose ground and particulars stay. */
  unchanged: string[];
  /** Differences too small or too narrow to be meant. */
  ignored: { pieces: number; areaSquareMetres: number };
  /** What the reader should know: shapes that are missing, and so not compared, or invalid. */
  notes: Message[];
  text: Message;
}
