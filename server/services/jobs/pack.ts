import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { StoredInput } from '../../repositories/job-repository.ts';

const packAsync = promisify(gzip);
const unpackAsync = promisify(gunzip);

/** Coordinates in JSON shrink to a fifth even at the quickest level; zlib has threads of its own. */
export async function pack(bytes: Uint8Array): Promise<Buffer> {
  return packAsync(bytes, { level: constants.Z_BEST_SPEED });
}

export const unpack = (bytes: Uint8Array): Promise<Buffer> => unpackAsync(bytes);

/** An input as it lies in the database: bytes as they are, anything else as JSON. */
export async function packInput(input: object): Promise<StoredInput> {
  if (input instanceof Uint8Array) return { bytes: await pack(input), type: 'bytes' };
  return { bytes: await pack(Buffer.from(JSON.stringify(input))), type: 'json' };
}

/** What was submitted. */
export async function unpackInput({ bytes, type }: StoredInput): Promise<unknown> {
  const unpacked = await unpack(bytes);
  return type === 'bytes' ? unpacked : JSON.parse(unpacked.toString('utf8'));
}
