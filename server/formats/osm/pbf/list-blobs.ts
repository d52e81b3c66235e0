import { inflateSync } from 'node:zlib';
import { OsmFault } from '../osm-problem.ts';
import { DamagedMessage, readMessage } from './read-message.ts';

/** A stored piece of a PBF file. */
export interface Blob {
  type: string;
  /** Offset of its length in the file. */
  offset: number;
  data: Uint8Array;
}

// The limits of the format (https://wiki.openstreetmap.org/wiki/PBF_Format).
const MOST_HEADER_BYTES = 64 * 1024;
const MOST_BLOB_BYTES = 32 * 1024 * 1024;

/** The pieces of a file, not unpacked. @throws OsmFault */
export function listBlobs(bytes: Uint8Array): Blob[] {
  const blobs: Blob[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) throw truncated(at, bytes.length);
    const headerBytes = view.getUint32(at);
    if (headerBytes > MOST_HEADER_BYTES || headerBytes === 0) {
      throw at === 0
        ? NOT_PBF
        : damaged(at, blobs.length, 'the length of its header is impossible');
    }
    const start = at + 4 + headerBytes;
    if (start > bytes.length) throw at === 0 ? NOT_PBF : truncated(at, bytes.length);
    const { type, dataBytes } = readHeader(bytes.subarray(at + 4, start), at, blobs.length);
    if (blobs.length === 0 && type !== 'OSMHeader') throw NOT_PBF;
    if (dataBytes < 0) throw damaged(at, blobs.length, 'its header tells no length');
    if (dataBytes > MOST_BLOB_BYTES) throw tooLarge(at, blobs.length);
    if (start + dataBytes > bytes.length) throw truncated(at, bytes.length);
    blobs.push({ type, offset: at, data: bytes.subarray(start, start + dataBytes) });
    at = start + dataBytes;
  }
  return blobs;
}

function readHeader(
  bytes: Uint8Array,
  offset: number,
  index: number,
): { type: string; dataBytes: number } {
  const header = { type: '', dataBytes: -1 };
  try {
    readMessage(bytes, (tag, reader) => {
      if (tag === 1) header.type = reader.readString();
      else if (tag === 3) header.dataBytes = reader.readVarint();
    });
  } catch (error) {
    if (!(error instanceof DamagedMessage)) throw error;
    throw index === 0 ? NOT_PBF : damaged(offset, index, error.message);
  }
  return header;
}

const COMPRESSIONS: Record<number, string> = { 4: 'LZMA', 5: 'bzip2', 6: 'LZ4', 7: 'Zstandard' };

/** The contents of a piece, at most 32 MiB of them. @throws OsmFault */
export function unpackBlob({ data, offset }: Blob, index: number): Uint8Array {
  let raw: Uint8Array | null = null;
  let packed: Uint8Array | null = null;
  let compression = '';
  try {
    readMessage(data, (tag, reader) => {
      if (tag === 1) raw = reader.readBytes();
      else if (tag === 3) packed = reader.readBytes();
      else if (COMPRESSIONS[tag] !== undefined) compression = COMPRESSIONS[tag];
    });
    if (packed !== null) raw = inflateSync(packed, { maxOutputLength: MOST_BLOB_BYTES });
  } catch (error) {
    if (isBufferTooLarge(error)) throw tooLarge(offset, index);
    if (!(error instanceof DamagedMessage) && !isZlibError(error)) throw error;
    throw damaged(offset, index, error.message);
  }
  if (raw !== null) return raw;
  throw compression === ''
    ? damaged(offset, index, 'it holds no data')
    : new OsmFault('unsupported-compression', {
        zh: `文件用 ${compression} 压缩，这里只读 zlib 压缩的。请转换：osmium cat 原文件.osm.pbf -f pbf,pbf_compression=zlib -o 新文件.osm.pbf`,
        en: `the file is packed with ${compression}, only zlib is read here. Convert it: osmium cat old.osm.pbf -f pbf,pbf_compression=zlib -o new.osm.pbf`,
      });
}

const hasCode = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
const isBufferTooLarge = (error: unknown): boolean =>
  hasCode(error) && error.code === 'ERR_BUFFER_TOO_LARGE';
const isZlibError = (error: unknown): error is Error => hasCode(error) && /^Z_/.test(error.code);

const NOT_PBF = new OsmFault('not-osm', {
  zh: '这不是 OpenStreetMap 的 PBF 文件（.osm.pbf）',
  en: 'this is not a PBF file of OpenStreetMap (.osm.pbf)',
});

const truncated = (offset: number, length: number): OsmFault =>
  new OsmFault('truncated-file', {
    zh: `文件不完整：第 ${offset} 字节处的数据块超出了文件末尾（共 ${length} 字节）。请重新下载`,
    en: `the file is cut off: the block at byte ${offset} reaches beyond its end (${length} bytes). Download it again`,
  });

/** @param reason of the library, in English */
export const damaged = (offset: number, index: number, reason: string): OsmFault =>
  new OsmFault('damaged-block', {
    zh: `第 ${index + 1} 个数据块（第 ${offset} 字节处）已损坏（${reason}）。请重新下载`,
    en: `block ${index + 1}, at byte ${offset}, is damaged (${reason}). Download the file again`,
  });

const tooLarge = (offset: number, index: number): OsmFault =>
  new OsmFault('too-large', {
    zh: `第 ${index + 1} 个数据块（第 ${offset} 字节处）解压后超过 32 MiB，违反 PBF 格式，不予读取`,
    en: `block ${index + 1}, at byte ${offset}, unpacks to more than 32 MiB, which the format forbids; it is not read`,
  });
