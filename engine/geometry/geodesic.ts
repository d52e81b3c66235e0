import geodesic from 'geographiclib-geodesic';
import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * Figures that people see: on the WGS 84 ellipsoid, edges as geodesics, the definition of PostGIS
 * `geography`. Metres and square metres.
 *
 * GeographicLib (Karney 2013, "Algorithms for geodesics") gives them for shapes of any size, but
 * measures an area from the equator, which leaves about 1e-4 m² of noise on a hairline of 1 m².
 * Rings and edges of ordinary size are therefore measured around a local origin, with the same
 * result to 1e-9 and without the noise; see docs/adr/0004-geodesic-figures.md.
 */

const { WGS84 } = geodesic.Geodesic;
const EQUATORIAL_RADIUS = 6378137;
const ECCENTRICITY_SQUARED = 0.0066943799901413165;
const RADIANS = Math.PI / 180;

/** Rings wider than this, in degrees, and edges longer than {@link LOCAL_EDGE}, go to GeographicLib. */
const LOCAL_EXTENT = 1;
export const LOCAL_EDGE = 0.02;

/** Radii of curvature of the ellipsoid at a latitude in radians. */
export function curvatureRadii(phi: number): { meridian: number; primeVertical: number } {
  const w = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
  const root = Math.sqrt(w);
  return {
    meridian: (EQUATORIAL_RADIUS * (1 - ECCENTRICITY_SQUARED)) / (w * root),
    primeVertical: EQUATORIAL_RADIUS / root,
  };
}

/** Area and perimeter of one ring, in m² and m; the ring may be closed or open, in any orientation. */
export function ringMeasure(ring: readonly Position[]): { area: number; perimeter: number } {
  const last = ring.length - 1;
  const isClosed = last > 0 && ring[0]?.[0] === ring[last]?.[0] && ring[0]?.[1] === ring[last]?.[1];
  const count = isClosed ? last : ring.length;
  if (count < 3) return { area: 0, perimeter: 0 };
  return isLocal(ring, count) ? measureLocally(ring, count) : measureAnywhere(ring, count);
}

function isLocal(ring: readonly Position[], count: number): boolean {
  const [lon, lat] = ring[0] as [number, number];
  for (let i = 0; i < count; i++) {
    const position = ring[i]!;
    const next = ring[i + 1 === count ? 0 : i + 1]!;
    if (
      Math.abs(position[0]! - lon) > LOCAL_EXTENT ||
      Math.abs(position[1]! - lat) > LOCAL_EXTENT ||
      Math.abs(position[1]!) > 85 ||
      Math.abs(position[0]! - next[0]!) > LOCAL_EDGE ||
      Math.abs(position[1]! - next[1]!) > LOCAL_EDGE
    ) {
      return false;
    }
  }
  return true;
}

function measureAnywhere(ring: readonly Position[], count: number) {
  const polygon = WGS84.Polygon(false);
  for (let i = 0; i < count; i++) polygon.AddPoint(ring[i]![1]!, ring[i]![0]!);
  const measured = polygon.Compute(false, true);
  return { area: Math.abs(measured.area ?? 0), perimeter: measured.perimeter };
}

/**
 * Σ over edges of ∫ G dλ, where G(φ) is the area of the ellipsoid between the first vertex's
 * parallel and φ per radian of longitude, for edges straight in degrees; then the area between
 * each edge and its geodesic. Everything that depends on the latitude comes from power series around
 * the first vertex: within {@link LOCAL_EXTENT} they are exact to the last digit.
 */
function measureLocally(ring: readonly Position[], count: number) {
  const lon0 = ring[0]![0]!;
  const lat0 = ring[0]![1]!;
  const { sine, cosine, band } = seriesAt(lat0 * RADIANS);
  let area = 0;
  let perimeter = 0;
  let lambda = 0;
  let h = 0;
  let strip = 0;
  for (let i = 1; i <= count; i++) {
    const position = ring[i === count ? 0 : i]!;
    const nextLambda = (position[0]! - lon0) * RADIANS;
    const nextH = (position[1]! - lat0) * RADIANS;
    const nextStrip = nextH * valueAt(band, nextH);
    const width = nextLambda - lambda;
    const height = nextH - h;
    const middle = (h + nextH) / 2;
    const sin = valueAt(sine, middle);
    const cos = valueAt(cosine, middle);
    const w = 1 - ECCENTRICITY_SQUARED * sin * sin;
    const primeVertical = EQUATORIAL_RADIUS / Math.sqrt(w);
    const meridian = (primeVertical * (1 - ECCENTRICITY_SQUARED)) / w;
    const parallel = primeVertical * cos;
    area += (width * (strip + 4 * middle * valueAt(band, middle) + nextStrip)) / 6;
    area += bulge(sin, cos, w, width, height, meridian, parallel);
    const dx = parallel * width;
    const dy = meridian * height;
    perimeter += Math.sqrt(dx * dx + dy * dy);
    lambda = nextLambda;
    h = nextH;
    strip = nextStrip;
  }
  return { area: Math.abs(area), perimeter };
}

/** Coefficients of a power series, as many as a degree of latitude needs. */
const TERMS = 8;

/** Power series of what a ring's figures need, in the difference of latitude, in radians. */
interface LatitudeSeries {
  sine: Float64Array;
  cosine: Float64Array;
  /** ∫ M N cos φ dφ from the latitude, over the difference of latitude. */
  band: Float64Array;
}

function seriesAt(phi: number): LatitudeSeries {
  const sine = new Float64Array(TERMS);
  const cosine = new Float64Array(TERMS);
  sine[0] = Math.sin(phi);
  cosine[0] = Math.cos(phi);
  for (let k = 1; k < TERMS; k++) {
    sine[k] = cosine[k - 1]! / k;
    cosine[k] = -sine[k - 1]! / k;
  }
  // M N = a² (1 − e²) / (1 − e² sin² φ)².
  const w = new Float64Array(TERMS);
  for (let k = 0; k < TERMS; k++) {
    w[k] = (k === 0 ? 1 : 0) - ECCENTRICITY_SQUARED * product(sine, sine, k);
  }
  const band = new Float64Array(TERMS);
  const square = new Float64Array(TERMS);
  for (let k = 0; k < TERMS; k++) {
    square[k] = product(w, w, k);
    let rest = AREA_FACTOR * cosine[k]!;
    for (let i = 0; i < k; i++) rest -= band[i]! * square[k - i]!;
    band[k] = rest / square[0]!;
  }
  for (let k = 1; k < TERMS; k++) band[k] = band[k]! / (k + 1);
  return { sine, cosine, band };
}

/** Coefficient k of the product of two series. */
function product(a: Float64Array, b: Float64Array, k: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++) sum += a[i]! * b[k - i]!;
  return sum;
}

/** Horner's scheme, written out. */
const valueAt = (c: Float64Array, h: number): number =>
  c[0]! +
  h * (c[1]! + h * (c[2]! + h * (c[3]! + h * (c[4]! + h * (c[5]! + h * (c[6]! + h * c[7]!))))));

/**
 * Signed area between a short edge that is straight in degrees and the geodesic between its ends,
 * counted along the direction of travel. From the geodesic equations on a surface of revolution,
 * to leading order: δφ″ = −(r sin φ / M) λ′² − (M_φ / M) φ′², δλ″ = 2 (M sin φ / r) λ′ φ′.
 * @param a change of longitude, @param b change of latitude, in radians
 */
export function geodesicBulge(
  phi: number,
  a: number,
  b: number,
  meridian: number,
  parallel: number,
): number {
  const sine = Math.sin(phi);
  const w = 1 - ECCENTRICITY_SQUARED * sine * sine;
  return bulge(sine, Math.cos(phi), w, a, b, meridian, parallel);
}

/** @param w 1 − e² sin² φ */
function bulge(
  sine: number,
  cosine: number,
  w: number,
  a: number,
  b: number,
  meridian: number,
  parallel: number,
): number {
  const meridianSlope = (3 * ECCENTRICITY_SQUARED * meridian * sine * cosine) / w;
  return (
    (a *
      (parallel * parallel * sine * a * a +
        (parallel * meridianSlope + 2 * meridian * meridian * sine) * b * b)) /
    12
  );
}

const AREA_FACTOR = EQUATORIAL_RADIUS ** 2 * (1 - ECCENTRICITY_SQUARED);

/** Geodesic area of a polygon (shell first, then holes) in m². */
export function polygonArea(rings: readonly (readonly Position[])[]): number {
  let sum = 0;
  for (let i = 0; i < rings.length; i++) sum += (i === 0 ? 1 : -1) * ringMeasure(rings[i]!).area;
  return sum;
}

/** Geodesic area of a Polygon or MultiPolygon in m²; parts are summed as they stand. */
export function geodesicArea(geometry: AreaGeometry): number {
  return geometry.type === 'Polygon'
    ? polygonArea(geometry.coordinates)
    : geometry.coordinates.reduce((sum, rings) => sum + polygonArea(rings), 0);
}

/** Geodesic distance between two positions in metres. */
export function geodesicDistance(a: Position, b: Position): number {
  const dLon = b[0]! - a[0]!;
  const dLat = b[1]! - a[1]!;
  if (Math.abs(dLon) > LOCAL_EDGE || Math.abs(dLat) > LOCAL_EDGE || Math.abs(a[1]!) > 85) {
    return WGS84.Inverse(a[1]!, a[0]!, b[1]!, b[0]!, geodesic.Geodesic.DISTANCE).s12!;
  }
  const phi = (a[1]! + dLat / 2) * RADIANS;
  const { meridian, primeVertical } = curvatureRadii(phi);
  const dx = primeVertical * Math.cos(phi) * dLon;
  const dy = meridian * dLat;
  return Math.sqrt(dx * dx + dy * dy) * RADIANS;
}

/** A flat metric frame around a place: good to 1e-4 within tens of kilometres. */
export interface LocalFrame {
  readonly originLon: number;
  readonly originLat: number;
  /** Metres per degree of longitude and of latitude at the origin. */
  readonly metresPerDegreeLon: number;
  readonly metresPerDegreeLat: number;
}

/**
 * The frame at a place: an affine map, so straight edges in degrees stay straight in metres.
 * Radii of curvature of the WGS 84 ellipsoid at the origin's latitude.
 */
export function localFrame(lon: number, lat: number): LocalFrame {
  const phi = lat * RADIANS;
  const { meridian, primeVertical } = curvatureRadii(phi);
  return {
    originLon: lon,
    originLat: lat,
    metresPerDegreeLon: primeVertical * Math.cos(phi) * RADIANS,
    metresPerDegreeLat: meridian * RADIANS,
  };
}
