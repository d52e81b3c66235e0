import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { boxOf } from '../box-of.ts';

/**
 * Lambert's azimuthal equal-area projection of the WGS 84 ellipsoid around a place (Snyder 1987, “Map
 * projections: a working manual”, equations 24-2 and 24-17 to 24-23; PROJ's `+proj=laea`).
 *
 * Areas are those of the ellipsoid; lengths at a distance r from the centre are off by r² / 8R² at most: 8e-6
 * for a county of 100 km, 8e-4 for a province of 1,000 km. Longitude and latitude taken as x and y are off
 * by half at 60°, and an affine frame by 1 % for a county: neither will do for shapes.
 */
export class EqualAreaPlane {
  private readonly centreLon: number;
  private readonly beta: number;
  private readonly stretch: number;

  /** @param centreLon, @param centreLat in degrees */
  constructor(centreLon: number, centreLat: number) {
    this.centreLon = centreLon;
    const phi = centreLat * RADIANS;
    this.beta = authalicLatitude(phi);
    const parallel =
      (EQUATORIAL_RADIUS * Math.cos(phi)) / Math.sqrt(1 - (ECCENTRICITY * Math.sin(phi)) ** 2);
    this.stretch = parallel / (AUTHALIC_RADIUS * Math.cos(this.beta));
  }

  /** The plane at the centre of an area's box. */
  static around(geometry: AreaGeometry): EqualAreaPlane {
    const [west, south, east, north] = boxOf(geometry);
    return new EqualAreaPlane((west + east) / 2, (south + north) / 2);
  }

  /** Metres east and north of the centre. */
  project(position: Position): [number, number] {
    const lambda = (position[0]! - this.centreLon) * RADIANS;
    const beta = authalicLatitude(position[1]! * RADIANS);
    const { beta: beta1, stretch } = this;
    // The textbook's terms, put so that nothing cancels close to the centre.
    const versine = 2 * Math.sin(lambda / 2) ** 2;
    const scale =
      AUTHALIC_RADIUS *
      Math.sqrt(2 / (1 + Math.cos(beta - beta1) - Math.cos(beta1) * Math.cos(beta) * versine));
    return [
      scale * stretch * Math.cos(beta) * Math.sin(lambda),
      (scale / stretch) * (Math.sin(beta - beta1) + Math.sin(beta1) * Math.cos(beta) * versine),
    ];
  }
}

const RADIANS = Math.PI / 180;
const EQUATORIAL_RADIUS = 6378137;
const ECCENTRICITY = Math.sqrt(0.0066943799901413165);
const AUTHALIC_POLE = authalic(1);
/** Of the sphere with the area of the ellipsoid. */
const AUTHALIC_RADIUS = EQUATORIAL_RADIUS * Math.sqrt(AUTHALIC_POLE / 2);

/** q(φ) of Snyder's 3-12. */
function authalic(sine: number): number {
  const e = ECCENTRICITY;
  return (1 - e * e) * (sine / (1 - (e * sine) ** 2) + Math.atanh(e * sine) / e);
}

function authalicLatitude(phi: number): number {
  const ratio = authalic(Math.sin(phi)) / AUTHALIC_POLE;
  return Math.asin(Math.max(-1, Math.min(1, ratio)));
}
