import type { Finding, FindingGeometry, Position } from '#engine/coverage/types.ts';
import { communityLabel, namesById, type ReportInput } from './report-input.ts';

/**
 * The findings as an RFC 7946 FeatureCollection for QGIS and other readers: flat attributes, shells
 * counterclockwise, both languages. A finding without a geometry of its own becomes the point to zoom to.
 */
export function writeGeoJsonReport(input: ReportInput): string {
  const names = namesById(input.communities);
  const features = input.result.findings.map((finding) =>
    JSON.stringify({
      type: 'Feature',
      id: finding.id,
      geometry: geometryOf(finding),
      properties: attributes(finding, names),
    }),
  );
  const body = features.length === 0 ? '[]' : `[\n${features.join(',\n')}\n]`;
  return `{"type":"FeatureCollection","name":"sizhi-findings","features":${body}}\n`;
}

/** Every feature has the same attributes, so that a table view shows full columns. */
function attributes(finding: Finding, names: ReadonlyMap<string, string>): Record<string, unknown> {
  return {
    id: finding.id,
    rule: finding.rule,
    kind: finding.kind,
    severity: finding.severity,
    communities: finding.communities.join('; '),
    community_names: finding.communities.map((id) => communityLabel(id, names)).join('; '),
    area_m2: finding.areaSquareMetres,
    width_m: finding.widthMetres,
    sliver: finding.sliver === true,
    detail: finding.detail ?? null,
    message_zh: finding.message.zh,
    message_en: finding.message.en,
    clause: finding.clause ?? null,
    lon: finding.location?.[0] ?? null,
    lat: finding.location?.[1] ?? null,
  };
}

function geometryOf({ geometry, location }: Finding): FindingGeometry | null {
  if (geometry === null) return location === null ? null : { type: 'Point', coordinates: location };
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: wound(geometry.coordinates) };
  if (geometry.type === 'MultiPolygon')
    return { ...geometry, coordinates: geometry.coordinates.map(wound) };
  return geometry;
}

/** RFC 7946 §3.1.6: shells counterclockwise, holes clockwise. */
function wound(rings: readonly Position[][]): Position[][] {
  return rings.map((ring, index) =>
    signedArea(ring) > 0 === (index === 0) ? ring : ring.toReversed(),
  );
}

function signedArea(ring: readonly Position[]): number {
  const [originX = 0, originY = 0] = ring[0] ?? [];
  let sum = 0;
  for (let index = 1; index < ring.length; index++) {
    const [x0 = 0, y0 = 0] = ring[index - 1] ?? [];
    const [x1 = 0, y1 = 0] = ring[index] ?? [];
    sum += (x0 - originX) * (y1 - originY) - (x1 - originX) * (y0 - originY);
  }
  return sum;
}
