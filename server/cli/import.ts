import { DomainError } from '#contract/domain-error.ts';
import type { ImportReport } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { Message } from '#engine/coverage/types.ts';
import { readConfig } from '../config.ts';
import { migrateToLatest } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { toBarrierDocument } from '../services/import/barrier-document.ts';
import { importRegister } from '../services/import/import-register.ts';
import { loadTagTable } from '../services/import/load-tag-table.ts';
import { readImportDocument } from '../services/import/read-import-body.ts';
import { StartupError } from '../startup-error.ts';
import { type CommandContext, EXIT } from './command.ts';
import { describeImport } from './describe-import.ts';
import {
  IMPORT_MEMBERS,
  IMPORT_USAGE,
  type ImportCall,
  parseImportCall,
} from './import-request.ts';
import { printProblems } from './print-problems.ts';
import { readBytes, readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import { sendImport } from './send-import.ts';
import { createProgress, type Progress } from './terminal-progress.ts';
import { say, writeStream } from './write-output.ts';

export const usage: Message = IMPORT_USAGE;

/** `sizhi import`: files into the register. Returns the exit code. */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const call = parseImportCall(args);
  const document = await readFiles(call, context);
  if (document === null) return EXIT.usage;
  try {
    const report = await (call.server === undefined
      ? importHere(document, call, context)
      : sendImport(call.server, document, call.dryRun));
    const text =
      call.format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : describeImport(report, context.language);
    await writeStream(context.stdout, text);
    return EXIT.clean;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    say(context, {
      zh: `sizhi import：${error.detail.zh}`,
      en: `sizhi import: ${error.detail.en}`,
    });
    printByFile(error.problems, call, context);
    return EXIT.usage;
  }
}

/** The files as the members of one import; null when one could not be read, which has been said. */
async function readFiles(
  call: ImportCall,
  context: CommandContext,
): Promise<Record<string, unknown> | null> {
  const progress = createProgress(context.stderr);
  const members: Record<string, unknown> = { ...call.members };
  let isComplete = true;
  for (const member of IMPORT_MEMBERS) {
    const path = call.files[member];
    if (path === undefined) continue;
    // JSON `null` is a document too; the wrapper tells it from a failure.
    const read: { document: unknown } | null = await (member === 'barriers'
      ? readBarriers(path, members, context, progress)
      : readDocument(path, context, progress, (document) => ({ ok: true, value: { document } })));
    if (read === null) isComplete = false;
    else members[member] = read.document;
  }
  return isComplete ? members : null;
}

/** Of OpenStreetMap too: the register takes our own classes, so they are converted here. */
async function readBarriers(
  path: string,
  { communities, jurisdiction }: Record<string, unknown>,
  context: CommandContext,
  progress: Progress,
): Promise<{ document: unknown } | null> {
  const read = await readBytes(path, context, progress, (bytes) =>
    toBarrierDocument(bytes, loadTagTable(), [communities, jurisdiction]),
  );
  if (read !== null) sayNotes(context, path, read.notes);
  return read;
}

async function importHere(
  document: Record<string, unknown>,
  call: ImportCall,
  context: CommandContext,
): Promise<ImportReport> {
  const config = readConfig(context.env);
  // Before the database is opened: bad input is told at once.
  const draft = readImportDocument(document, {
    maxVertices: config.maxVertices,
    audit: call.dryRun,
  });
  const database = await openDatabase({
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
    dataDirectory: config.dataDirectory,
    onNotice: (text) => say(context, { zh: text, en: text }),
  }).catch((error: unknown) => {
    throw withServerHint(error);
  });
  try {
    await migrateToLatest(database.knex);
    return await importRegister(database.knex, draft, {
      dryRun: call.dryRun,
      actor: 'sizhi import',
    });
  } finally {
    await database.close();
  }
}

/** While `sizhi serve` holds the data directory, the way in is through the service. */
function withServerHint(error: unknown): unknown {
  if (!(error instanceof StartupError) || error.code !== 'data-directory-in-use') return error;
  return new StartupError(
    {
      zh: `${error.zh} 若 sizhi serve 正在运行，请加 --server http://127.0.0.1:3000 交给它导入。`,
      en: `${error.en} If that is sizhi serve, let it import: add --server http://127.0.0.1:3000.`,
    },
    { cause: error },
  );
}

/** The first step of a problem's pointer is the member, which is a file here. */
function printByFile(
  problems: readonly InputProblem[],
  { files }: ImportCall,
  context: CommandContext,
): void {
  for (const problem of problems) {
    const [, first = ''] = problem.pointer.split('/');
    const member = IMPORT_MEMBERS.find((name) => name === first);
    const path = member === undefined ? undefined : files[member];
    if (path === undefined) printProblems(context, 'sizhi import', [problem]);
    else {
      const pointer = problem.pointer.slice(first.length + 1);
      printProblems(context, inputName(path, context.language), [{ ...problem, pointer }]);
    }
  }
}
