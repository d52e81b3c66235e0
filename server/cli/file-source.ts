import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { ByteSource } from '../formats/geojson/packed/read-packed-communities.ts';

/** A file that is read piece by piece, and from its beginning once more when something is wrong in it. */
export interface FileSource extends ByteSource {
  close(): void;
}

/**
 * Opens a regular file. What the system refuses is thrown as it comes.
 *
 * @returns null for a pipe or a device, which can be read but once, and for a file that does not tell
 *   its size, as those of /proc
 */
export function openFileSource(path: string): FileSource | null {
  // Before it is opened: a named pipe would be waited for, and its writer lose its reader again.
  if (!statSync(path).isFile()) return null;
  const file = openSync(path, 'r');
  const status = fstatSync(file);
  if (!status.isFile() || status.size === 0) {
    closeSync(file);
    return null;
  }
  // What is appended while it is read does not belong to it.
  const { size } = status;
  let at = 0;
  return {
    size,
    read(into) {
      const read = readSync(file, into, 0, Math.min(into.length, size - at), at);
      at += read;
      return read;
    },
    readAll: () => readFrom(file, size),
    close: () => closeSync(file),
  };
}

/** The first `size` bytes, or all if there are fewer now; of the open file, whatever its name stands for now. */
function readFrom(file: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  while (at < size) {
    const read = readSync(file, bytes, at, size - at, at);
    if (read === 0) break;
    at += read;
  }
  return bytes.subarray(0, at);
}
