import { cornerOfRegion, type Direction } from '../../../coverage/repair/directions.ts';
import { mirrorDuplicates } from '../../../coverage/repair/mirror-duplicates.ts';
import { Ownership } from '../../../coverage/repair/ownership.ts';
import { rankCandidates } from '../../../coverage/repair/rank-candidates.ts';
import { RegionMarks } from '../../../coverage/repair/region-marks.ts';
import {
  collectGapRegions,
  collectRegions,
  RegionMeasures,
  type RepairRegion,
} from '../../../coverage/repair/regions.ts';
import {
  boundaryOf,
  buildScope,
  faceBeyond,
  gridPosition,
  type Piece,
  type Scope,
} from '../../../coverage/repair/scope.ts';
import { selectInvolved } from '../../../coverage/repair/select-involved.ts';
import { halfEdgeOrigin, twinOf } from '../../../coverage/trace-faces.ts';
import type {
  AreaGeometry,
  CommunityInput,
  Finding,
  PolygonGeometry,
  Position,
} from '../../../coverage/types.ts';
import type { PackedAreas } from '../../../geometry/packed-areas.ts';

/** A coverage in which findings are looked at one by one. */
export interface SiteInput {
  communities: readonly CommunityInput[];
  packed: PackedAreas;
  /** Null where there is none that can be used. */
  outline: AreaGeometry | null;
}

/** A border inside a region or along its rim: between two atoms, or between an atom and a community outside. */
export interface AtomBorder {
  atom: number;
  /** Another atom of the region, or the id of the community on the other side. */
  other: { atom: number } | { community: string };
  lines: Position[][];
}

/** A region of a finding: who may get it, the atoms that barriers cut it into, and all borders in it. */
export interface SiteRegion {
  kind: 'gap' | 'overlap';
  geometry: PolygonGeometry;
  areaSquareMetres: number;
  widthMetres: number;
  location: Position;
  claimants: readonly string[];
  /** Ids of those who may get it with their metres of border, the longest first. */
  candidates: ReadonlyMap<string, number>;
  corner: Direction['corner'];
  /** Land of each atom; the whole region where nothing cuts it. */
  atoms: PolygonGeometry[];
  borders: AtomBorder[];
}

/**
 * The regions that a gap or an overlap is made of, in the arrangement of the communities around it.
 * @param cut pieces of a region, or the region itself
 * @returns null where the borders are too entangled to be told apart, or a community repeats another
 * @throws TooTangledError, InconsistentCoverageError
 */
export function findRegions(
  input: SiteInput,
  finding: Finding,
  cut: (region: PolygonGeometry) => PolygonGeometry[],
): SiteRegion[] | null {
  const members = selectInvolved(input.communities, input.packed, [finding]);
  const involved = members.map((at) => input.communities[at]!);
  const ids = new Set(involved.map(({ id }) => id));
  if (ids.size < involved.length) return null;
  const first = arrange(input, involved, finding, []);
  if (first === null || first.regions.length === 0) return null;
  const pieces: Piece[] = [];
  for (const { key, measure } of first.regions) {
    if (measure.geometry?.type !== 'Polygon') continue;
    const parts = cut(measure.geometry);
    if (parts.length < 2) continue;
    for (const geometry of parts) pieces.push({ region: key, owner: 0, geometry });
  }
  const last = pieces.length === 0 ? first : arrange(input, involved, finding, pieces);
  if (last === null) return null;
  const measures = new Map(first.regions.map(({ key, measure }) => [key, measure]));
  return last.regions.flatMap((region) => {
    const measure = measures.get(region.key);
    if (measure?.geometry?.type !== 'Polygon') return [];
    return [
      new RegionReader(last, { ...region, measure }, finding.kind as 'gap' | 'overlap').read(),
    ];
  });
}

interface Arranged {
  scope: Scope;
  claims: readonly (readonly number[])[];
  ownership: Ownership;
  regions: RepairRegion[];
}

function arrange(
  { outline }: SiteInput,
  involved: readonly CommunityInput[],
  finding: Finding,
  pieces: readonly Piece[],
): Arranged | null {
  const scope = buildScope(involved, new Set(), outline, pieces);
  const { claims, twins } = mirrorDuplicates(scope);
  if (twins.size > 0) return null;
  const marks = new RegionMarks([finding]);
  const measures = new RegionMeasures(marks);
  const overlaps = collectRegions(
    scope,
    'overlap',
    (face) => (claims[face]!.length > 1 ? claims[face]! : null),
    measures,
  );
  const ownership = new Ownership(scope, claims);
  for (const { faces } of overlaps) ownership.contest(faces);
  const idOf = (owner: number): string => involved[owner]!.id;
  const regions =
    finding.kind === 'overlap'
      ? overlaps.filter(({ owners }) =>
          finding.communities.every((id) => owners.some((owner) => idOf(owner) === id)),
        )
      : collectGapRegions(scope, (face) => claims[face]!.length === 0, marks, measures).filter(
          ({ measure }) => measure.areaSquareMetres > 0.5 * (finding.areaSquareMetres ?? 0),
        );
  return { scope, claims, ownership, regions };
}

/** Crumbs beside a cutting line that are in no piece belong to the piece they touch the longest; here: to the first. */
const FIRST = 0;

class RegionReader {
  private readonly arranged: Arranged;
  private readonly region: RepairRegion;
  private readonly kind: 'gap' | 'overlap';

  constructor(arranged: Arranged, region: RepairRegion, kind: 'gap' | 'overlap') {
    this.arranged = arranged;
    this.region = region;
    this.kind = kind;
  }

  read(): SiteRegion {
    const { scope } = this.arranged;
    const { region, kind } = this;
    const { geometry, ...figures } = region.measure;
    const pieces = scope.pieces.flatMap((piece, at) => (piece.region === region.key ? [at] : []));
    return {
      kind,
      geometry: geometry as PolygonGeometry,
      ...figures,
      claimants: region.owners.map((owner) => this.idOf(owner)),
      candidates: this.candidates(),
      corner: cornerOfRegion(region),
      atoms:
        pieces.length === 0
          ? [geometry as PolygonGeometry]
          : pieces.map((at) => scope.pieces[at]!.geometry as PolygonGeometry),
      borders: this.borders(pieces),
    };
  }

  private idOf(owner: number): string {
    return this.arranged.scope.communities[owner]!.id;
  }

  private candidates(): Map<string, number> {
    const { ownership } = this.arranged;
    const { owners, faces } = this.region;
    const lengths = ownership.bordersOf(faces);
    if (this.kind === 'overlap') {
      for (const owner of lengths.keys()) if (!owners.includes(owner)) lengths.delete(owner);
    }
    const ranked = rankCandidates('longest-border', lengths, () => 0);
    return new Map(ranked.map((owner) => [this.idOf(owner), lengths.get(owner)!]));
  }

  private borders(pieces: readonly number[]): AtomBorder[] {
    const { scope, claims, ownership } = this.arranged;
    const { faceOf } = scope.arrangement.faces;
    const inside = new Set(this.region.faces);
    const atomOf = (face: number): number => Math.max(FIRST, pieces.indexOf(scope.pieceOf[face]!));
    const groups = new Map<string, { border: Omit<AtomBorder, 'lines'>; halfEdges: number[] }>();
    const add = (key: string, border: Omit<AtomBorder, 'lines'>, halfEdge: number): void => {
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { border, halfEdges: [halfEdge] });
      else known.halfEdges.push(halfEdge);
    };
    for (const face of this.region.faces) {
      const atom = atomOf(face);
      for (const halfEdge of boundaryOf(scope, [face])) {
        const beyond = faceBeyond(scope, halfEdge);
        if (inside.has(beyond)) {
          const other = atomOf(faceOf[twinOf(halfEdge)]!);
          if (atom < other) add(`${atom}|${other}`, { atom, other: { atom: other } }, halfEdge);
          continue;
        }
        const [owner, ...more] = claims[beyond]!;
        if (owner === undefined || more.length > 0 || ownership.isContested(beyond)) continue;
        const community = this.idOf(owner);
        add(`${atom}/${community}`, { atom, other: { community } }, halfEdge);
      }
    }
    return [...groups.values()].map(({ border, halfEdges }) => ({
      ...border,
      lines: chainHalfEdges(scope, halfEdges),
    }));
  }
}

/** Half-edges joined end to end into lines. */
export function chainHalfEdges(scope: Scope, halfEdges: readonly number[]): Position[][] {
  const { noded } = scope.arrangement;
  const from = (h: number): number => halfEdgeOrigin(noded, h);
  const to = (h: number): number => halfEdgeOrigin(noded, twinOf(h));
  const leaving = new Map<number, number[]>();
  const arriving = new Map<number, number>();
  for (const h of halfEdges) {
    leaving.set(from(h), [...(leaving.get(from(h)) ?? []), h]);
    arriving.set(to(h), (arriving.get(to(h)) ?? 0) + 1);
  }
  const isLink = (vertex: number): boolean =>
    leaving.get(vertex)?.length === 1 && arriving.get(vertex) === 1;
  const seen = new Set<number>();
  const walk = (first: number): Position[] => {
    const line = [gridPosition(scope, from(first))];
    for (let h: number | undefined = first; h !== undefined && !seen.has(h); ) {
      seen.add(h);
      line.push(gridPosition(scope, to(h)));
      h = isLink(to(h)) ? leaving.get(to(h))![0] : undefined;
    }
    return line;
  };
  const starts = halfEdges.filter((h) => !isLink(from(h)));
  return [...starts, ...halfEdges].flatMap((h) => (seen.has(h) ? [] : [walk(h)]));
}
