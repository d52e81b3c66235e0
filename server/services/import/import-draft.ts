import type { MaterialKind } from '#contract/imports.ts';
import type { AuditSummary, Message } from '#engine/coverage/types.ts';

/**
 * Rows ready for the database: JSON arrays as text, each of a size that one statement takes. An
 * object of an array holds the columns of its table, `attributes` and `geometry` (GeoJSON).
 */
export interface RowBatches {
  count: number;
  batches: string[];
}

/** What an import says of the jurisdiction; absent members leave a known jurisdiction as it is. */
export interface JurisdictionDraft {
  code: string;
  name?: string;
  nameEn?: string;
  kind?: string;
  policy?: string;
  /** Only where an outline was given. */
  attributes?: Record<string, unknown>;
  /** GeoJSON MultiPolygon as text. */
  geometry?: string;
}

/** An import that has passed every check and can be written. */
export interface ImportDraft {
  jurisdiction: JurisdictionDraft;
  communities: RowBatches;
  materials: Partial<Record<MaterialKind, RowBatches>>;
  /** ISO date; absent: today. */
  effective?: string;
  notes: Message[];
  /** Present when it was asked for. */
  audit?: AuditSummary;
}
