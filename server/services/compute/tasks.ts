import type { DomainFault } from '#contract/domain-error.ts';
import type { AuditOptions, Message } from '#engine/coverage/types.ts';
import type { RegisterAudit } from '../audit/read-audit-request.ts';
import type { ImportDraft } from '../import/import-draft.ts';

/** What the compute threads can be asked to do. Everything passes through a message port. */
export interface ComputeTasks {
  /** Reads the body of `POST /audits` and, when it carries its data, audits it. */
  audit: {
    input: { body: Uint8Array; maxVertices: number };
    output: { kind: 'result'; json: Uint8Array } | { kind: 'register'; request: RegisterAudit };
  };
  /** Audits features that the database gave, as GeoJSON text. */
  'audit-features': {
    input: AuditFeatures;
    output: { json: Uint8Array };
  };
  /** Reads the body of `POST /imports` into rows; with `audit`, also sums up its audit. */
  'read-import': {
    input: { body: Uint8Array; maxVertices: number; audit: boolean };
    output: ImportDraft;
  };
}
export type TaskName = keyof ComputeTasks;

/** A register's features as GeoJSON texts. */
export interface AuditFeatures {
  /** A FeatureCollection. */
  communities: string;
  /** A Feature, where the jurisdiction has an outline. */
  jurisdiction: string | null;
  /** A FeatureCollection. */
  estates: string;
  policy?: string;
  options?: AuditOptions;
  /** What had to be assumed when they were read. */
  notes: Message[];
}

export interface TaskRequest<N extends TaskName = TaskName> {
  name: N;
  input: ComputeTasks[N]['input'];
}

export type WorkerAnswer =
  | { outcome: 'done'; value: unknown }
  | { outcome: 'refused'; fault: DomainFault }
  | { outcome: 'failed'; message: string; stack: string | undefined };
