import { type FileHandle, open } from 'node:fs/promises';
import type { Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { printable } from '../formats/printable.ts';
import type { CommandContext } from './command.ts';
import type { Progress } from './terminal-progress.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

export interface ReadInputOptions {
  /** Reading stops beyond this; the parser then says so. */
  maxBytes: number;
  progress: Progress;
}

/** How a file is called in messages: its path, or “standard input” for `-`. */
export function inputName(path: string, language: keyof Message): string {
  if (path !== '-') return printable(path);
  return language === 'zh' ? '标准输入' : 'standard input';
}

/** Reads a file, or standard input for `-`, as bytes. What keeps it from being read comes back in words. */
export async function readInput(
  path: string,
  context: Pick<CommandContext, 'stdin' | 'language'>,
  options: ReadInputOptions,
): Promise<Result<Uint8Array, Message>> {
  const name = inputName(path, context.language);
  const label = context.language === 'zh' ? `读取 ${name}` : `reading ${name}`;
  try {
    if (path === '-') return ok(await readStream(context.stdin, label, options));
    const file = await open(path, 'r');
    try {
      return ok(await readFile(file, label, options));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return err(explain(error));
  } finally {
    options.progress.clear();
  }
}

async function readFile(
  file: FileHandle,
  label: string,
  options: ReadInputOptions,
): Promise<Uint8Array> {
  // The size of a pipe is not known, and a file may still grow: it sets the bar and the first buffer,
  // with a byte to spare for seeing the end.
  const { size } = await file.stat();
  const chunks: Uint8Array[] = [];
  let total = 0;
  let room = Buffer.allocUnsafeSlow(Math.max(Math.min(size, options.maxBytes) + 1, 65_536));
  let filled = 0;
  while (total <= options.maxBytes) {
    const { bytesRead } = await file.read(
      room,
      filled,
      Math.min(CHUNK_BYTES, room.length - filled),
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
    total += bytesRead;
    options.progress.update(label, size > 0 ? total / size : null);
    if (filled < room.length) continue;
    chunks.push(room);
    room = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    filled = 0;
  }
  const last = room.subarray(0, filled);
  return chunks.length === 0 ? last : Buffer.concat([...chunks, last], total);
}

async function readStream(
  stream: NodeJS.ReadableStream,
  label: string,
  options: ReadInputOptions,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    total += bytes.length;
    options.progress.update(`${label} ${(total / 1e6).toFixed(1)} MB`, null);
    if (total > options.maxBytes) break;
  }
  return Buffer.concat(chunks, total);
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

const REASONS: Record<string, Message> = {
  ENOENT: { zh: '没有这个文件，请检查路径', en: 'no such file; check the path' },
  ENOTDIR: { zh: '路径中的某一级不是目录', en: 'a part of the path is not a directory' },
  EISDIR: { zh: '这是目录，请给出其中的一个文件', en: 'it is a directory; name a file in it' },
  EACCES: { zh: '没有访问权限', en: 'permission denied' },
  EPERM: { zh: '没有访问权限', en: 'permission denied' },
  EROFS: { zh: '文件系统是只读的', en: 'the file system is read-only' },
  ENOSPC: { zh: '磁盘已满', en: 'the disk is full' },
  ENAMETOOLONG: { zh: '文件名太长', en: 'the name is too long' },
  ELOOP: { zh: '符号链接成环', en: 'symbolic links form a loop' },
};

/** A failed system call in the user's words; the code stays for what is not foreseen. */
export function explain(error: NodeJS.ErrnoException): Message {
  const known = REASONS[error.code ?? ''];
  if (known !== undefined) return known;
  const detail = printable(error.code ?? error.message);
  return { zh: `读写失败（${detail}）`, en: `input or output failed (${detail})` };
}
