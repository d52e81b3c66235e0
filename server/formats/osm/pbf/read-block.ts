import { isUtf8 } from 'node:buffer';
import type { Tags } from '../classify-tags.ts';
import type { OsmMember, OsmSource } from '../osm-source.ts';
import { DamagedMessage, readMessage } from './read-message.ts';

/** Which kinds of element to take out of a block. */
export type BlockVisitor = {
  relation?: Parameters<OsmSource['eachRelation']>[0];
  way?: Parameters<OsmSource['eachWay']>[0];
  node?: Parameters<OsmSource['eachNode']>[0];
};

/** Which kinds of element a block holds. */
export interface BlockContents {
  relations: boolean;
  ways: boolean;
  nodes: boolean;
}

/** What the elements of a block refer to. */
interface BlockFrame {
  texts: readonly Uint8Array[];
  /** Texts decoded so far. */
  decoded: (string | undefined)[];
  granularity: number;
  lonOffset: number;
  latOffset: number;
}

/**
 * Reads a PrimitiveBlock (osmformat.proto), its elements in order.
 * @throws DamagedMessage
 */
export function readBlock(bytes: Uint8Array, visitor: BlockVisitor): BlockContents {
  const groups: Uint8Array[] = [];
  const frame: BlockFrame = {
    texts: [],
    decoded: [],
    granularity: 100,
    lonOffset: 0,
    latOffset: 0,
  };
  readMessage(bytes, (tag, reader) => {
    if (tag === 1) frame.texts = readStringTable(reader.readBytes());
    else if (tag === 2) groups.push(reader.readBytes());
    else if (tag === 17) frame.granularity = reader.readVarint(true);
    else if (tag === 19) frame.latOffset = reader.readVarint(true);
    else if (tag === 20) frame.lonOffset = reader.readVarint(true);
  });
  const contents = { relations: false, ways: false, nodes: false };
  for (const group of groups) {
    readMessage(group, (tag, reader) => {
      if (tag === 1) {
        contents.nodes = true;
        if (visitor.node) readNode(reader.readBytes(), frame, visitor.node);
      } else if (tag === 2) {
        contents.nodes = true;
        if (visitor.node) readDenseNodes(reader.readBytes(), frame, visitor.node);
      } else if (tag === 3) {
        contents.ways = true;
        if (visitor.way) readWay(reader.readBytes(), frame, visitor.way);
      } else if (tag === 4) {
        contents.relations = true;
        if (visitor.relation) readRelation(reader.readBytes(), frame, visitor.relation);
      }
    });
  }
  return contents;
}

function readStringTable(bytes: Uint8Array): Uint8Array[] {
  const texts: Uint8Array[] = [];
  readMessage(bytes, (tag, reader) => {
    if (tag === 1) texts.push(reader.readBytes());
  });
  return texts;
}

function readNode(
  bytes: Uint8Array,
  frame: BlockFrame,
  visit: Parameters<OsmSource['eachNode']>[0],
): void {
  const node = { id: 0, lat: 0, lon: 0 };
  readMessage(bytes, (tag, reader) => {
    if (tag === 1) node.id = reader.readSVarint();
    else if (tag === 8) node.lat = reader.readSVarint();
    else if (tag === 9) node.lon = reader.readSVarint();
  });
  visit(node.id, longitude(node.lon, frame), latitude(node.lat, frame));
}

function readDenseNodes(
  bytes: Uint8Array,
  frame: BlockFrame,
  visit: Parameters<OsmSource['eachNode']>[0],
): void {
  const columns: { ids: number[]; lats: number[]; lons: number[] } = {
    ids: [],
    lats: [],
    lons: [],
  };
  readMessage(bytes, (tag, reader) => {
    if (tag === 1) reader.readPackedSVarint(columns.ids);
    else if (tag === 8) reader.readPackedSVarint(columns.lats);
    else if (tag === 9) reader.readPackedSVarint(columns.lons);
  });
  const { ids, lats, lons } = columns;
  if (lats.length !== ids.length || lons.length !== ids.length) {
    throw new DamagedMessage('its nodes have not as many places as ids');
  }
  let [id, lat, lon] = [0, 0, 0];
  for (let i = 0; i < ids.length; i++) {
    id += ids[i]!;
    lat += lats[i]!;
    lon += lons[i]!;
    visit(id, longitude(lon, frame), latitude(lat, frame));
  }
}

function readWay(
  bytes: Uint8Array,
  frame: BlockFrame,
  visit: Parameters<OsmSource['eachWay']>[0],
): void {
  const way = { id: 0, keys: [] as number[], values: [] as number[], refs: [] as number[] };
  const places = { lats: [] as number[], lons: [] as number[] };
  readMessage(bytes, (tag, reader) => {
    if (tag === 1) way.id = reader.readVarint(true);
    else if (tag === 2) reader.readPackedVarint(way.keys);
    else if (tag === 3) reader.readPackedVarint(way.values);
    else if (tag === 8) reader.readPackedSVarint(way.refs);
    // Optional feature LocationsOnWays.
    else if (tag === 9) reader.readPackedSVarint(places.lats);
    else if (tag === 10) reader.readPackedSVarint(places.lons);
  });
  const tags = readTags(way.keys, way.values, frame);
  const refs = runningSums(way.refs);
  if (places.lats.length === 0 || places.lats.length !== places.lons.length) {
    visit({ id: way.id, tags, refs });
    return;
  }
  const lats = runningSums(places.lats);
  const positions = runningSums(places.lons).map((lon, i): [number, number] => [
    longitude(lon, frame),
    latitude(lats[i]!, frame),
  ]);
  visit({ id: way.id, tags, refs, positions });
}

const MEMBER_TYPES = ['node', 'way', 'relation'] as const;

function readRelation(
  bytes: Uint8Array,
  frame: BlockFrame,
  visit: Parameters<OsmSource['eachRelation']>[0],
): void {
  const relation = { id: 0, keys: [] as number[], values: [] as number[] };
  const columns = { roles: [] as number[], refs: [] as number[], types: [] as number[] };
  readMessage(bytes, (tag, reader) => {
    if (tag === 1) relation.id = reader.readVarint(true);
    else if (tag === 2) reader.readPackedVarint(relation.keys);
    else if (tag === 3) reader.readPackedVarint(relation.values);
    else if (tag === 8) reader.readPackedVarint(columns.roles);
    else if (tag === 9) reader.readPackedSVarint(columns.refs);
    else if (tag === 10) reader.readPackedVarint(columns.types);
  });
  const { roles, refs, types } = columns;
  if (refs.length !== types.length || refs.length !== roles.length) {
    throw new DamagedMessage('a relation has not as many members as types and roles');
  }
  const members = runningSums(refs).map((ref, i): OsmMember => {
    const type = MEMBER_TYPES[types[i]!];
    if (type === undefined) throw new DamagedMessage('a member is of no known type');
    return { type, ref, role: textOf(roles[i]!, frame) };
  });
  visit({ id: relation.id, tags: readTags(relation.keys, relation.values, frame), members });
}

function readTags(keys: readonly number[], values: readonly number[], frame: BlockFrame): Tags {
  if (keys.length !== values.length) throw new DamagedMessage('a tag has no value');
  const tags = new Map<string, string>();
  for (let i = 0; i < keys.length; i++)
    tags.set(textOf(keys[i]!, frame), textOf(values[i]!, frame));
  return tags;
}

function textOf(index: number, { texts, decoded }: BlockFrame): string {
  const known = decoded[index];
  if (known !== undefined) return known;
  const bytes = texts[index];
  if (bytes === undefined) throw new DamagedMessage('a tag is not in the table of texts');
  // A replacement character in a road's name would be a silent loss.
  if (!isUtf8(bytes)) throw new DamagedMessage('a text is not UTF-8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  decoded[index] = text;
  return text;
}

/** The deltas become values, in place. */
function runningSums(deltas: number[]): number[] {
  let sum = 0;
  for (let i = 0; i < deltas.length; i++) {
    sum += deltas[i]!;
    deltas[i] = sum;
  }
  return deltas;
}

// Whole nanodegrees, divided once: the decimal that was written, to the last digit.
const longitude = (value: number, { granularity, lonOffset }: BlockFrame): number =>
  (lonOffset + granularity * value) / 1e9;
const latitude = (value: number, { granularity, latOffset }: BlockFrame): number =>
  (latOffset + granularity * value) / 1e9;
