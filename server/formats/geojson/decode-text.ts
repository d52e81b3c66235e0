import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '#engine/result.ts';
import type { GeoJsonProblem } from './problem-collector.ts';

/**
 * Decodes UTF-8 strictly: a replacement character in a community's name would be a silent loss. A
 * byte order mark is dropped. Other encodings and wrong file types are named, with the way to convert.
 */
export function decodeText(bytes: Uint8Array): Result<string, GeoJsonProblem> {
  const kind = recogniseOtherKind(bytes);
  if (kind !== null) return err(kind);
  if (isUtf8(bytes)) return ok(new TextDecoder('utf-8').decode(bytes));

  const offset = firstInvalidByte(bytes);
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < offset; index++) {
    if (bytes[index] === 0x0a) {
      line += 1;
      lineStart = index + 1;
    }
  }
  const column = new TextDecoder('utf-8').decode(bytes.subarray(lineStart, offset)).length + 1;
  const byte = `0x${(bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  const chinese = looksLikeGb18030(bytes);
  return err({
    code: 'wrong-encoding',
    message: {
      zh: `文件不是 UTF-8 编码（字节 ${byte}）${chinese ? '，看起来是 GBK/GB18030' : ''}。请转换后再试：iconv -f ${chinese ? 'GB18030' : '原编码'} -t UTF-8 旧文件 > 新文件`,
      en: `not UTF-8 text (byte ${byte})${chinese ? '; it looks like GBK/GB18030' : ''}. Convert it first: iconv -f ${chinese ? 'GB18030' : 'ENCODING'} -t UTF-8 old > new`,
    },
    pointer: '',
    line,
    column,
  });
}

/** Files that are often sent by mistake, by their first bytes. */
function recogniseOtherKind(bytes: Uint8Array): GeoJsonProblem | null {
  const starts = (...magic: number[]): boolean =>
    magic.every((byte, index) => bytes[index] === byte);
  const problem = (code: GeoJsonProblem['code'], zh: string, en: string): GeoJsonProblem => ({
    code,
    message: { zh, en },
    pointer: '',
  });
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) {
    return problem(
      'wrong-encoding',
      '文件是 UTF-16 编码，请转换为 UTF-8:iconv -f UTF-16 -t UTF-8 旧文件 > 新文件',
      'the file is UTF-16 text; convert it to UTF-8: iconv -f UTF-16 -t UTF-8 old > new',
    );
  }
  if (starts(0x50, 0x4b, 0x03, 0x04)) {
    return problem(
      'not-json',
      '这是 ZIP 压缩包（Shapefile 或 KMZ？），不是 GeoJSON。请先解压并转换：ogr2ogr -t_srs EPSG:4326 out.geojson in.shp',
      'this is a ZIP archive (a Shapefile or KMZ?), not GeoJSON; unpack and convert it: ogr2ogr -t_srs EPSG:4326 out.geojson in.shp',
    );
  }
  if (starts(0x1f, 0x8b)) {
    return problem(
      'not-json',
      '这是 gzip 压缩文件，请先解压：gunzip 文件',
      'this is a gzip file; unpack it first: gunzip FILE',
    );
  }
  if (starts(0x00, 0x00, 0x27, 0x0a)) {
    return problem(
      'not-json',
      '这是 Shapefile（.shp），不是 GeoJSON。请先转换：ogr2ogr -t_srs EPSG:4326 out.geojson in.shp',
      'this is a Shapefile (.shp), not GeoJSON; convert it first: ogr2ogr -t_srs EPSG:4326 out.geojson in.shp',
    );
  }
  if (starts(0x53, 0x51, 0x4c, 0x69, 0x74, 0x65)) {
    return problem(
      'not-json',
      '这是 SQLite 数据库（GeoPackage？），不是 GeoJSON。请先转换：ogr2ogr -t_srs EPSG:4326 out.geojson in.gpkg',
      'this is an SQLite database (a GeoPackage?), not GeoJSON; convert it first: ogr2ogr -t_srs EPSG:4326 out.geojson in.gpkg',
    );
  }
  return null;
}

/** Offset of the first byte that UTF-8 does not allow (RFC 3629, table in section 4). */
function firstInvalidByte(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index);
    if (length === 0) return index;
    index += length;
  }
  return bytes.length;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead <= 0xdf
      ? 2
      : (lead & 0xf0) === 0xe0
        ? 3
        : lead >= 0xf0 && lead <= 0xf4
          ? 4
          : 0;
  // At most four bytes are looked at, so the strict decoder's own answer is cheap here.
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))
    ? length
    : 0;
}

/**
 * GBK writes nearly every Chinese character as two bytes of 0xA1 and above; Latin-1 has its accented
 * letters one by one between ASCII letters.
 */
function looksLikeGb18030(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, 1 << 20);
  let pairs = 0;
  let single = 0;
  for (let index = 0; index < end; index++) {
    if ((bytes[index] ?? 0) < 0x81) continue;
    if ((bytes[index + 1] ?? 0) >= 0xa1) {
      pairs += 1;
      index += 1;
    } else single += 1;
  }
  return pairs > 4 * single;
}
