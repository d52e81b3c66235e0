/**
 * Draws a suggestion as a planner would look at it: the communities that it makes, coloured and with their households, its new
 * borders by what they follow, and what lies around as context. SVG by hand, made a PNG by Debian's Chromium.
 *
 *   npm run draw:suggestion -- suggestions.json --out picture.png [--rank 1] [--context FILE]… [--estates FILE]
 *       [--bounds WEST,SOUTH,EAST,NORTH] [--title TEXT] [--credit TEXT]… [--width 1000] [--lang zh]
 *
 * `suggestions.json` is what `sizhi suggest --format geojson` gives. `--context` takes GeoJSON of lines (roads, waters: drawn by
 * class where they tell one) or areas (other communities, grey).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import { placeInside } from '#engine/rules/place-inside.ts';
import { isInside } from '#engine/units/share-inside.ts';

interface Feature {
  id?: string | number;
  properties: Record<string, unknown>;
  geometry: AreaGeometry | LineGeometry;
}
type LineGeometry =
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'MultiLineString'; coordinates: Position[][] };

/** Light enough for black letters, alike in weight, told apart by the colour-blind in most pairs. */
const FILLS = ['#a6cee3', '#fdd0a2', '#c7e9c0', '#dadaeb', '#fccde5', '#ffffb3', '#d9d2c0'];
const MARGIN = 16;
const MOST_NAMES = 8;
const FOOT = 92;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    rank: { type: 'string', default: '1' },
    context: { type: 'string', multiple: true, default: [] },
    estates: { type: 'string' },
    bounds: { type: 'string' },
    title: { type: 'string', default: '' },
    credit: { type: 'string', multiple: true, default: [] },
    width: { type: 'string', default: '1000' },
    lang: { type: 'string', default: 'en' },
  },
});

const [source] = positionals;
if (source === undefined || values.out === undefined) {
  throw new Error('give the file of suggestions, and --out picture.png');
}
const read = (path: string): Feature[] => JSON.parse(readFileSync(path, 'utf8')).features;
const shown = read(source).filter(({ properties }) => String(properties.rank) === values.rank);
const areas = shown.filter(({ properties }) => properties.feature === 'community');
const borders = shown.filter(({ properties }) => properties.feature === 'border');
if (areas.length === 0) throw new Error(`${source} has no suggestion of rank ${values.rank}`);

const ringsOf = (geometry: Feature['geometry']): Position[][] => {
  switch (geometry.type) {
    case 'LineString':
      return [geometry.coordinates];
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates;
    default:
      return geometry.coordinates.flat();
  }
};

const all = areas.flatMap(({ geometry }) => ringsOf(geometry).flat());
const [west = 0, south = 0, east = 0, north = 0] = values.bounds?.split(',').map(Number) ?? [
  Math.min(...all.map(([x]) => x!)),
  Math.min(...all.map(([, y]) => y!)),
  Math.max(...all.map(([x]) => x!)),
  Math.max(...all.map(([, y]) => y!)),
];
if (!(east > west && north > south)) throw new Error('--bounds takes WEST,SOUTH,EAST,NORTH');
const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
const room = Number(values.width) - 2 * MARGIN;
const scale = Math.min(room / ((east - west) * shrink), (1.15 * room) / (north - south));
const [width, height] = [(east - west) * shrink * scale, (north - south) * scale];
const page = {
  width: Math.ceil(width + 2 * MARGIN),
  height: Math.ceil(height + 2 * MARGIN + FOOT),
};

const place = ([x, y]: Position): [number, number] => [
  MARGIN + (x! - west) * shrink * scale,
  MARGIN + (north - y!) * scale,
];
const pathOf = (geometry: Feature['geometry']): string =>
  ringsOf(geometry)
    .map((ring) => {
      const steps = ring.map((position) =>
        place(position)
          .map((n) => n.toFixed(1))
          .join(' '),
      );
      return `M${steps.join('L')}${geometry.type.endsWith('Polygon') ? 'Z' : ''}`;
    })
    .join('');
const escapeXml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Neighbours never have the same colour while there are colours left. */
function colours(): string[] {
  const corners = areas.map(
    ({ geometry }) =>
      new Set(
        ringsOf(geometry)
          .flat()
          .map((position) => position.join()),
      ),
  );
  const chosen: number[] = [];
  corners.forEach((own, i) => {
    const taken = new Set(
      chosen.filter((_, j) => [...corners[j]!].some((corner) => own.has(corner))),
    );
    // The least used of the free ones: two colours alone would look like a chessboard.
    const free = FILLS.map((_, colour) => colour).filter((colour) => !taken.has(colour));
    const used = (colour: number): number => chosen.filter((one) => one === colour).length;
    free.sort((a, b) => used(a) - used(b) || a - b);
    chosen.push(free[0] ?? i % FILLS.length);
  });
  return chosen.map((colour) => FILLS[colour]!);
}

const WATER = /river|stream|canal|drain|ditch/;
/** Too many to be drawn, and no border of a community as a rule. */
const MINOR = /footway|path|track|steps|cycleway|bridleway|service|platform/;
const MAIN = /motorway|trunk|primary|secondary|expressway|arterial|collector/;

function contextOf(path: string): string {
  return read(path)
    .flatMap(({ geometry, properties }) => {
      if (geometry === null) return [];
      if (geometry.type.endsWith('Polygon')) {
        return [`<path d="${pathOf(geometry)}" fill="#f4f4f2" stroke="#aaa" fill-rule="evenodd"/>`];
      }
      if (!geometry.type.endsWith('LineString')) return [];
      const kind = String(properties.class ?? properties.highway ?? '');
      if (MINOR.test(kind)) return [];
      const [stroke, strokeWidth] = WATER.test(kind)
        ? ['#5b9bd5', 1.4]
        : /rail/.test(kind)
          ? ['#333', 1.1]
          : MAIN.test(kind)
            ? ['#8a8a8a', 1.5]
            : ['#b8b8b8', 0.6];
      return [
        `<path d="${pathOf(geometry)}" fill="none" stroke="${stroke}" stroke-width="${strokeWidth}"/>`,
      ];
    })
    .join('\n');
}

/** Far from its border; of a community that is shown in part, in the part that is shown. */
function labelPlace(geometry: AreaGeometry): Position {
  const inside = placeInside(geometry);
  const [x, y] = inside;
  if (x! > west && x! < east && y! > south && y! < north) return inside;
  const corners = ringsOf(geometry).flat();
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let best = inside;
  let furthest = 0;
  for (let i = 2; i < 19; i++) {
    for (let j = 1; j < 20; j++) {
      const at: Position = [west + ((east - west) * i) / 20, south + ((north - south) * j) / 20];
      if (!polygons.some((rings) => isInside(rings, at[0]!, at[1]!))) continue;
      const distance = Math.min(
        ...corners.map((corner) => Math.hypot((corner[0]! - at[0]!) * shrink, corner[1]! - at[1]!)),
      );
      if (distance > furthest) [furthest, best] = [distance, at];
    }
  }
  return best;
}

function labelOf({ id, properties, geometry }: Feature): string {
  const [x, y] = place(labelPlace(geometry as AreaGeometry));
  const full = String(
    (values.lang === 'zh' ? properties.name : (properties.nameEn ?? properties.name)) ?? id ?? '',
  );
  // Many names would lie over one another: their numbers are enough.
  const name = areas.length > MOST_NAMES ? (/\d+$/.exec(full)?.[0] ?? full) : full;
  const households = properties.households;
  const size =
    typeof households === 'number'
      ? `${Math.round(households).toLocaleString('en')}${properties.householdsEstimated === true ? '*' : ''}`
      : '';
  const line = (text: string, dy: number, weight: string): string =>
    `<text x="${x.toFixed(1)}" y="${(y + dy).toFixed(1)}" font-weight="${weight}">${escapeXml(text)}</text>`;
  return line(name, -2, 'normal') + line(size, 14, 'bold');
}

function borderOf({ properties, geometry }: Feature): string {
  const named = properties.barrier !== null;
  const stroke = named ? '#c1121f' : properties.class !== null ? '#e07b00' : '#5a2ca0';
  return `<path d="${pathOf(geometry)}" fill="none" stroke="${stroke}" stroke-width="3.2" stroke-linecap="round"/>`;
}

/** Of 1, 2 or 5 times a power of ten, about an eighth of the page. */
function scaleBar(): string {
  const metres = geodesicDistance([west, south], [east, south]);
  const wanted = (metres * (page.width / 8)) / width;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const round = [5, 2, 1].map((n) => n * power).find((n) => n <= wanted) ?? power;
  const length = (round / metres) * width;
  const [x, y] = [MARGIN, page.height - 60];
  const text = round >= 1000 ? `${round / 1000} km` : `${round} m`;
  return `<path d="M${x} ${y - 5}v5h${length.toFixed(1)}v-5" fill="none" stroke="#222"/><text x="${(x + length + 6).toFixed(1)}" y="${y}" text-anchor="start">${text}</text>`;
}

function legend(): string {
  const zh = values.lang === 'zh';
  // Of lines that nobody gave nothing can be said.
  const isKnown = borders.some(({ properties }) => properties.class !== null);
  const unknown = zh ? '新边界' : 'new border';
  const kinds: [string, string][] = [
    ['#c1121f', zh ? '沿有名称的线' : 'along a named line'],
    ['#e07b00', zh ? '沿无名线' : 'along one without a name'],
    ['#5a2ca0', isKnown ? (zh ? '不沿任何线' : 'along no line') : unknown],
  ];
  let x = Math.max(200, page.width * 0.24);
  const drawn = borders.map((border) => borderOf(border)).join();
  return kinds
    .filter(([stroke]) => drawn.includes(stroke))
    .map(([stroke, text]) => {
      const part = `<path d="M${x} ${page.height - 64}h26" stroke="${stroke}" stroke-width="3.2"/><text x="${x + 32}" y="${page.height - 60}" text-anchor="start">${text}</text>`;
      x += 60 + text.length * (zh ? 13 : 7);
      return part;
    })
    .join('');
}

const fills = colours();
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}" height="${page.height}" font-family="Noto Sans CJK SC, sans-serif" font-size="13" text-anchor="middle">
<rect width="100%" height="100%" fill="#fff"/>
<clipPath id="map"><rect x="${MARGIN / 2}" y="${MARGIN / 2}" width="${page.width - MARGIN}" height="${(height + MARGIN).toFixed(0)}"/></clipPath>
<g clip-path="url(#map)">
${values.context
  .filter((path) => ringsAreAreas(path))
  .map(contextOf)
  .join('\n')}
${areas.map(({ geometry }, i) => `<path d="${pathOf(geometry)}" fill="${fills[i]}" stroke="#444" stroke-width="1.2" fill-rule="evenodd"/>`).join('\n')}
${
  values.estates === undefined
    ? ''
    : read(values.estates)
        .map(
          ({ geometry }) =>
            `<path d="${pathOf(geometry)}" fill="#0001" stroke="#6668" stroke-width="0.6"/>`,
        )
        .join('\n')
}
${values.context
  .filter((path) => !ringsAreAreas(path))
  .map(contextOf)
  .join('\n')}
${areas.map(({ geometry }) => `<path d="${pathOf(geometry)}" fill="none" stroke="#333" stroke-width="1.2"/>`).join('\n')}
${borders.map(borderOf).join('\n')}
<g paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round">${areas.map(labelOf).join('\n')}</g>
</g>
<g fill="#222">${scaleBar()}${legend()}<path d="M${page.width - 36} ${page.height - 56}v-20m-5 6l5 -7l5 7" fill="none" stroke="#222" stroke-width="1.4"/><text x="${page.width - 20}" y="${page.height - 64}">N</text>
<text x="${MARGIN}" y="${page.height - 38}" text-anchor="start">${escapeXml(values.title)}</text>
${values.credit.map((text, i) => `<text x="${MARGIN}" y="${page.height - 9 - 13 * (values.credit.length - 1 - i)}" text-anchor="start" font-size="10.5">${escapeXml(text)}</text>`).join('')}</g>
</svg>`;

/** Files of areas lie under the communities, lines over them. */
function ringsAreAreas(path: string): boolean {
  return read(path).some(({ geometry }) => geometry?.type.endsWith('Polygon'));
}

const directory = mkdtempSync(join(tmpdir(), 'sizhi-draw-'));
try {
  const file = join(directory, 'picture.svg');
  writeFileSync(file, svg);
  const args = [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
    `--user-data-dir=${join(directory, 'profile')}`,
    `--screenshot=${values.out}`,
    `--window-size=${page.width},${page.height}`,
    `file://${file}`,
  ];
  // What it tells of missing buses is no concern of ours.
  execFileSync('chromium', args, { stdio: ['ignore', 'ignore', 'ignore'] });
} finally {
  rmSync(directory, { recursive: true, force: true });
}
