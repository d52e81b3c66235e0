import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StartupError } from '../startup-error.ts';

/** Name of the format, its version, and what its tiles are: PMTiles, specification version 3, section 3. */
const MAGIC = 'PMTiles';
const VERSION = 3;
const TILE_TYPE_AT = 99;
const HEADER_BYTES = 127;
const RASTER_TYPES: ReadonlySet<number> = new Set([2, 3, 4, 5]);

/**
 * Makes sure that the basemap's file can be served as what the page takes it for.
 * @throws StartupError when it cannot be read or holds no images
 */
export function checkBasemapFile(path: string): void {
  const header = readHeader(path);
  const isArchive = header.toString('latin1', 0, MAGIC.length) === MAGIC;
  if (!isArchive || header[MAGIC.length] !== VERSION) {
    throw new StartupError({
      zh: `SIZHI_BASEMAP_PMTILES ${path} 不是 PMTiles 第 3 版文件；请用 pmtiles convert 转换`,
      en: `SIZHI_BASEMAP_PMTILES ${path} is no PMTiles file of version 3; convert it with pmtiles convert`,
    });
  }
  if (!RASTER_TYPES.has(header[TILE_TYPE_AT] ?? 0)) {
    throw new StartupError({
      zh: `SIZHI_BASEMAP_PMTILES ${path} 的瓦片不是图片（PNG、JPEG、WebP、AVIF）；不支持矢量瓦片底图`,
      en: `SIZHI_BASEMAP_PMTILES ${path} holds no images (PNG, JPEG, WebP, AVIF); a basemap of vector tiles is not supported`,
    });
  }
}

function readHeader(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    if (!statSync(path).isFile()) throw new Error('EISDIR');
    const file = openSync(path, 'r');
    try {
      readSync(file, header, 0, HEADER_BYTES, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      {
        zh: `SIZHI_BASEMAP_PMTILES 无法读取：${reason}`,
        en: `SIZHI_BASEMAP_PMTILES cannot be read: ${reason}`,
      },
      { cause: error },
    );
  }
  return header;
}

/** Bytes of a file, both ends included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * The one range that a `Range` header asks of `size` bytes (RFC 9110 §14.1.2).
 * @returns null when there is none to heed: absent, of another unit, or several; `unsatisfiable` beyond the end
 */
export function readRange(
  header: string | undefined,
  size: number,
): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  if (from === '') {
    const count = Math.min(Number(to), size);
    return count === 0 ? 'unsatisfiable' : { first: size - count, last: size - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return null;
  if (first >= size) return 'unsatisfiable';
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
