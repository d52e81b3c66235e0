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
