import { createReadStream } from 'node:fs';
import type { InputProblem } from '#contract/input-problem.ts';
import type { Message } from '#engine/coverage/types.ts';
import type {
  PackedCommunities,
  PackedReadOptions,
} from '../formats/geojson/packed/packed-communities.ts';
import {
  readPackedCommunitiesFrom,
  readPackedSource,
} from '../formats/geojson/packed/read-packed-communities.ts';
import { DEFAULT_MAX_BYTES, parseGeoJson, tooLarge } from '../formats/geojson/parse-geojson.ts';
import type { CommandContext } from './command.ts';
import { type FileSource, openFileSource } from './file-source.ts';
import { printProblems } from './print-problems.ts';
import { explain, inputName, isSystemError, readInput } from './read-input.ts';
import type { Progress } from './terminal-progress.ts';
import { say } from './write-output.ts';

type Read<T> = { ok: true; value: T } | { ok: false; error: InputProblem[] };

/**
 * One JSON file through its reader. Problems and notes go to standard error.
 * @returns null when the file could not be read; why has been said then
 */
export function readDocument<T>(
  path: string,
  context: CommandContext,
  progress: Progress,
  read: (document: unknown) => Read<T>,
): Promise<T | null> {
  return readBytes(path, context, progress, (bytes) => {
    const parsed = parseGeoJson(bytes);
    return parsed.ok ? read(parsed.value.document) : parsed;
  });
}

/** The same for a reader of bytes. */
export async function readBytes<T>(
  path: string,
  context: CommandContext,
  progress: Progress,
  read: (bytes: Uint8Array) => Read<T>,
): Promise<T | null> {
  const name = inputName(path, context.language);
  const bytes = await readInput(path, context, { maxBytes: DEFAULT_MAX_BYTES, progress });
  if (!bytes.ok) {
    say(context, { zh: `${name}：${bytes.error.zh}`, en: `${name}: ${bytes.error.en}` });
    return null;
  }
  if (bytes.value.length > DEFAULT_MAX_BYTES) {
    // Not read to its end: whatever a reader said about it would be wrong.
    printProblems(context, name, [tooLarge(null, DEFAULT_MAX_BYTES)]);
    return null;
  }
  progress.update(context.language === 'zh' ? `解析 ${name}` : `parsing ${name}`, null);
  const result = read(bytes.value);
  progress.clear();
  if (!result.ok) {
    printProblems(context, name, result.error);
    return null;
  }
  return result.value;
}

/**
 * Communities of a file of any size: of a regular file only a piece is in memory at a time. Problems go
 * to standard error.
 * @returns null when the file could not be read; why has been said then
 */
export async function readCommunityFile(
  path: string,
  context: CommandContext,
  progress: Progress,
  options: PackedReadOptions,
): Promise<PackedCommunities | null> {
  const name = inputName(path, context.language);
  const label = context.language === 'zh' ? `读取 ${name}` : `reading ${name}`;
  const source = openSource(path);
  try {
    const read =
      source === null
        ? await readPackedCommunitiesFrom(piecesOf(path, context, label, progress), options)
        : readPackedSource(source, options, (bytes) => progress.update(label, bytes / source.size));
    progress.clear();
    if (read.ok) return read.value;
    printProblems(context, name, read.error);
  } catch (error) {
    progress.clear();
    if (!isSystemError(error)) throw error;
    const reason = explain(error);
    say(context, { zh: `${name}：${reason.zh}`, en: `${name}: ${reason.en}` });
  } finally {
    source?.close();
  }
  return null;
}

/** Of standard input, a pipe or a device, until it ends. */
async function* piecesOf(
  path: string,
  { stdin }: CommandContext,
  label: string,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const piece of path === '-' ? stdin : createReadStream(path)) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    total += bytes.length;
    progress.update(`${label} ${(total / 1e6).toFixed(1)} MB`, null);
    yield bytes;
  }
}

/** Null for what is no regular file, or cannot be opened: who reads it as a stream learns why. */
function openSource(path: string): FileSource | null {
  if (path === '-') return null;
  try {
    return openFileSource(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return null;
  }
}

/** What a reader had to assume or leave out. */
export function sayNotes(context: CommandContext, path: string, notes: readonly Message[]): void {
  const name = inputName(path, context.language);
  for (const note of notes) say(context, { zh: `${name}：${note.zh}`, en: `${name}: ${note.en}` });
}
