/**
 * Every fault that the GeoJSON reader can name, and at which stage it is found:
 *
 * - `unreadable`: the bytes are not an acceptable JSON text (HTTP 400),
 * - `limit`: more than the caller allows (HTTP 413),
 * - `invalid`: JSON, but not the GeoJSON that is asked for (HTTP 422).
 *
 * The codes are part of the public contract: add, never rename.
 */
export const GEOJSON_PROBLEM_STAGES = {
  'empty-file': 'unreadable',
  'wrong-encoding': 'unreadable',
  'not-json': 'unreadable',
  'json-too-deep': 'unreadable',
  'forbidden-key': 'unreadable',
  'nul-character': 'unreadable',
  'lone-surrogate': 'unreadable',
  'number-not-finite': 'unreadable',
  'too-large': 'limit',
  'too-many-vertices': 'limit',
  'not-geojson': 'invalid',
  'unsupported-type': 'invalid',
  'foreign-crs': 'invalid',
  'bad-bbox': 'invalid',
  'no-features': 'invalid',
  'not-a-feature': 'invalid',
  'missing-geometry': 'invalid',
  'unsupported-geometry': 'invalid',
  'bad-coordinates': 'invalid',
  'empty-polygon': 'invalid',
  'empty-ring': 'invalid',
  'short-ring': 'invalid',
  'unclosed-ring': 'invalid',
  'short-line': 'invalid',
  'bad-position': 'invalid',
  'swapped-axes': 'invalid',
  'projected-coordinates': 'invalid',
  'out-of-range': 'invalid',
  'bad-properties': 'invalid',
  'properties-too-deep': 'invalid',
  'rejected-by-validator': 'invalid',
  'unknown-id-field': 'invalid',
  'unknown-name-field': 'invalid',
  'missing-id': 'invalid',
  'duplicate-id': 'invalid',
  'more-problems': 'invalid',
} as const;

export type GeoJsonProblemCode = keyof typeof GEOJSON_PROBLEM_STAGES;
export type GeoJsonProblemStage = (typeof GEOJSON_PROBLEM_STAGES)[GeoJsonProblemCode];

/** The stage of a problem list: a limit wins over unreadable text, and that over invalid content. */
export function problemStage(problems: readonly { code: string }[]): GeoJsonProblemStage {
  const stages = new Set(
    problems.map(({ code }) =>
      code in GEOJSON_PROBLEM_STAGES
        ? GEOJSON_PROBLEM_STAGES[code as GeoJsonProblemCode]
        : ('invalid' as const),
    ),
  );
  if (stages.has('limit')) return 'limit';
  return stages.has('unreadable') ? 'unreadable' : 'invalid';
}
