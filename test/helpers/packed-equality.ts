import { type PackedAreas, packAreas } from '#engine/geometry/packed-areas.ts';
import type { Result } from '#engine/result.ts';
import {
  createPackedReader,
  type PackedReaderSetting,
} from '../../server/formats/geojson/packed/create-packed-reader.ts';
import type {
  PackedCommunities,
  PackedReadOptions,
} from '../../server/formats/geojson/packed/packed-communities.ts';
import { parseGeoJson } from '../../server/formats/geojson/parse-geojson.ts';
import type { GeoJsonProblem } from '../../server/formats/geojson/problem-collector.ts';
import { readCommunities } from '../../server/formats/geojson/read-communities.ts';

export type Outcome = Result<Record<string, unknown>, GeoJsonProblem[]>;

/** The communities as `JSON.parse` gives them, in a form that can be compared. */
export function referenceOutcome(bytes: Uint8Array, options: PackedReadOptions = {}): Outcome {
  const { maxBytes, maxDepth, ...rest } = options;
  const parsed = parseGeoJson(bytes, {
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
  });
  const read = parsed.ok ? readCommunities(parsed.value.document, rest) : parsed;
  if (!read.ok) return read;
  const { communities, ...others } = read.value;
  return {
    ok: true,
    value: {
      ...others,
      ids: communities.map(({ id }) => id),
      names: communities.map(({ name }) => name ?? null),
      namesEn: communities.map(({ nameEn }) => nameEn ?? null),
      properties: communities.map(({ properties }) => properties),
      areas: bitwise(packAreas(communities.map(({ geometry }) => geometry))),
    },
  };
}

/** The communities of the packed reader in the same form. */
export function packedOutcome(read: Result<PackedCommunities, GeoJsonProblem[]>): Outcome {
  if (!read.ok) return read;
  const { areas, properties, ...others } = read.value;
  return {
    ok: true,
    value: {
      ...others,
      properties: others.ids.map((_, index) => properties(index)),
      areas: bitwise(areas),
    },
  };
}

/** Reads bytes that come in chunks, the ends of which are given as shares of the whole. */
export function readInChunks(
  bytes: Uint8Array,
  cuts: readonly number[],
  options: PackedReadOptions = {},
  setting: PackedReaderSetting = {},
): Outcome {
  const reader = createPackedReader(options, setting);
  const ends = [...cuts.map((cut) => Math.round(cut * bytes.length)), bytes.length];
  let start = 0;
  for (const end of ends.sort((a, b) => a - b)) {
    if (!reader.write(bytes.slice(start, end))) break;
    start = end;
  }
  return packedOutcome(reader.end());
}

/** The same for bytes that are read into the reader's own room, and once more when something is wrong. */
export function readAgainInChunks(
  bytes: Uint8Array,
  cuts: readonly number[],
  options: PackedReadOptions = {},
  setting: PackedReaderSetting = {},
): Outcome {
  const sized = { ...options, expectedBytes: bytes.length };
  const reader = createPackedReader(sized, { ...setting, readAgain: () => bytes });
  const ends = [...cuts.map((cut) => Math.round(cut * bytes.length)), bytes.length];
  let start = 0;
  for (const end of ends.sort((a, b) => a - b)) {
    // A system call may fill less of the room than there is.
    reader.reserve(end - start + 7).set(bytes.subarray(start, end));
    if (!reader.commit(end - start)) break;
    start = end;
  }
  return packedOutcome(reader.end());
}

/** Typed arrays as plain ones, coordinates bit by bit: -0 is not 0. */
function bitwise(areas: PackedAreas): Record<string, unknown> {
  const coordinates = areas.coordinates.slice();
  return {
    count: areas.count,
    coordinates: [...new BigUint64Array(coordinates.buffer)],
    ringStart: [...areas.ringStart],
    polygonRing: [...areas.polygonRing],
    areaPolygon: [...areas.areaPolygon],
    areaType: [...areas.areaType],
  };
}

export const firstProblem = (outcome: Outcome): GeoJsonProblem | undefined =>
  outcome.ok ? undefined : outcome.error[0];
