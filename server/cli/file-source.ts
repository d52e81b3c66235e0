import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { ByteSource } from '../formats/geojson/packed/read-packed-communities.ts';

/** A file that is read piece by piece, and from its beginning once more when something is wrong in it. */
export interface FileSource extends ByteSource {
  close(): void;
}

/**
 * Opens a regular file. What the system refuses is thrown as it comes.
 *
 * @returns null for a pipe or a device, which can be read but once
 */
export function openFileSource(path: string): FileSource | null {
  const file = openSync(path, 'r');
  const status = fstatSync(file);
  if (!status.isFile()) {
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
    readAll: () => readFileSync(path),
    close: () => closeSync(file),
  };
}
