import type { InputProblem } from '#contract/input-problem.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { barrierTags } from '../../formats/geojson/barrier-tags.ts';
import { barrierClassOf } from '../../formats/geojson/barrier-words.ts';
import { parseGeoJson } from '../../formats/geojson/parse-geojson.ts';
import { classifyTags } from '../../formats/osm/classify-tags.ts';
import { isOverpass } from '../../formats/osm/open-overpass.ts';
import {
  type BarrierFile,
  readBarrierDocument,
  readBarrierFile,
  recognise,
} from '../../formats/osm/read-barrier-file.ts';
import type { TagTable } from '../../formats/osm/tag-table.ts';
import { asLines } from '../../formats/units/matchable-barriers.ts';
import { type Box, boxOf, isNear } from './box-of.ts';
import { isRecord } from './reading.ts';

/** Barriers as the member of an import, and what was assumed or left out. */
export interface BarrierDocument {
  document: unknown;
  notes: Message[];
}

/** Barriers further than this from the communities cannot matter to them. Degrees, one or two kilometres. */
const MARGIN_DEGREES = 0.02;

/**
 * The bytes of a file of barriers as GeoJSON with our own classes, as an import takes it. Files of OpenStreetMap and
 * GeoJSON with its tags are converted: waters by their shores, since the register holds lines; what lies far
 * from the rest of the import is left out and counted. GeoJSON with our classes stays as it is.
 * @param around documents of the import: its communities, its outline
 */
export function toBarrierDocument(
  bytes: Uint8Array,
  table: TagTable,
  around: readonly unknown[],
): Result<BarrierDocument, InputProblem[]> {
  if (recognise(bytes) !== null) return converted(readBarrierFile(bytes, table), around);
  const parsed = parseGeoJson(bytes);
  if (!parsed.ok) return parsed;
  const { document } = parsed.value;
  if (!isOverpass(document) && !needsTable(document, table)) return ok({ document, notes: [] });
  return converted(readBarrierDocument(document, table), around);
}

/** Whether some feature is a barrier by its tags and none by a class of ours. */
function needsTable(document: unknown, table: TagTable): boolean {
  const features = isRecord(document) && Array.isArray(document.features) ? document.features : [];
  return features.some((feature) => {
    const properties = isRecord(feature) ? feature.properties : null;
    if (!isRecord(properties)) return false;
    const word = properties.class;
    if (typeof word === 'string' && barrierClassOf(word) !== null) return false;
    return classifyTags(barrierTags(properties, table), table) !== null;
  });
}

function converted(
  read: Result<BarrierFile, InputProblem[]>,
  around: readonly unknown[],
): Result<BarrierDocument, InputProblem[]> {
  if (!read.ok) return err(read.error);
  const { barriers, notes } = read.value;
  const box = boxOf(around);
  const near = box === null ? barriers : barriers.filter((one) => isCloseTo(one, box));
  const far = barriers.length - near.length;
  return ok({
    document: { type: 'FeatureCollection', features: near.map(toFeature) },
    notes: far === 0 ? notes : [...notes, farNote(far)],
  });
}

const isCloseTo = ({ geometry }: BarrierSource, box: Box): boolean => {
  const own = boxOf([geometry]);
  return own !== null && isNear(own, box, MARGIN_DEGREES);
};

const farNote = (count: number): Message => ({
  zh: `${count} 条道路、河流远离所导入的社区，已略去`,
  en: `${count} ${count === 1 ? 'barrier' : 'barriers'} far from the communities ${count === 1 ? 'was' : 'were'} left out`,
});

function toFeature({ id, geometry, ...members }: BarrierSource): object {
  const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
  const properties = { ...members, ...(isArea ? { area: true } : {}) };
  return { type: 'Feature', id, properties, geometry: asLines(geometry) };
}
