import type { MaterialKind } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';

/** What a file may be, by the members of an import. */
export const IMPORT_ROLES = [
  'communities',
  'jurisdiction',
  'units',
  'estates',
  'barriers',
  'facilities',
] as const satisfies readonly ('communities' | 'jurisdiction' | MaterialKind)[];
export type ImportRole = (typeof IMPORT_ROLES)[number];

/** A property of the features of a file, with some of its values. */
export interface FileField {
  name: string;
  /** How many features have it. */
  count: number;
  examples: string[];
}

/** A file as far as the page has to know it; the features themselves stay in the worker. */
export interface ImportFile {
  id: number;
  name: string;
  features: number;
  vertices: number;
  /** Geometry types with how often they occur. */
  types: [type: string, count: number][];
  fields: FileField[];
  /** West, south, east, north; null without a coordinate. */
  extent: [number, number, number, number] | null;
  /** Lines to draw, thinned to what a small picture can show: `[lon, lat, lon, lat, …]`. */
  preview: number[][];
  /** What it most likely is. */
  role: ImportRole;
}

/** Which property of the file stands for which of ours; '' takes none. */
export type FieldChoice = Readonly<Record<string, string>>;

/** A file in the import that is to be made. */
export interface ImportPart {
  file: number;
  role: ImportRole;
  fields: FieldChoice;
}

/** Members of the import besides the files. */
export interface ImportTown {
  code?: string;
  name?: string;
  effective?: string;
  policy?: string;
}

/** The page to the worker. */
export type ImportWorkerRequest =
  | { kind: 'read'; id: number; file: File }
  | { kind: 'forget'; id: number }
  | { kind: 'check'; turn: number; part: ImportPart }
  | { kind: 'make'; turn: number; parts: ImportPart[]; town: ImportTown };

/** The worker to the page. */
export type ImportWorkerAnswer =
  | { kind: 'read'; file: ImportFile }
  | { kind: 'refused'; id: number; problems: InputProblem[] }
  /** Problems of a file as what it is said to be; of communities with their places. */
  | { kind: 'checked'; turn: number; problems: InputProblem[] }
  | { kind: 'made'; turn: number; body: Blob }
  | { kind: 'failed'; detail: string };
