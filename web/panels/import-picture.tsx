import type { InputProblem } from '#contract/input-problem.ts';
import type { ChosenFile } from '../state/import.ts';
import { useStore } from '../state/store-context.ts';

type ReadFile = Extract<ChosenFile, { status: 'read' }>;
type Box = readonly [west: number, south: number, east: number, north: number];

const WIDTH = 400;
const HEIGHT = 260;
const MARGIN = 0.06;
/** Around a place that is zoomed to. Degrees: some two hundred metres. */
const CLOSE = 0.002;

/** What the files hold, drawn over one another, with the places of what is wrong. */
export function ImportPicture(props: {
  files: readonly ReadFile[];
  problems: readonly InputProblem[];
  place: readonly [number, number] | null;
  onReset: () => void;
}) {
  const { files, problems, place } = props;
  const texts = useStore().texts.value.io;
  const whole = unite(files.flatMap(({ file }) => (file.extent === null ? [] : [file.extent])));
  if (whole === null) return null;
  const box: Box =
    place === null
      ? whole
      : [place[0] - CLOSE, place[1] - CLOSE, place[0] + CLOSE, place[1] + CLOSE];
  const project = projection(box);
  const marks = problems.flatMap(({ location }) => (location === undefined ? [] : [location]));
  return (
    <div class="import-picture">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={texts.picture}>
        {[...files].sort(byDepth).map(({ id, role, file }) => (
          <path
            key={id}
            class={`import-shape import-${role}`}
            d={file.preview.map((line) => pathOf(line, project)).join('')}
          />
        ))}
        {marks.map(([lon, lat]) => {
          const [x, y] = project(lon, lat);
          return <circle key={`${lon} ${lat}`} class="import-mark" cx={x} cy={y} r={5} />;
        })}
      </svg>
      {place !== null && (
        <button type="button" class="button button-quiet" onClick={props.onReset}>
          {texts.pictureReset}
        </button>
      )}
    </div>
  );
}

const DEPTH = ['jurisdiction', 'units', 'estates', 'communities', 'barriers', 'facilities'];
const byDepth = (a: ReadFile, b: ReadFile): number => DEPTH.indexOf(a.role) - DEPTH.indexOf(b.role);

function unite(boxes: readonly Box[]): Box | null {
  const [first, ...more] = boxes;
  if (first === undefined) return null;
  return more.reduce<Box>(
    ([w, s, e, n], box) => [
      Math.min(w, box[0]),
      Math.min(s, box[1]),
      Math.max(e, box[2]),
      Math.max(n, box[3]),
    ],
    first,
  );
}

type Project = (lon: number, lat: number) => [number, number];

/** Degrees of longitude are shorter than those of latitude. */
function projection([west, south, east, north]: Box): Project {
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180) || 1;
  const [width, height] = [(east - west) * shrink || 1e-6, north - south || 1e-6];
  const scale = (1 - 2 * MARGIN) * Math.min(WIDTH / width, HEIGHT / height);
  return (lon, lat) => [
    WIDTH / 2 + (lon - (west + east) / 2) * shrink * scale,
    HEIGHT / 2 - (lat - (south + north) / 2) * scale,
  ];
}

/** A point is drawn as a dot: a line of no length with round ends. */
function pathOf(line: readonly number[], project: Project): string {
  const points: string[] = [];
  for (let at = 0; at + 1 < line.length; at += 2) {
    const [x, y] = project(line[at] ?? 0, line[at + 1] ?? 0);
    points.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return points.length === 1 ? `M${points[0]}h0` : `M${points.join('L')}`;
}
