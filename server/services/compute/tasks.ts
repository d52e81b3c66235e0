import type { DomainFault } from '#contract/domain-error.ts';
import type { RegisterMeasuresRequest } from '#contract/measures.ts';
import type { RegisterSuggestionRequest } from '#contract/suggestions.ts';
import type { RegisterUnitsRequest } from '#contract/units.ts';
import type { AuditOptions, AuditSummary, Message } from '#engine/coverage/types.ts';
import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import type { SeverityCounts } from '../../formats/report/figures.ts';
import type { RegisterAudit } from '../audit/read-audit-request.ts';
import type { RegisterDescriptions } from '../descriptions/read-descriptions-request.ts';
import type { ImportDraft } from '../import/import-draft.ts';
import type { PlanAnswer, PlanTask } from '../plans/thread/plan-messages.ts';

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
  /** Each reads the body of its route and, when it carries its data, answers it. */
  units: { input: BodyInput; output: BodyOutput<RegisterUnitsRequest> };
  measures: { input: BodyInput; output: BodyOutput<RegisterMeasuresRequest> };
  descriptions: { input: BodyInput; output: BodyOutput<RegisterDescriptions> };
  /** Each answers a request with what the database gave. */
  'units-of-register': { input: OfRegister<RegisterUnitsRequest>; output: { json: Uint8Array } };
  'measures-of-register': {
    input: OfRegister<RegisterMeasuresRequest>;
    output: { json: Uint8Array };
  };
  'descriptions-of-register': {
    input: OfRegister<RegisterDescriptions>;
    output: { json: Uint8Array };
  };
  /** Reads the body of `POST /suggestions` and, when it carries its data and is to be answered now, does so. */
  suggestion: { input: SuggestionBodyInput; output: SuggestionBodyOutput };
  /** Answers such a request with what the database gave. */
  'suggestion-of-register': {
    input: OfRegister<RegisterSuggestionRequest> & { when: SuggestionTime };
    output: MadeSuggestion | { kind: 'later' };
  };
  /** Work on a plan that the thread keeps: see PlanDesk. */
  plan: { input: PlanTask; output: PlanAnswer };
}
export type TaskName = keyof ComputeTasks;

/** Whether a suggestion is made: if it is a small matter, whatever it takes, or not now (it is only read and checked). */
export type SuggestionTime = 'if-small' | 'always' | 'later';

interface SuggestionBodyInput extends BodyInput {
  when: SuggestionTime;
}

export type SuggestionBodyOutput =
  | MadeSuggestion
  | { kind: 'register'; request: RegisterSuggestionRequest; body: Uint8Array }
  /** The request is sound, and not for now; the body comes back. */
  | { kind: 'later'; body: Uint8Array };

/** An answer of `POST /suggestions` but for what the database adds, and what it is filed under. */
export interface MadeSuggestion {
  kind: 'result';
  json: Uint8Array;
  /** SHA-256 of everything that the result follows from, in hexadecimal. */
  digest: string;
  figures: SuggestionFigures;
}

export interface SuggestionFigures {
  kind: SuggestedKind;
  /** Of the engine. */
  version: string;
  seed: number;
  suggestions: number;
  infeasible: number;
  /** The time limit of the request cut the search short: the same request may come out differently. */
  isCutShort: boolean;
}

interface BodyInput {
  body: Uint8Array;
  maxVertices: number;
}

/** The answer, or a request whose data is in the register: a compute thread has no database. */
export type BodyOutput<R> = { kind: 'result'; json: Uint8Array } | { kind: 'register'; request: R };

export interface OfRegister<R> {
  request: R;
  material: StoredMaterial;
  maxVertices: number;
}

/** A jurisdiction of the register, each set as the bytes of a FeatureCollection; no bytes: not read. */
export interface StoredMaterial {
  /** A Feature, where the jurisdiction has an outline. */
  jurisdiction: string | null;
  communities: Uint8Array[];
  /** Of another day. */
  communitiesBefore: Uint8Array[];
  barriers: Uint8Array[];
  estates: Uint8Array[];
  facilities: Uint8Array[];
  units: Uint8Array[];
  /** What had to be assumed when they were read. */
  notes: Message[];
}

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
  /** A FeatureCollection of each kind of material, empty where the register holds none. */
  estates: Uint8Array[];
  facilities: Uint8Array[];
  barriers: Uint8Array[];
  units: Uint8Array[];
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

/** What a thread is told when it starts. */
export interface WorkerData {
  /** Left out: those that come with Sizhi. */
  policies?: readonly Policy[];
}

/** What a thread says of the task it is given: any number of `progress`, then one of the others. */
export type WorkerMessage = ({ outcome: 'progress' } & Progress) | WorkerAnswer;

export type WorkerAnswer =
  | { outcome: 'done'; value: unknown }
  | { outcome: 'refused'; fault: DomainFault }
  | { outcome: 'failed'; message: string; stack: string | undefined };
