// A small town with faults of many kinds, on which a quick command is rehearsed before V8's code of it is kept
// (quick-bundle.mjs): the functions that real files call are then called too.

const COLUMNS = 7;
const ROWS = 6;
/** Degrees. */
const CELL = 0.004;
const WEST = 116.3;
const SOUTH = 39.9;

/** @typedef {[number, number]} Point */
/** @typedef {{ at: number, side: Point[], end: Point }} Side */

/**
 * Ways to spoil one side of a cell: its points without the last, and that last one.
 * @type {((side: Side) => Point[])[]}
 */
const FAULTS = [
  // As it is.
  ({ side }) => side,
  // A bulge, and a dent.
  ({ side, end }) => moved(side, end, 0.06),
  ({ side, end }) => moved(side, end, -0.06),
  // A hairline of a centimetre or two.
  ({ side }) => side.map(([x, y], i) => (i === 0 ? [x, y] : [x + 2e-7, y - 1e-7])),
  // Vertices that the neighbour lacks.
  ({ side, end }) =>
    side.flatMap(([x, y], i) => {
      const [nextX, nextY] = side[i + 1] ?? end;
      return [[x, y], /** @type {Point} */ ([(x + nextX) / 2, (y + nextY) / 2])];
    }),
  // Every other vertex.
  ({ side }) => side.filter((_, i) => i % 2 === 0),
  // Positions that are repeated.
  ({ side }) => side.flatMap((point) => [point, point]),
  // To and fro over the border.
  ({ side, end }) =>
    side.map((point, i) =>
      i === 0 ? point : (moved([point], end, i % 2 ? 0.02 : -0.02)[0] ?? point),
    ),
];

/**
 * @param {readonly Point[]} side
 * @param {Point} end
 * @param {number} share of its length to the right
 * @returns {Point[]}
 */
function moved(side, end, share) {
  const [startX, startY] = side[0] ?? end;
  const [dx, dy] = side.length > 1 ? [end[0] - startX, end[1] - startY] : [CELL, CELL];
  return side.map(([x, y], i) =>
    i === 0 && side.length > 1 ? [x, y] : [x + share * dy, y - share * dx],
  );
}

/** @param {number} value */
const round = (value) => Math.round(value * 1e7) / 1e7;

/** Between −½ and ½, always the same for the same place. @param {number} a @param {number} b */
const wobble = (a, b) => {
  const value = Math.sin(a * 12.9898 + b * 78.233) * 43758.5453;
  return value - Math.floor(value) - 0.5;
};

/** @param {number} column @param {number} row @returns {Point} */
const node = (column, row) => [
  WEST + CELL * (column + 0.3 * wobble(column, row)),
  SOUTH + CELL * (row + 0.3 * wobble(row, column + 40)),
];

/**
 * The points of a crooked line from one node to the next, without the last; the same there and back.
 * @param {Point} from
 * @param {Point} to
 * @returns {Point[]}
 */
function line(from, to) {
  const isForward = from[0] < to[0] || (from[0] === to[0] && from[1] < to[1]);
  const [a, b] = isForward ? [from, to] : [to, from];
  const inner = Array.from({ length: 9 }, (_, i) => {
    const share = (i + 1) / 10;
    const aside = 0.05 * wobble(a[0] * 1e3 + i, b[1] * 1e3);
    return /** @type {Point} */ ([
      a[0] + share * (b[0] - a[0]) - aside * (b[1] - a[1]),
      a[1] + share * (b[1] - a[1]) + aside * (b[0] - a[0]),
    ]);
  });
  return [from, ...(isForward ? inner : inner.reverse())];
}

/** The town as GeoJSON text. */
export function rehearsalTown() {
  const geometries = [];
  for (let at = 0; at < COLUMNS * ROWS; at++) {
    // One that is missing, and another written twice, are faults as well.
    const copies = at === 17 ? 0 : at === 24 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) geometries.push(geometryOf(at));
  }
  const features = [...geometries, ...farAway()].map((geometry, i) => ({
    type: 'Feature',
    properties: { id: `c${i}`, name: `第${i}社区` },
    geometry,
  }));
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } };
  return `${JSON.stringify({ type: 'FeatureCollection', crs, features })}\n`;
}

/** Long sides, an open hairline, digits beyond a double's, heights. */
function farAway() {
  const [x, y] = [WEST + 0.2, SOUTH + 1 / 30];
  /** @param {number[][]} points */
  const polygon = (...points) => ({
    type: 'Polygon',
    coordinates: [[...points, ...points.slice(0, 1)]],
  });
  return [
    polygon([x, y, 40], [x + 0.05, y, 41], [x + 0.05, y + 0.05, 42]),
    polygon([x, y], [x + 0.0250005, y + 0.025], [x + 0.05, y + 0.05], [x, y + 0.05]),
    polygon([x, y - 0.03], [x + 0.02, y - 0.03], [x + 0.02, y - 0.02], [x, y - 0.02]),
    polygon(
      ...[
        [x + 0.0200005, y - 0.03],
        [x + 0.04, y - 0.03],
        [x + 0.04, y - 0.02],
        [x + 0.0200005, y - 0.021],
      ],
    ),
  ];
}

/** @param {number} at */
function geometryOf(at) {
  const [column, row] = [at % COLUMNS, Math.floor(at / COLUMNS)];
  const corners = [
    node(column, row),
    node(column + 1, row),
    node(column + 1, row + 1),
    node(column, row + 1),
  ];
  const spoilt = at % 4;
  const shell = corners.flatMap((corner, i) => {
    const end = /** @type {Point} */ (corners[(i + 1) % 4]);
    const side = line(corner, end);
    return i === spoilt ? (FAULTS[at % FAULTS.length]?.({ at, side, end }) ?? side) : side;
  });
  const [x, y] = node(column + 0.5, row + 0.5);
  const [near, far] = [8e-5, 2e-4];
  // Side by side, though their boxes overlap: the quick test of validity is in doubt.
  /** @type {Point[][]} */
  const holes = [
    [
      [x, y],
      [x, y + far],
      [x + far, y],
    ],
    [
      [x + far, y + far],
      [x + far, y + near],
      [x + near, y + far],
    ],
  ];
  const rings = [shell, ...(at % 10 === 5 ? holes : [])].map(closed);
  if (at % 9 !== 4) return { type: 'Polygon', coordinates: rings };
  const [partX, partY] = [x, SOUTH + CELL * (ROWS + 3)];
  /** @type {Point[]} */
  const part = [
    [partX, partY],
    [partX + far, partY],
    [partX, partY + far],
  ];
  return { type: 'MultiPolygon', coordinates: [rings, [closed(part)]] };
}

/** @param {readonly Point[]} points */
const closed = (points) => [...points, ...points.slice(0, 1)].map((point) => point.map(round));
