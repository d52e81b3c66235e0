import { repairCoverage } from '../../coverage/repair/repair-coverage.ts';
import type {
  AreaGeometry,
  CommunityInput,
  JurisdictionInput,
  Position,
} from '../../coverage/types.ts';
import type { Draft } from './draft.ts';
import type { Ground } from './ground.ts';
import { HAIRLINE_METRES, presentOutline, STRIP_METRES } from './present-outline.ts';
import { box as boxOfRings } from './ring-box.ts';
import { distanceToLine, ringsOf, uniteUnits, vertexKey } from './unite-units.ts';

/** A vertex this near to a neighbour's straight border lies on it: a millimetre, in degrees. */
const ON_LINE = 1e-8;

/** The shapes of a draft. */
export interface Redrawn {
  /** One for each of the draft's communities; null for one that has no ground. */
  geometries: (AreaGeometry | null)[];
  /** Communities that stay, with a vertex more where a new border ends on theirs. */
  matched: (CommunityInput & { geometry: AreaGeometry })[];
  /** The jurisdiction's outline with such vertices; null where it needs none. */
  outline: AreaGeometry | null;
}

/** Draws the communities of drafts from their units. */
export class Redrawer {
  private readonly ground: Ground;
  private shapes: readonly AreaGeometry[] | null = null;
  private vertices: Set<string> | null = null;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  /** @throws TooTangledError, InconsistentCoverageError */
  redraw(draft: Draft): Redrawn {
    const areas: AreaGeometry[] = [];
    const regionOf: number[] = [];
    draft.communities.forEach(({ units, joins }, region) => {
      const own =
        joins?.flatMap(({ geometry }) => (geometry === null ? [] : [geometry])) ??
        units.map((u) => this.unitShapes()[u]!);
      for (const area of own) {
        areas.push(area);
        regionOf.push(region);
      }
    });
    const geometries = uniteUnits(areas, regionOf, draft.communities.length, this.allVertices());
    const gone = new Set([...draft.abolished, ...draft.communities.map(({ id }) => id)]);
    const others = this.ground.input.communities.filter(({ id }) => !gone.has(id));
    const drawn = geometries.filter((geometry) => geometry !== null);
    const { jurisdiction } = this.ground.input;
    return {
      geometries,
      matched: matchNeighbours(others, drawn),
      outline: jurisdiction === undefined ? null : withVertices(jurisdiction.geometry, drawn),
    };
  }

  /**
   * Census blocks and the like often differ by a hair from their neighbours: such borders become one. Strips of the
   * communities' ground along their rim, or between them, go to the units beside them, each place to the nearest.
   */
  private unitShapes(): readonly AreaGeometry[] {
    if (this.shapes !== null) return this.shapes;
    const { units, input } = this.ground;
    const given = units.map(({ id, geometry }) => ({ id, geometry }));
    const matched = repairCoverage(given, input.jurisdiction ?? null, {
      toleranceMetres: HAIRLINE_METRES,
      leaveWiderThanMetres: HAIRLINE_METRES,
    });
    const communities = this.withStrips(matched.communities);
    const mended = new Map(communities.map(({ id, geometry }) => [id, geometry]));
    this.shapes = units.map(({ id, geometry }) => mended.get(id) ?? geometry);
    return this.shapes;
  }

  /** Each place of a strip goes to the nearest unit: one along the rim of two communities is not one's alone. */
  private withStrips(communities: readonly CommunityInput[]): readonly CommunityInput[] {
    const within = this.within();
    if (within === null) return communities;
    // What cannot be divided goes to the longest border.
    return (['divide', 'longest-border'] as const).reduce(
      (given, gaps) =>
        repairCoverage(given, within, {
          gaps,
          overlaps: 'leave',
          leaveWiderThanMetres: STRIP_METRES,
        }).communities,
      communities,
    );
  }

  private within(): JurisdictionInput | null {
    const { jurisdiction, communities } = this.ground.input;
    if (jurisdiction !== undefined) return jurisdiction;
    const geometry = presentOutline(communities);
    return geometry === null ? null : { geometry };
  }

  private allVertices(): ReadonlySet<string> {
    if (this.vertices !== null) return this.vertices;
    const { communities, jurisdiction } = this.ground.input;
    this.vertices = new Set();
    for (const { geometry } of [...communities, ...(jurisdiction ? [jurisdiction] : [])]) {
      if (geometry === null) continue;
      for (const position of ringsOf(geometry).flat()) this.vertices.add(vertexKey(position));
    }
    return this.vertices;
  }
}

/** The communities among `others` that lack a vertex of the drawn areas on their border, with it. */
function matchNeighbours(
  others: readonly CommunityInput[],
  drawn: readonly AreaGeometry[],
): Redrawn['matched'] {
  const insert = vertexInserter(drawn);
  return others.flatMap((community) => {
    const geometry = community.geometry === null ? null : insert(community.geometry);
    return geometry === null ? [] : [{ ...describe(community), geometry }];
  });
}

const withVertices = (
  geometry: AreaGeometry,
  drawn: readonly AreaGeometry[],
): AreaGeometry | null => vertexInserter(drawn)(geometry);

/** Gives an area the vertices of others that lie on its border; null for one that lacks none. */
function vertexInserter(
  drawn: readonly AreaGeometry[],
): (geometry: AreaGeometry) => AreaGeometry | null {
  const vertices = new Map<string, Position>();
  for (const position of drawn.flatMap(ringsOf).flat()) vertices.set(vertexKey(position), position);
  const sorted = [...vertices.values()].sort((a, b) => a[0]! - b[0]!);
  const [minX, minY, maxX, maxY] = boxOfRings([sorted]);
  return (geometry) => {
    const box = boxOfRings(ringsOf(geometry));
    if (box[0] > maxX || box[2] < minX || box[1] > maxY || box[3] < minY) return null;
    let changed = false;
    const insert = (ring: Position[]): Position[] => {
      const made = insertVertices(ring, sorted);
      if (made.length > ring.length) changed = true;
      return made;
    };
    const made: AreaGeometry =
      geometry.type === 'Polygon'
        ? { type: 'Polygon', coordinates: geometry.coordinates.map(insert) }
        : {
            type: 'MultiPolygon',
            coordinates: geometry.coordinates.map((polygon) => polygon.map(insert)),
          };
    return changed ? made : null;
  };
}

/** Members may be getters of a class. */
const describe = ({ id, name, nameEn, properties }: CommunityInput) => ({
  id,
  ...(name === undefined ? {} : { name }),
  ...(nameEn === undefined ? {} : { nameEn }),
  ...(properties === undefined ? {} : { properties }),
});

function insertVertices(ring: readonly Position[], sorted: readonly Position[]): Position[] {
  const own = new Set(ring.map(vertexKey));
  const made: Position[] = [];
  ring.forEach((to, i) => {
    const from = ring[i - 1];
    if (from !== undefined) made.push(...verticesBetween(from, to, sorted, own));
    made.push(to);
  });
  return made;
}

function verticesBetween(
  from: Position,
  to: Position,
  sorted: readonly Position[],
  own: ReadonlySet<string>,
): Position[] {
  const [low, high] = [Math.min(from[0]!, to[0]!), Math.max(from[0]!, to[0]!)];
  const found: Position[] = [];
  for (let i = firstAtLeast(sorted, low - ON_LINE); i < sorted.length; i++) {
    const position = sorted[i]!;
    if (position[0]! > high + ON_LINE) break;
    if (own.has(vertexKey(position))) continue;
    if (distanceToLine(position, from, to) <= ON_LINE) found.push(position);
  }
  const along = (position: Position): number =>
    (position[0]! - from[0]!) * (to[0]! - from[0]!) +
    (position[1]! - from[1]!) * (to[1]! - from[1]!);
  return found.sort((a, b) => along(a) - along(b)).map((position) => [...position]);
}

function firstAtLeast(sorted: readonly Position[], x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]![0]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
