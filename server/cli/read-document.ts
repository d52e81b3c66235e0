import type { InputProblem } from '#contract/input-problem.ts';
import type { Message } from '#engine/coverage/types.ts';
import type {
  PackedCommunities,
  PackedReadOptions,
} from '../formats/geojson/packed/packed-communities.ts';
import {
  readPackedCommunities,
  readPackedSource,
} from '../formats/geojson/packed/read-packed-communities.ts';
import { DEFAULT_MAX_BYTES, parseGeoJson } from '../formats/geojson/parse-geojson.ts';
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
  const source = openSource(path);
  if (source === null) {
    return readBytes(path, context, progress, (bytes) => readPackedCommunities(bytes, options));
  }
  const label = context.language === 'zh' ? `读取 ${name}` : `reading ${name}`;
  try {
    const read = readPackedSource(source, options, (bytes) =>
      progress.update(label, bytes / source.size),
    );
    progress.clear();
    if (read.ok) return read.value;
    printProblems(context, name, read.error);
  } catch (error) {
    progress.clear();
    if (!isSystemError(error)) throw error;
    const reason = explain(error);
    say(context, { zh: `${name}：${reason.zh}`, en: `${name}: ${reason.en}` });
  } finally {
    source.close();
  }
  return null;
}

/** Null for what is no regular file, or cannot be opened: the reader of bytes says why. */
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
