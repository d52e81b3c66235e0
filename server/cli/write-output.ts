import { rmSync } from 'node:fs';
import {
  access,
  chmod,
  constants,
  open,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { type CommandContext, OutputError, type OutputStream } from './command.ts';
import { explain, isSystemError } from './read-input.ts';

/**
 * Writes to a stream and waits until the text has left. A reader that has gone (`| head`) is not an
 * error: the rest is dropped quietly.
 * @throws OutputError when it cannot be written: a full disk, say
 */
export function writeStream(stream: OutputStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      // The stream emits its error after the callback; the listener must outlive that.
      setImmediate(() => stream.off('error', settle));
      if (!error || (isSystemError(error) && error.code === 'EPIPE')) resolve();
      else reject(isSystemError(error) ? new OutputError(explain(error), { cause: error }) : error);
    };
    stream.on('error', settle);
    stream.write(text, settle);
  });
}

/** Says before the work begins whether a file could be written at `path`. */
export async function canWriteFile(path: string): Promise<Message | null> {
  const directory = dirname(path);
  try {
    const existing = await stat(path).catch(ignoreMissing);
    if (existing?.isDirectory() === true) {
      return { zh: '这是目录，请给出文件名', en: 'it is a directory; give the name of a file' };
    }
    if (existing !== null && !existing.isFile()) return null;
    const parent = await stat(directory).catch(ignoreMissing);
    if (parent === null) {
      return { zh: '上级目录不存在，请先建立', en: 'its directory does not exist; make it first' };
    }
    await access(directory, constants.W_OK);
    return null;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return explain(error);
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, then renamed over it; when the
 * command is interrupted meanwhile, the temporary file goes. A symbolic link keeps pointing where it
 * did; a device or a pipe is written to directly.
 * @param content a text, or pieces of bytes one behind the other
 */
export async function writeFileWhole(
  path: string,
  content: string | Iterable<Uint8Array>,
): Promise<Result<undefined, Message>> {
  const data = typeof content === 'string' ? content : inBatches(content);
  let temporary: string | null = null;
  let forget = (): void => undefined;
  try {
    const existing = await stat(path).catch(ignoreMissing);
    if (existing !== null && !existing.isFile()) {
      await writeFile(path, data);
      return ok(undefined);
    }
    const target = existing === null ? path : await realpath(path);
    temporary = join(dirname(target), `.${basename(target)}.${uniqueSuffix()}.tmp`);
    forget = removeOnInterrupt(temporary);
    const file = await open(temporary, 'wx');
    try {
      await writeFile(file, data);
      await file.sync();
    } finally {
      await file.close();
    }
    if (existing !== null) await chmod(temporary, existing.mode & 0o777);
    await rename(temporary, target);
    return ok(undefined);
  } catch (error) {
    if (temporary !== null) await rm(temporary, { force: true });
    if (!isSystemError(error)) throw error;
    return err(explain(error));
  } finally {
    forget();
  }
}

/** No two processes, and no two writes of one, have the same; and `wx` refuses what is there already. */
const uniqueSuffix = (): string => `${process.pid}.${process.hrtime.bigint().toString(36)}`;

/** A write has a cost of its own: small pieces go together. */
const BATCH_BYTES = 1 << 20;

function* inBatches(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let batch: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    if (size + piece.length < BATCH_BYTES) {
      batch.push(piece);
      size += piece.length;
      continue;
    }
    if (batch.length > 0) yield Buffer.concat(batch);
    [batch, size] = [[], 0];
    yield piece;
  }
  if (batch.length > 0) yield Buffer.concat(batch);
}

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Until the returned function is called, an interrupted command takes the file with it. */
function removeOnInterrupt(path: string): () => void {
  const stop = (signal: NodeJS.Signals): void => {
    forget();
    rmSync(path, { force: true });
    // Nobody listens any more: the signal does what it does to any program.
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of INTERRUPTS) process.off(signal, stop);
  };
  for (const signal of INTERRUPTS) process.on(signal, stop);
  return forget;
}

function ignoreMissing(error: unknown): null {
  if (isSystemError(error) && error.code === 'ENOENT') return null;
  throw error;
}

/** One line to standard error. */
export function say(context: Pick<CommandContext, 'stderr' | 'language'>, message: Message): void {
  context.stderr.write(`${message[context.language]}\n`);
}
