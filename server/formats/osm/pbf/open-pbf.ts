import { OsmFault } from '../osm-problem.ts';
import type { OsmSource } from '../osm-source.ts';
import { type Blob, damaged, listBlobs, unpackBlob } from './list-blobs.ts';
import { type BlockContents, type BlockVisitor, readBlock } from './read-block.ts';
import { DamagedMessage, readMessage } from './read-message.ts';

const KNOWN_FEATURES = ['OsmSchema-V0.6', 'DenseNodes'];

/**
 * All packing that makes sense is far below this; a file that goes beyond was made to hurt. (Real
 * extracts unpack to two to five times their size.)
 */
const MOST_TIMES = 100;
const FREE_BYTES = 64 * 1024 * 1024;

/**
 * A PBF file (https://wiki.openstreetmap.org/wiki/PBF_Format) as a source of elements. One block is unpacked
 * at a time. After the first pass it is known which blocks hold what, and the others are skipped.
 * @throws OsmFault for what is no such file, or a cut one; damage inside a block is thrown while it is read
 */
export function openPbf(bytes: Uint8Array): OsmSource {
  const blobs = listBlobs(bytes);
  const allowed = MOST_TIMES * bytes.length + FREE_BYTES;
  let total = 0;
  const contents: (BlockContents | undefined)[] = [];
  const unpack = (blob: Blob, index: number): Uint8Array => {
    const data = unpackBlob(blob, index);
    if (contents[index] === undefined) total += data.length;
    if (total > allowed) throw SUSPICIOUS;
    return data;
  };
  const pass = (kind: keyof BlockContents, visitor: BlockVisitor): void => {
    for (const [index, blob] of blobs.entries()) {
      if (blob.type !== 'OSMData' || contents[index]?.[kind] === false) continue;
      try {
        contents[index] = readBlock(unpack(blob, index), visitor);
      } catch (error) {
        if (!(error instanceof DamagedMessage)) throw error;
        throw damaged(blob.offset, index, error.message);
      }
    }
  };
  checkHeader(blobs[0]);
  return {
    eachRelation: (relation) => pass('relations', { relation }),
    eachWay: (way) => pass('ways', { way }),
    eachNode: (node) => pass('nodes', { node }),
  };
}

function checkHeader(blob: Blob | undefined): void {
  if (blob === undefined) throw new OsmFault('empty-file', EMPTY);
  const required: string[] = [];
  try {
    readMessage(unpackBlob(blob, 0), (tag, reader) => {
      if (tag === 4) required.push(reader.readString());
    });
  } catch (error) {
    if (!(error instanceof DamagedMessage)) throw error;
    throw damaged(blob.offset, 0, error.message);
  }
  const unknown = required.filter((feature) => !KNOWN_FEATURES.includes(feature));
  if (unknown.length === 0) return;
  const list = unknown.join(', ');
  const isHistory = unknown.includes('HistoricalInformation');
  throw new OsmFault('unsupported-feature', {
    zh: isHistory
      ? '这是含历史版本的文件（HistoricalInformation），请先取出某一天的状态：osmium time-filter 原文件 2024-01-01T00:00:00Z -o 新文件.osm.pbf'
      : `文件要求的功能（${list}）这里不支持`,
    en: isHistory
      ? 'this file holds the history of its elements (HistoricalInformation); take one day out of it first: osmium time-filter FILE 2024-01-01T00:00:00Z -o new.osm.pbf'
      : `the file requires what is not supported here: ${list}`,
  });
}

const EMPTY = { zh: '文件是空的', en: 'the file is empty' };

const SUSPICIOUS = new OsmFault('too-large', {
  zh: `文件解压后超过原大小的 ${MOST_TIMES} 倍，不是正常的数据，不予读取`,
  en: `the file unpacks to more than ${MOST_TIMES} times its size; no sensible data does, and it is not read`,
});
