import polylabel from 'polylabel';
import type { AreaGeometry, CommunityInput, Finding, Position } from '#engine/coverage/types.ts';
import { displayWidth, fitWidth } from './display-width.ts';
import { escapeHtml } from './escape-html.ts';
import {
  createMapFrame,
  digits,
  type MapFrame,
  pathData,
  positionsOf,
  ringsOf,
} from './map-frame.ts';
import type { ReportInput } from './report-input.ts';

const WIDTH = 1000;
const MARGIN = 24;
/** Pixels of the whole map: fine enough for the eye, and findings stay sharp when zoomed into. */
const COMMUNITY_RESOLUTION = 0.15;
const FINDING_RESOLUTION = 0.01;

/** The coverage and its findings as one inline SVG; empty where nothing has a place. */
export function svgMap({ communities, jurisdiction, result }: ReportInput): string {
  const areas = communities.flatMap(({ geometry }) => (geometry === null ? [] : [geometry]));
  if (areas.length === 0) return '';
  const all = jurisdiction === undefined ? areas : [...areas, jurisdiction.geometry];
  const frame = createMapFrame(everyPosition(all), WIDTH, MARGIN);
  const area = (geometry: AreaGeometry): string =>
    pathData(ringsOf(geometry), frame, { closed: true, resolution: COMMUNITY_RESOLUTION });

  const outlines = communities
    .filter(({ geometry }) => geometry !== null)
    .map(({ id, name, geometry }) => {
      const title = name === undefined || name === id ? id : `${name} (${id})`;
      return `<path d="${area(geometry as AreaGeometry)}"><title>${escapeHtml(title)}</title></path>`;
    });
  const boundary =
    jurisdiction === undefined ? '' : `<path class="boundary" d="${area(jurisdiction.geometry)}"/>`;
  // Whole communities (policy rules) under exclaves, those under slivers: nothing hides the small.
  const shapes = result.findings
    .map((finding, index) => ({ finding, number: index + 1 }))
    .sort((a, b) => (b.finding.areaSquareMetres ?? 0) - (a.finding.areaSquareMetres ?? 0))
    .map(({ finding, number }) => findingShape(finding, number, frame));
  return `<svg id="map" viewBox="0 0 ${frame.width} ${frame.height}" data-home="0 0 ${frame.width} ${frame.height}" role="img" aria-label="map">
<g class="communities">${outlines.join('\n')}</g>
${boundary}
<g class="findings">${shapes.join('\n')}</g>
<g class="labels" aria-hidden="true">${labels(communities, frame).join('\n')}</g>
${scaleBar(frame)}
</svg>`;
}

function* everyPosition(areas: readonly AreaGeometry[]): Generator<Position> {
  for (const area of areas) yield* positionsOf(area);
}

/** A finding as its own shape, and a dot that is seen however small the shape is. */
function findingShape(
  { geometry, location, kind, severity }: Finding,
  number: number,
  frame: MapFrame,
): string {
  let shape = '';
  if (geometry !== null) {
    if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
      shape = `<path d="${pathData(ringsOf(geometry), frame, { closed: true, resolution: FINDING_RESOLUTION })}"/>`;
    } else if (geometry.type === 'LineString' || geometry.type === 'MultiLineString') {
      const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
      shape = `<path class="line" d="${pathData(lines, frame, { closed: false, resolution: FINDING_RESOLUTION })}"/>`;
    }
  }
  const place = location ?? (geometry === null ? undefined : positionsOf(geometry).next().value);
  const dot = place === undefined ? '' : circle(frame.project(place));
  return `<g id="shape-${number}" class="${kind} ${severity}">${shape}${dot}</g>`;
}

const circle = ([x, y]: [number, number]): string =>
  `<circle cx="${digits(x)}" cy="${digits(y)}"/>`;

interface Label {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
}

const LABEL_HEIGHT = 14;

/** Names at the visual centre of their community; larger areas first, none upon another. */
function labels(communities: readonly CommunityInput[], frame: MapFrame): string[] {
  const candidates: Label[] = [];
  for (const { id, name, geometry } of communities) {
    if (geometry === null) continue;
    const ring = largestShell(geometry, frame);
    if (ring === null) continue;
    const [x = 0, y = 0] = polylabel([ring.points], 2);
    const text = fitWidth(name ?? id, 24);
    candidates.push({ text, x, y, width: displayWidth(text) * 7 + 4, size: ring.size });
  }
  candidates.sort((a, b) => b.size - a.size || (a.text < b.text ? -1 : 1));
  const placed: Label[] = [];
  for (const label of candidates) {
    const collides = placed.some(
      (other) =>
        Math.abs(other.x - label.x) < (other.width + label.width) / 2 &&
        Math.abs(other.y - label.y) < LABEL_HEIGHT,
    );
    if (!collides) placed.push(label);
  }
  return placed.map(
    ({ text, x, y }) => `<text x="${digits(x)}" y="${digits(y)}">${escapeHtml(text)}</text>`,
  );
}

function largestShell(
  geometry: AreaGeometry,
  frame: MapFrame,
): { points: [number, number][]; size: number } | null {
  const shells =
    geometry.type === 'Polygon'
      ? [geometry.coordinates[0]]
      : geometry.coordinates.map(([shell]) => shell);
  let best: { points: [number, number][]; size: number } | null = null;
  for (const shell of shells) {
    if (shell === undefined || shell.length < 4) continue;
    const points = shell.map((position) => frame.project(position));
    const size = Math.abs(shoelace(points));
    if (best === null || size > best.size) best = { points, size };
  }
  return best;
}

function shoelace(points: readonly [number, number][]): number {
  let sum = 0;
  for (const [index, [x1, y1]] of points.entries()) {
    const [x0, y0] = points.at(index - 1) ?? [0, 0];
    sum += x0 * y1 - x1 * y0;
  }
  return sum / 2;
}

/** A bar of a round length, about a sixth of the picture. It is hidden while the reader has zoomed in. */
function scaleBar(frame: MapFrame): string {
  const wanted = (WIDTH / 6) * frame.metresPerPixel;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const metres =
    [5, 2, 1].map((factor) => factor * power).find((length) => length <= wanted) ?? power;
  const length = metres / frame.metresPerPixel;
  const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  const y = frame.height - 8;
  return `<g class="scale" aria-hidden="true"><path d="M8 ${y - 4}V${y}H${digits(8 + length)}V${y - 4}"/><text x="${digits(14 + length)}" y="${y}">${text}</text></g>`;
}
