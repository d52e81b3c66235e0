import type { Message } from '#engine/coverage/types.ts';
import type { EstateInput } from '#engine/material/types.ts';
import { ok, type Result } from '#engine/result.ts';
import type { GeoJsonProblem } from './problem-collector.ts';
import { type ReadOptions, readFeatures } from './read-features.ts';

export interface ReadEstates {
  estates: EstateInput[];
  /** Positions. */
  vertices: number;
  notes: Message[];
}

/** Reads estates (楼盘、农居点) from Polygon and MultiPolygon features; one without a shape keeps its figures. */
export function readEstates(
  document: unknown,
  options: Pick<ReadOptions, 'maxVertices' | 'pointer' | 'idField'> = {},
): Result<ReadEstates, GeoJsonProblem[]> {
  const read = readFeatures(document, ['Polygon', 'MultiPolygon'], {
    ...options,
    allowNullGeometry: true,
    allowEmpty: true,
  });
  if (!read.ok) return read;
  const { features, vertices, notes } = read.value;
  return ok({ estates: features, vertices, notes });
}
