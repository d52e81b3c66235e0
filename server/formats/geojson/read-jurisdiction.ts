import type { AreaGeometry, JurisdictionInput, Message } from '#engine/coverage/types.ts';
import { ok, type Result } from '#engine/result.ts';
import { joinAreas, joinedNote } from './join-areas.ts';
import type { GeoJsonProblem } from './problem-collector.ts';
import { type ReadOptions, readFeatures } from './read-features.ts';

export interface ReadJurisdiction {
  jurisdiction: JurisdictionInput;
  vertices: number;
  notes: Message[];
}

/**
 * Reads the outline of a jurisdiction: one Feature or geometry as it is; several features as one
 * MultiPolygon, those that border or overlap one another merged (a file of the villages of a town).
 */
export function readJurisdiction(
  document: unknown,
  options: Omit<ReadOptions, 'allowNullGeometry' | 'allowEmpty' | 'uniqueIds'> = {},
): Result<ReadJurisdiction, GeoJsonProblem[]> {
  const read = readFeatures(document, ['Polygon', 'MultiPolygon'], options);
  if (!read.ok) return read;
  const { features, vertices, notes } = read.value;
  const first = features[0];
  const areas: AreaGeometry[] = features.flatMap(({ geometry }) =>
    geometry === null ? [] : [geometry],
  );
  const only = areas.length === 1 ? areas[0] : undefined;
  if (first !== undefined && only !== undefined) {
    const { id, name, nameEn } = first;
    return ok({
      jurisdiction: {
        id,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        geometry: only,
      },
      vertices,
      notes,
    });
  }
  return ok({
    jurisdiction: { geometry: joinAreas(areas) },
    vertices,
    notes: [...notes, joinedNote(areas.length)],
  });
}
