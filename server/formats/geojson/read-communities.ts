import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import { ok, type Result } from '#engine/result.ts';
import type { GeoJsonProblem } from './problem-collector.ts';
import { type ReadOptions, readFeatures } from './read-features.ts';

export interface ReadCommunities {
  communities: CommunityInput[];
  /** Where the ids come from, for the reader of a message: `property “Ward_No”`. */
  idSource: Message;
  /** Positions, closing ones included. */
  vertices: number;
  /** What the reader had to assume or leave out. */
  notes: Message[];
}

/**
 * Reads communities from a FeatureCollection of Polygon and MultiPolygon (or a single Feature or bare
 * geometry). For an audit pass `allowNullGeometry: true`; for an import leave it and set `uniqueIds`.
 */
export function readCommunities(
  document: unknown,
  options: ReadOptions = {},
): Result<ReadCommunities, GeoJsonProblem[]> {
  const read = readFeatures(document, ['Polygon', 'MultiPolygon'], options);
  if (!read.ok) return read;
  const { features, ...rest } = read.value;
  return ok({ communities: features, ...rest });
}
