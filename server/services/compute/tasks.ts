import type { DomainFault } from '#contract/domain-error.ts';
import type { AuditOptions, AuditSummary, Message } from '#engine/coverage/types.ts';
import type { SeverityCounts } from '../../formats/report/figures.ts';
import type { RegisterAudit } from '../audit/read-audit-request.ts';
import type { ImportDraft } from '../import/import-draft.ts';

/** What the compute threads can be asked to do. Everything passes through a message port. */
export interface ComputeTasks {
  /** Reads the body of `POST /audits` and, when it carries its data, audits it. */
  audit: {
    input: { body: Uint8Array; maxVertices: number };
    output: { kind: 'result'; json: Uint8Array } | { kind: 'register'; request: RegisterAudit };
  };
  /** Audits features that the database gave, as bytes of GeoJSON. */
  'audit-features': {
    input: AuditFeatures;
    output: { json: Uint8Array; figures: AuditFigures };
  };
  /** Reads the body of `POST /imports` into rows; with `audit`, also sums up its audit. */
  'read-import': {
    input: { body: Uint8Array; maxVertices: number; audit: boolean };
    output: ImportDraft;
  };
}
export type TaskName = keyof ComputeTasks;

/** A register's features as GeoJSON. */
export interface AuditFeatures {
  /** The FeatureCollection of the communities, and behind them those of other jurisdictions. */
  communities: Uint8Array[];
  /** How many of these communities are audited; the others are their surroundings. Null: all. */
  own: number | null;
  /** Names of the other jurisdictions, by code. */
  otherJurisdictions: Record<string, { name: string; nameEn: string | null }>;
  /** A Feature, where the jurisdiction has an outline. */
  jurisdiction: string | null;
  /** A FeatureCollection. */
  estates: Uint8Array[];
  policy?: string;
  options?: AuditOptions;
  /** What had to be assumed when they were read. */
  notes: Message[];
}

/** What of an audit's result fits into the event log. */
export interface AuditFigures {
  /** Of the engine. */
  version: string;
  summary: AuditSummary;
  findings: SeverityCounts;
}

export interface TaskRequest<N extends TaskName = TaskName> {
  name: N;
  input: ComputeTasks[N]['input'];
}

export type WorkerAnswer =
  | { outcome: 'done'; value: unknown }
  | { outcome: 'refused'; fault: DomainFault }
  | { outcome: 'failed'; message: string; stack: string | undefined };
