import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import type { TownElement, TownNode, TownRelation, TownWay } from './small-town.ts';

export interface WritePbfOptions {
  dense?: boolean;
  packed?: boolean;
  /** Places with the ways (optional feature LocationsOnWays), and no nodes. */
  locationsOnWays?: boolean;
  features?: string[];
  /** Elements in one block. */
  blockSize?: number;
  granularity?: number;
}

const MEMBER_TYPES = { node: 0, way: 1, relation: 2 };

/** A PBF file of OpenStreetMap, written by the letter of the format. */
export function writePbf(town: readonly TownElement[], options: WritePbfOptions = {}): Uint8Array {
  const { blockSize = 40, features = ['OsmSchema-V0.6', 'DenseNodes'] } = options;
  const header = message((pbf) => {
    for (const feature of features) pbf.writeStringField(4, feature);
    pbf.writeStringField(16, 'sizhi test');
  });
  const parts = [writeBlob('OSMHeader', header, options)];
  const kept = options.locationsOnWays ? town.filter(({ type }) => type !== 'node') : town;
  for (let i = 0; i < kept.length; i += blockSize) {
    parts.push(
      writeBlob('OSMData', writeBlock(kept.slice(i, i + blockSize), town, options), options),
    );
  }
  return new Uint8Array(Buffer.concat(parts));
}

export function writeBlob(
  type: string,
  raw: Uint8Array,
  { packed = true }: { packed?: boolean } = {},
): Uint8Array {
  const blob = message((pbf) => {
    if (packed) {
      pbf.writeVarintField(2, raw.length);
      pbf.writeBytesField(3, deflateSync(raw));
    } else pbf.writeBytesField(1, raw);
  });
  return frame(type, blob);
}

/** A blob behind its header and the length of that. */
export function frame(type: string, blob: Uint8Array, dataBytes = blob.length): Uint8Array {
  const header = message((pbf) => {
    pbf.writeStringField(1, type);
    pbf.writeVarintField(3, dataBytes);
  });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, blob]);
}

export function message(write: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  write(pbf);
  return pbf.finish();
}

function writeBlock(
  elements: readonly TownElement[],
  town: readonly TownElement[],
  options: WritePbfOptions,
): Uint8Array {
  const { granularity = 100, dense = true } = options;
  const texts = new Map<string, number>([['', 0]]);
  const index = (text: string): number => {
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text)!;
  };
  const units = (degrees: number): number => Math.round((degrees * 1e9) / granularity);
  const nodes = elements.filter((element): element is TownNode => element.type === 'node');
  const groups: Uint8Array[] = [];
  if (nodes.length > 0 && dense) {
    groups.push(message((pbf) => pbf.writeBytesField(2, writeDense(nodes, units))));
  } else if (nodes.length > 0) {
    groups.push(
      message((pbf) => {
        for (const { id, lon, lat } of nodes) {
          pbf.writeMessage(
            1,
            (_, one) => {
              one.writeSVarintField(1, id);
              one.writeSVarintField(8, units(lat));
              one.writeSVarintField(9, units(lon));
            },
            null,
          );
        }
      }),
    );
  }
  const ways = elements.filter((element): element is TownWay => element.type === 'way');
  const places = options.locationsOnWays
    ? new Map(town.flatMap((e) => (e.type === 'node' ? [[e.id, e] as const] : [])))
    : null;
  if (ways.length > 0) {
    groups.push(
      message((pbf) => {
        for (const { id, tags, nodes: refs } of ways) {
          pbf.writeMessage(
            3,
            (_, one) => {
              one.writeVarintField(1, id);
              writeTags(one, tags, index);
              one.writePackedSVarint(8, deltas(refs));
              if (places === null) return;
              const course = refs.map((ref) => places.get(ref));
              if (course.includes(undefined)) return;
              one.writePackedSVarint(9, deltas(course.map((place) => units(place!.lat))));
              one.writePackedSVarint(10, deltas(course.map((place) => units(place!.lon))));
            },
            null,
          );
        }
      }),
    );
  }
  const relations = elements.filter(
    (element): element is TownRelation => element.type === 'relation',
  );
  if (relations.length > 0) {
    groups.push(
      message((pbf) => {
        for (const { id, tags, members } of relations) {
          pbf.writeMessage(
            4,
            (_, one) => {
              one.writeVarintField(1, id);
              writeTags(one, tags, index);
              one.writePackedVarint(
                8,
                members.map(({ role }) => index(role)),
              );
              one.writePackedSVarint(9, deltas(members.map(({ ref }) => ref)));
              one.writePackedVarint(
                10,
                members.map(({ type }) => MEMBER_TYPES[type]),
              );
            },
            null,
          );
        }
      }),
    );
  }
  return message((pbf) => {
    pbf.writeBytesField(
      1,
      message((table) => {
        for (const text of texts.keys()) table.writeStringField(1, text);
      }),
    );
    for (const group of groups) pbf.writeBytesField(2, group);
    if (granularity !== 100) pbf.writeVarintField(17, granularity);
  });
}

function writeDense(nodes: readonly TownNode[], units: (degrees: number) => number): Uint8Array {
  return message((pbf) => {
    pbf.writePackedSVarint(1, deltas(nodes.map(({ id }) => id)));
    pbf.writePackedSVarint(8, deltas(nodes.map(({ lat }) => units(lat))));
    pbf.writePackedSVarint(9, deltas(nodes.map(({ lon }) => units(lon))));
  });
}

function writeTags(
  pbf: PbfWriter,
  tags: Readonly<Record<string, string>>,
  index: (text: string) => number,
): void {
  pbf.writePackedVarint(2, Object.keys(tags).map(index));
  pbf.writePackedVarint(3, Object.values(tags).map(index));
}

const deltas = (values: readonly number[]): number[] =>
  values.map((value, i) => value - (values[i - 1] ?? 0));
