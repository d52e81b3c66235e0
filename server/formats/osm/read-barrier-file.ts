import type { InputProblem } from '#contract/input-problem.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { BuildingInput } from '#engine/material/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { parseGeoJson } from '../geojson/parse-geojson.ts';
import { type ReadBarriers, readBarriers } from '../geojson/read-barriers.ts';
import { isOverpass, openOverpass } from './open-overpass.ts';
import { OsmFault } from './osm-problem.ts';
import type { OsmSource } from './osm-source.ts';
import { openPbf } from './pbf/open-pbf.ts';
import { type ReadOsmOptions, readOsm } from './read-osm.ts';
import type { TagTable } from './tag-table.ts';

/** Barriers of a file in one of the formats that are read. */
export interface BarrierFile extends ReadBarriers {
  format: 'osm-pbf' | 'overpass' | 'geojson';
  /** Only files of OpenStreetMap hold these two. */
  buildings: BuildingInput[];
  residentialAreas: AreaGeometry[];
  otherAreas?: AreaGeometry[];
}

/**
 * Reads barriers from the bytes of an `.osm.pbf` file, an Overpass answer in JSON or GeoJSON; the content
 * decides which it is. Never throws on bad input.
 */
export function readBarrierFile(
  bytes: Uint8Array,
  table: TagTable,
  options: ReadOsmOptions = {},
): Result<BarrierFile, InputProblem[]> {
  const kind = recognise(bytes);
  if (kind === 'osm-pbf') return fromOsm('osm-pbf', () => openPbf(bytes), table, options);
  if (kind === 'osm-xml') return err([XML]);
  const parsed = parseGeoJson(bytes);
  if (!parsed.ok) return parsed;
  return readBarrierDocument(parsed.value.document, table, options);
}

/** The same for a JSON document that has been parsed: of Overpass, or GeoJSON. */
export function readBarrierDocument(
  document: unknown,
  table: TagTable,
  options: ReadOsmOptions = {},
): Result<BarrierFile, InputProblem[]> {
  if (isOverpass(document)) {
    const source = openOverpass(document);
    if (!source.ok) return source;
    return fromOsm('overpass', () => source.value, table, options);
  }
  const read = readBarriers(document, table, options);
  return read.ok
    ? ok({ format: 'geojson', buildings: [], residentialAreas: [], ...read.value })
    : read;
}

function fromOsm(
  format: 'osm-pbf' | 'overpass',
  open: () => OsmSource,
  table: TagTable,
  options: ReadOsmOptions,
): Result<BarrierFile, InputProblem[]> {
  const read = readOsm(open, table, options);
  if (!read.ok) return read;
  const { cut: _cut, missing: _missing, ...rest } = read.value;
  return ok({ format, ...rest });
}

/** By the first bytes; null for what may be JSON. */
export function recognise(bytes: Uint8Array): 'osm-pbf' | 'osm-xml' | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512));
  // A length of four bytes, then a message whose first field is the text “OSMHeader”.
  if (head.subarray(4, 15).toString('latin1') === '\n\tOSMHeader') return 'osm-pbf';
  const text = head.toString('latin1');
  return /^[^<]{0,8}<(?:\?xml|!--|osm)/.test(text) && text.includes('<osm') ? 'osm-xml' : null;
}

const XML = new OsmFault('not-osm', {
  zh: '这是 OpenStreetMap 的 XML 文件（.osm），这里读 PBF 和 JSON。请转换：osmium cat 文件.osm -o 文件.osm.pbf；或在 Overpass 查询中写 [out:json]',
  en: 'this is an XML file of OpenStreetMap (.osm); PBF and JSON are read here. Convert it: osmium cat FILE.osm -o FILE.osm.pbf; or ask Overpass for [out:json]',
}).problem;
