import type { InputProblem } from '#contract/input-problem.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';

/** Of the messages below. A worker of another build must not be misunderstood. */
export const PROTOCOL_VERSION = 1;

/** The page to the worker. */
export interface AuditFileRequest {
  version: typeof PROTOCOL_VERSION;
  kind: 'audit-file';
  file: Blob;
}

/** What the worker is at. */
export type Stage = 'reading' | 'parsing' | 'auditing';

/** The worker to the page: any number of `progress`, then one of the others. */
export type WorkerMessage = { version: typeof PROTOCOL_VERSION } & (
  | {
      kind: 'progress';
      stage: Stage;
      /** 0 to 1, where it is known. */
      share: number | null;
    }
  | { kind: 'done'; audited: AuditedFile }
  /** The file cannot be audited: what is wrong with it. */
  | { kind: 'refused'; problems: InputProblem[] }
  | ({ kind: 'failed' } & Failure)
);

/** Why the audit of a file broke off. */
export interface Failure {
  reason: FailureReason;
  /** For those who can make something of it: what was thrown, in whatever words. */
  detail: string;
}

/**
 * The file cannot be read (any more); there is not enough memory for it; the worker is of another build;
 * it could not be started; it has a fault.
 */
export type FailureReason = 'unreadable' | 'memory' | 'version' | 'start' | 'fault';

/** A file, audited. */
export interface AuditedFile {
  communities: HandedCommunities;
  result: AuditResult;
}

/** Communities column by column; the areas change hands without a copy. */
export interface HandedCommunities {
  areas: PackedAreas;
  ids: string[];
  names: (string | null)[];
  namesEn: (string | null)[];
  /** Attributes that the page shows, in the order of the communities. */
  shown: Record<string, unknown>[];
  /** For the map: the colour of each, and where its name goes. */
  drawing: Drawing;
}

/** What the map needs to know of areas that takes long to work out. */
export interface Drawing {
  /** Index of a fill; neighbours differ. */
  colours: number[];
  /** `[lon, lat]` inside the area; null without one. */
  labels: ([number, number] | null)[];
}

/** The memory of areas, to be handed over. */
export const memoryOf = (areas: PackedAreas): ArrayBuffer[] =>
  [areas.coordinates, areas.ringStart, areas.polygonRing, areas.areaPolygon, areas.areaType].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
