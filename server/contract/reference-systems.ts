import { canonicalName } from './crs.ts';

/** A coordinate reference system that the API reads and writes. */
export interface ReferenceSystem {
  /** As OGC API – Features part 2 names it. */
  uri: string;
  name: string;
  /** PROJ string on the ellipsoid of CGCS2000 or WGS 84; null: degrees as they are stored. */
  projection: string | null;
  /** The first coordinate of a position is the latitude or the northing. */
  northFirst: boolean;
  /** Decimals that a millimetre takes. */
  digits: number;
  /** Of a Gauss–Krüger zone, degrees: far from it the projection folds over. */
  centralMeridian?: number;
}

/** How far from its central meridian a zone is used, in degrees: exact to a millimetre, though distorted. */
export const ZONE_REACH = 40;

/** Longitude, latitude in WGS 84 degrees: what is stored, and what is answered unless asked otherwise. */
export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

const epsg = (code: number): string => `http://www.opengis.net/def/crs/EPSG/0/${code}`;

const DEGREES = { projection: null, digits: 8 };

export const STORAGE_SYSTEM: ReferenceSystem = {
  uri: CRS84,
  name: 'WGS 84 (longitude, latitude)',
  northFirst: false,
  ...DEGREES,
};

/** Zones of three degrees that reach across China: central meridians 75° E to 135° E. */
const ZONES = Array.from({ length: 21 }, (_, index) => ({ index, meridian: 75 + 3 * index }));

/**
 * Gauss–Krüger on the ellipsoid of CGCS2000 (GRS 80): northing first, as EPSG and GB/T 17278 have it.
 * @param easting of the central meridian, metres
 */
function gaussKruger(
  code: number,
  name: string,
  meridian: number,
  easting: number,
): ReferenceSystem {
  return {
    uri: epsg(code),
    name: `CGCS2000 / 3-degree Gauss-Kruger ${name}`,
    projection: `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +units=m +no_defs`,
    northFirst: true,
    digits: 3,
    centralMeridian: meridian,
  };
}

/**
 * Every system that the API knows, the stored one first. CGCS2000 and WGS 84 differ by centimetres and are taken
 * for one another (DESIGN.md §2). EPSG's axis order holds throughout: latitude before longitude, northing
 * before easting, but for CRS84 and Web Mercator.
 */
export const REFERENCE_SYSTEMS: readonly ReferenceSystem[] = [
  STORAGE_SYSTEM,
  { uri: epsg(4326), name: 'WGS 84 (latitude, longitude)', northFirst: true, ...DEGREES },
  { uri: epsg(4490), name: 'CGCS2000 (latitude, longitude)', northFirst: true, ...DEGREES },
  {
    uri: epsg(3857),
    name: 'WGS 84 / Pseudo-Mercator',
    projection:
      '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs',
    northFirst: false,
    digits: 3,
  },
  ...ZONES.map(({ index, meridian }) =>
    gaussKruger(4534 + index, `CM ${meridian}E`, meridian, 500_000),
  ),
  ...ZONES.map(({ index, meridian }) =>
    gaussKruger(4513 + index, `zone ${25 + index}`, meridian, (25 + index) * 1_000_000 + 500_000),
  ),
];

export const REFERENCE_SYSTEM_URIS: readonly string[] = REFERENCE_SYSTEMS.map(({ uri }) => uri);

const byName = new Map(REFERENCE_SYSTEMS.map((system) => [canonicalName(system.uri), system]));

/** The system of a URI, a URN or a short name such as `EPSG:4549`; undefined when it is not known. */
export function findReferenceSystem(text: string): ReferenceSystem | undefined {
  const name = canonicalName(text);
  return name === null ? undefined : byName.get(name);
}
