import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { ImportReport } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { ImportsApi } from '../api/imports.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { guessFields } from '../worker/import-fields.ts';
import type {
  FieldChoice,
  ImportFile,
  ImportPart,
  ImportRole,
  ImportTown,
  ImportWorkerAnswer,
  ImportWorkerRequest,
} from '../worker/import-protocol.ts';

/** What is used of a worker of the browser. */
export interface ImportWorker {
  postMessage(request: ImportWorkerRequest): void;
  addEventListener(type: 'message', listener: (event: { data: ImportWorkerAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

/** A file that the reader has chosen. */
export type ChosenFile = { id: number; name: string } & (
  | { status: 'reading' }
  | { status: 'refused'; problems: readonly InputProblem[] }
  | {
      status: 'read';
      file: ImportFile;
      role: ImportRole;
      fields: FieldChoice;
      /** Found in the browser; the server finds more. */
      problems: readonly InputProblem[];
    }
);

/** How far the import is. */
export type ImportStage =
  | { kind: 'choosing' }
  | { kind: 'working'; what: 'preview' | 'commit' }
  /** What would change; nothing is written yet. */
  | { kind: 'previewed'; report: ImportReport }
  | { kind: 'refused'; problem: Problem; problems: readonly InputProblem[] }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'done'; report: ImportReport };

/** Files on their way into the register: chosen, described, tried out, written. */
export interface ImportState {
  files: ReadonlySignal<readonly ChosenFile[]>;
  town: ReadonlySignal<ImportTown>;
  stage: ReadonlySignal<ImportStage>;
  add(files: Iterable<File>): void;
  remove(id: number): void;
  setRole(id: number, role: ImportRole): void;
  setFields(id: number, fields: FieldChoice): void;
  setTown(town: ImportTown): void;
  /** Why it cannot be tried out yet; null when it can. */
  missing(): 'files' | 'reading' | 'refused' | 'communities' | 'twice' | 'problems' | null;
  preview(): Promise<void>;
  commit(): Promise<void>;
  /** Stops waiting for a preview; what is being written is finished by the server. */
  cancel(): void;
  /** Forgets all files. */
  reset(): void;
}

/** Builds the state of the import dialog over the server and a worker that reads the files. */
export function createImport(api: ImportsApi, start: () => ImportWorker): ImportState {
  const files = signal<readonly ChosenFile[]>([]);
  const town = signal<ImportTown>({});
  const stage = signal<ImportStage>({ kind: 'choosing' });
  let worker: ImportWorker | null = null;
  let lastId = 0;
  let turn = 0;
  let waiting = new AbortController();
  const checks = new Map<number, number>();
  let made: ((body: Blob) => void) | null = null;
  let notMade: ((error: Error) => void) | null = null;

  const change = (id: number, next: (file: ChosenFile) => ChosenFile): void => {
    files.value = files.peek().map((file) => (file.id === id ? next(file) : file));
  };
  /** A preview is of what was chosen then. */
  const outdate = (): void => {
    waiting.abort();
    stage.value = { kind: 'choosing' };
  };
  const fail = (detail: string): void => {
    worker?.terminate();
    worker = null;
    batch(() => {
      files.value = [];
      stage.value = { kind: 'failed', problem: problemOf(new Error(detail)) };
    });
    notMade?.(new Error(detail));
  };

  const answer = (data: ImportWorkerAnswer): void => {
    if (data.kind === 'read') {
      const { file } = data;
      const { role } = file;
      change(file.id, ({ id, name }) => ({
        ...{ id, name, status: 'read', file, role },
        fields: guessFields(role, file.fields),
        problems: [],
      }));
      check(file.id);
    } else if (data.kind === 'refused') {
      const { id, problems } = data;
      change(id, ({ name }) => ({ id, name, status: 'refused', problems }));
    } else if (data.kind === 'checked') {
      const id = checks.get(data.turn);
      checks.delete(data.turn);
      if (id === undefined) return;
      change(id, (file) => (file.status === 'read' ? { ...file, problems: data.problems } : file));
    } else if (data.kind === 'made') {
      if (data.turn === turn) made?.(data.body);
    } else fail(data.detail);
  };

  function ask(request: ImportWorkerRequest): void {
    if (worker === null) {
      worker = start();
      worker.addEventListener('message', ({ data }) => answer(data));
      worker.addEventListener('error', ({ message }) => fail(message ?? ''));
    }
    worker.postMessage(request);
  }

  function check(id: number): void {
    const file = files.peek().find((one) => one.id === id);
    if (file?.status !== 'read') return;
    const mine = ++turn;
    for (const [old, of] of checks) if (of === id) checks.delete(old);
    checks.set(mine, id);
    ask({ kind: 'check', turn: mine, part: partOf(file) });
  }

  const parts = (): ImportPart[] =>
    files.peek().flatMap((file) => (file.status === 'read' ? [partOf(file)] : []));

  async function send(dryRun: boolean): Promise<void> {
    waiting.abort();
    waiting = new AbortController();
    const { signal: aborted } = waiting;
    stage.value = { kind: 'working', what: dryRun ? 'preview' : 'commit' };
    try {
      const body = await new Promise<Blob>((resolve, reject) => {
        made = resolve;
        notMade = reject;
        ask({ kind: 'make', turn: ++turn, parts: parts(), town: given(town.peek()) });
      });
      if (aborted.aborted) return;
      const outcome = await api.import(body, dryRun, aborted);
      if (aborted.aborted) return;
      if (outcome.kind === 'refused') stage.value = outcome;
      else {
        const { report } = outcome;
        stage.value = dryRun ? { kind: 'previewed', report } : { kind: 'done', report };
      }
    } catch (error) {
      if (!aborted.aborted) stage.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  return {
    files,
    town,
    stage,
    add(chosen) {
      outdate();
      for (const file of chosen) {
        const id = ++lastId;
        files.value = [...files.peek(), { id, name: file.name, status: 'reading' }];
        ask({ kind: 'read', id, file });
      }
    },
    remove(id) {
      outdate();
      files.value = files.peek().filter((file) => file.id !== id);
      ask({ kind: 'forget', id });
    },
    setRole(id, role) {
      outdate();
      change(id, (file) =>
        file.status === 'read'
          ? { ...file, role, fields: guessFields(role, file.file.fields), problems: [] }
          : file,
      );
      check(id);
    },
    setFields(id, fields) {
      outdate();
      change(id, (file) => (file.status === 'read' ? { ...file, fields } : file));
      check(id);
    },
    setTown(next) {
      outdate();
      town.value = next;
    },
    missing() {
      const all = files.value;
      if (all.length === 0) return 'files';
      if (all.some(({ status }) => status === 'reading')) return 'reading';
      if (all.some(({ status }) => status === 'refused')) return 'refused';
      const roles = all.flatMap((file) => (file.status === 'read' ? [file.role] : []));
      if (!roles.includes('communities')) return 'communities';
      if (new Set(roles).size < roles.length) return 'twice';
      if (all.some((file) => file.status === 'read' && file.problems.length > 0)) return 'problems';
      return null;
    },
    preview: () => send(true),
    commit: () => send(false),
    cancel: outdate,
    reset() {
      waiting.abort();
      worker?.terminate();
      worker = null;
      checks.clear();
      batch(() => {
        files.value = [];
        town.value = {};
        stage.value = { kind: 'choosing' };
      });
    },
  };
}

const partOf = (file: Extract<ChosenFile, { status: 'read' }>): ImportPart => ({
  file: file.id,
  role: file.role,
  fields: file.fields,
});

/** Without what was left empty: the outline's own stands for it. */
const given = (town: ImportTown): ImportTown =>
  Object.fromEntries(
    Object.entries(town)
      .map(([name, value]) => [name, value?.trim()])
      .filter(([, value]) => value !== undefined && value !== ''),
  );
