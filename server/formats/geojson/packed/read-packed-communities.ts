import { err, type Result } from '#engine/result.ts';
import { tooLarge } from '../parse-geojson.ts';
import type { GeoJsonProblem } from '../problem-collector.ts';
import { createPackedReader } from './create-packed-reader.ts';
import type { PackedCommunities, PackedReadOptions } from './packed-communities.ts';

/**
 * Bytes of a GeoJSON file → communities in typed arrays. The result, or the list of problems, is that
 * of `parseGeoJson` and `readCommunities`; see `createPackedReader`. For an audit pass
 * `allowNullGeometry: true`.
 *
 * @param source the file in one piece, which is not copied and can go afterwards; or in pieces, which
 *   must not be changed until the reading is over
 */
export function readPackedCommunities(
  source: Uint8Array | Iterable<Uint8Array>,
  options: PackedReadOptions = {},
): Result<PackedCommunities, GeoJsonProblem[]> {
  if (source instanceof Uint8Array) return readBytes(source, options);
  const reader = createPackedReader(options);
  for (const chunk of source) if (!reader.write(chunk)) break;
  return reader.end();
}

function readBytes(
  bytes: Uint8Array,
  options: PackedReadOptions,
): Result<PackedCommunities, GeoJsonProblem[]> {
  const { maxBytes = Number.POSITIVE_INFINITY } = options;
  if (bytes.length > maxBytes) return err([tooLarge(bytes.length, maxBytes)]);
  const reader = createPackedReader({ ...options, expectedBytes: bytes.length }, { held: true });
  reader.write(bytes);
  return reader.end();
}

/** {@link readPackedCommunities} from a stream. Errors of the stream itself reject the promise. */
export async function readPackedCommunitiesFrom(
  source: AsyncIterable<Uint8Array>,
  options: PackedReadOptions = {},
): Promise<Result<PackedCommunities, GeoJsonProblem[]>> {
  const reader = createPackedReader(options);
  for await (const chunk of source) if (!reader.write(chunk)) break;
  return reader.end();
}

/** Bytes that can be read piece by piece, and once more as a whole. */
export interface ByteSource {
  /** Number of bytes in all. */
  size: number;
  /** Fills the array from its beginning with the next bytes, and returns how many: 0 at the end. */
  read(into: Uint8Array): number;
  /** All bytes. */
  readAll(): Uint8Array;
}

/** Bytes that are asked for at a time: they stay in the processor's cache while they are read. */
const PIECE_BYTES = 1 << 20;

/**
 * {@link readPackedCommunities} from a source such as a file, of which only a piece is in memory at a
 * time. What its functions throw is passed on.
 *
 * @param onProgress is told how many bytes were read so far
 */
export function readPackedSource(
  source: ByteSource,
  options: PackedReadOptions = {},
  onProgress?: (bytes: number) => void,
): Result<PackedCommunities, GeoJsonProblem[]> {
  const { maxBytes = Number.POSITIVE_INFINITY } = options;
  if (source.size > maxBytes) return err([tooLarge(source.size, maxBytes)]);
  const reader = createPackedReader(
    { ...options, expectedBytes: source.size },
    { readAgain: () => source.readAll() },
  );
  let total = 0;
  for (;;) {
    const size = source.read(reader.reserve(PIECE_BYTES));
    if (size === 0) break;
    total += size;
    onProgress?.(total);
    if (!reader.commit(size)) break;
  }
  return reader.end();
}
