import type { Message } from '#engine/coverage/types.ts';

/** What a `crs` member says. */
export type CrsVerdict = 'lonlat' | 'cgcs2000' | 'unknown' | { foreign: string };

const LON_LAT = new Set(['EPSG:4326', 'OGC:CRS84', 'OGC:CRS84H']);
const CGCS2000 = 'EPSG:4490';

/**
 * Judges a `crs` member (GeoJSON 2008; RFC 7946 dropped it, files still carry it). EPSG:4326, OGC CRS84
 * and EPSG:4490 are taken in any of their spellings, always in longitude, latitude order as GeoJSON
 * 2008 prescribes. CGCS2000 (4490) differs from WGS 84 by centimetres.
 */
export function judgeCrs(crs: unknown): CrsVerdict {
  if (crs === null) return 'unknown';
  if (!isRecord(crs)) return { foreign: describe(crs) };
  const properties = isRecord(crs.properties) ? crs.properties : {};
  let name: unknown;
  if (crs.type === 'name') name = properties.name;
  else if (crs.type === 'EPSG') name = `EPSG:${String(properties.code)}`;
  else return { foreign: describe(properties.href ?? crs.type) };
  if (typeof name !== 'string') return { foreign: describe(name) };

  const canonical = canonicalName(name);
  if (canonical !== null && LON_LAT.has(canonical)) return 'lonlat';
  if (canonical === CGCS2000) return 'cgcs2000';
  return { foreign: name };
}

/** `AUTHORITY:CODE` of the spellings in use, or null. */
export function canonicalName(name: string): string | null {
  const text = name.trim().slice(0, 200);
  const patterns = [
    /^(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|OGC):(?:[\w.]*:)?(\w+)$/i,
    /^https?:\/\/www\.opengis\.net\/def\/crs\/(EPSG|OGC)\/[\w.]+\/(\w+)\/?$/i,
    /^https?:\/\/www\.opengis\.net\/gml\/srs\/(epsg)\.xml#(\w+)$/i,
  ];
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match) {
      const code = match[2]?.toUpperCase() ?? '';
      return `${match[1]?.toUpperCase()}:${code === '84' ? 'CRS84' : code}`;
    }
  }
  return /^CRS:?84H?$/i.test(text) ? 'OGC:CRS84' : null;
}

/** What has to be assumed where that is not longitude and latitude of WGS 84 in so many words; else null. */
export function assumptionOfCrs(verdict: CrsVerdict): Message | null {
  if (verdict === 'cgcs2000') {
    return {
      zh: '坐标系 CGCS2000（EPSG:4490）按 WGS 84 处理，两者相差几厘米',
      en: 'CGCS2000 (EPSG:4490) is taken as WGS 84; they differ by centimetres',
    };
  }
  if (verdict !== 'unknown') return null;
  return {
    zh: '文件写明坐标系未知（crs 为 null），按 WGS 84 经纬度处理',
    en: 'the file says that its coordinate system is unknown (crs is null); taken as WGS 84 longitude and latitude',
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const describe = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : typeof value;
