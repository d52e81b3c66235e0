import { geodesicArea } from '../../geometry/geodesic.ts';
import { chooseKeepers, type Keepers } from './choose-keepers.ts';
import { type Direction, type Directions, directionOf } from './directions.ts';
import { divideRegion } from './divide-region.ts';
import { findCutOff, ownersAcrossMatchedBorder } from './find-cut-off.ts';
import { mirrorDuplicates } from './mirror-duplicates.ts';
import type { OwnVertices } from './own-vertices.ts';
import { Ownership } from './ownership.ts';
import { rankCandidates } from './rank-candidates.ts';
import type { RegionMarks } from './region-marks.ts';
import {
  collectGapRegions,
  collectRegions,
  isClosedHairline,
  type RegionMeasures,
  type RepairRegion,
  regionOf,
} from './regions.ts';
import { areaOfFaces, boundaryOf, faceBeyond, isInside, type Piece, type Scope } from './scope.ts';
import type { RepairSettings } from './settings.ts';
import type { LeftReason, RepairStrategy } from './types.ts';

/** What happens to a region. */
export interface Decision {
  kind: 'gap' | 'overlap' | 'outside' | 'crumb';
  region: RepairRegion;
  /** Who stands on it from now on; several after a division; null when it is left as it is. */
  to: readonly number[] | null;
  /** It is narrower than the tolerance. */
  isHairline: boolean;
  reason: LeftReason | null;
  /** Divided as it was asked for, not along the middle. */
  isAsGiven?: true;
}

/** Who stands on every face after the repair. */
export interface Resolution {
  owners: readonly (readonly number[])[];
  decisions: Decision[];
  /** Communities with the same area as another → that other. Dropped ones stand nowhere any more. */
  twins: ReadonlyMap<number, number>;
  /** Divisions that must enter the arrangement first; when there are any, the rest is void. */
  pending: Piece[];
}

/** What the decisions read and remember from build to build. */
export interface ResolveInput {
  scope: Scope;
  own: OwnVertices;
  marks: RegionMarks;
  measures: RegionMeasures;
  /** Regions that could not be divided: they go to the longest border. */
  undividable: Set<string>;
  settings: RepairSettings;
  /** Decisions on single regions, which go before the strategies. */
  directions: Directions;
}

/** Decides every overlap, gap and piece of land outside. */
export function resolveFaces(input: ResolveInput): Resolution {
  const { scope, marks, measures, settings } = input;
  const { claims, twins, follow } = mirrorDuplicates(scope);
  const overlaps = collectRegions(
    scope,
    'overlap',
    (face) => (claims[face]!.length > 1 ? claims[face]! : null),
    measures,
  );
  const gaps = collectGapRegions(scope, (face) => claims[face]!.length === 0, marks, measures);
  const resolver = new Resolver(input, claims);
  resolver.resolveOverlaps(overlaps, gaps);
  if (resolver.pending.length === 0) resolver.fillGaps(gaps);
  if (resolver.pending.length === 0) resolver.clipOutside();
  if (resolver.pending.length === 0) resolver.joinCrumbs();
  const owners = resolver.withStuck();
  return {
    owners: settings.duplicates === 'drop' ? owners : follow(owners),
    decisions: resolver.finalDecisions(),
    twins,
    pending: resolver.pending,
  };
}

/** A community that would keep less than this share of its area would as good as vanish. */
const VANISHING_SHARE = 0.01;
/** Detached land below this, in m², is no reason against a candidate. */
const CRUMB_AREA = 1e-4;

/** Who has less than this share of the longest border has no part in a division that was asked for. */
const MINOR_SHARE = 0.25;

/** The borders of those along its sides, not of those at its ends. */
function mainBorders(borders: ReadonlyMap<number, number>): Map<number, number> {
  const longest = Math.max(...borders.values());
  return new Map([...borders].filter(([, length]) => length >= MINOR_SHARE * longest));
}

class Resolver {
  private readonly decisions: Decision[] = [];
  readonly pending: Piece[] = [];
  private readonly input: ResolveInput;
  private readonly claims: readonly (readonly number[])[];
  private readonly ownership: Ownership;
  private readonly areas = new Map<number, number>();
  /** Communities that keep all they claim, because nothing else would be left of them. */
  private readonly stuck = new Set<number>();
  private keepers: Keepers = { of: () => -1 };

  constructor(input: ResolveInput, claims: readonly (readonly number[])[]) {
    this.input = input;
    this.claims = claims;
    this.ownership = new Ownership(input.scope, claims);
  }

  resolveOverlaps(regions: readonly RepairRegion[], gaps: readonly RepairRegion[]): void {
    const { scope, settings, own } = this.input;
    const left = new Map<number, LeftReason>();
    const leave = (region: RepairRegion, reason: LeftReason): void => {
      this.decide('overlap', region, null, reason);
      for (const face of region.faces) left.set(face, reason);
    };
    const wanted = regions.filter((region) => {
      const reason = this.reasonToLeave('overlap', region, settings.overlaps);
      if (reason !== null) leave(region, reason);
      return reason === null;
    });
    const open = wanted.filter((region) => {
      const isFree = left.size === 0 || this.directionOf('overlap', region) !== null;
      const reason = isFree ? null : this.reasonBeside(region, left);
      if (reason !== null) leave(region, reason);
      return reason === null;
    });
    for (const { faces } of open) this.ownership.contest(faces);
    this.keepers = chooseKeepers(scope, own, [...open, ...gaps].filter(this.isHairline));
    const contested = this.protectVanishing(open).filter((region) => {
      if (!this.isHairline(region) || region.owners.length !== 2) return true;
      if (this.directionOf('overlap', region) !== null) return true;
      const keeper = this.keepers.of(region.owners[0]!, region.owners[1]!);
      if (this.stuck.has(keeper) || !this.ownership.bordersOf(region.faces).has(keeper))
        return true;
      this.decide('overlap', region, [keeper]);
      return false;
    });
    this.contest(contested);
  }

  fillGaps(regions: readonly RepairRegion[]): void {
    const { settings } = this.input;
    for (const region of regions) {
      const reason = this.reasonToLeave('gap', region, settings.gaps);
      const borders = this.ownership.bordersOf(region.faces);
      for (const owner of this.stuck) borders.delete(owner);
      if (this.follow('gap', region, borders)) continue;
      if (reason !== null) this.decide('gap', region, null, reason);
      else if (borders.size === 0) this.decide('gap', region, null, 'no-neighbour');
      else if (this.isHairline(region)) this.decide('gap', region, [this.fillerOf(borders)]);
      else if (!this.divide('gap', region, settings.gaps, borders)) {
        const [winner] = rankCandidates(settings.gaps, borders, this.areaOf);
        this.decide('gap', region, [winner!]);
      }
    }
  }

  clipOutside(): void {
    const { scope, settings, measures } = this.input;
    if (!scope.arrangement.hasJurisdiction || this.input.directions.isExclusive) return;
    const { of } = this.ownership;
    const regions = collectRegions(
      scope,
      'outside',
      (face) => (of[face]!.length === 0 || isInside(scope, face) ? null : of[face]!),
      measures,
    );
    for (const region of regions) {
      if (!settings.clip && !this.isHairline(region)) {
        this.decide('outside', region, null, 'outside');
        continue;
      }
      const gone = new Set(region.faces);
      const vanishes = region.owners.some((owner) => {
        const rest = scope.facesOf[owner]!.filter(
          (face) => !gone.has(face) && of[face]!.includes(owner),
        );
        return areaOfFaces(scope, rest) < VANISHING_SHARE * this.planeAreaOf(owner);
      });
      if (vanishes || region.owners.some((owner) => this.stuck.has(owner)))
        this.decide('outside', region, null, 'would-vanish');
      else this.decide('outside', region, []);
    }
  }

  /**
   * Gives small pieces that the decisions cut off from their community to a neighbour, unless a border
   * that matched would have to move for it.
   */
  joinCrumbs(): void {
    const { scope, settings, measures } = this.input;
    const concerned = new Set(
      this.decisions.flatMap(({ region, to }) => (to === null ? [] : [...region.owners, ...to])),
    );
    for (const owner of [...concerned].sort((a, b) => a - b)) {
      if (this.stuck.has(owner)) continue;
      for (const part of findCutOff(scope, this.ownership, owner)) {
        if (areaOfFaces(scope, part) > VANISHING_SHARE * this.planeAreaOf(owner)) continue;
        // An overlap that is left is not decided by the way.
        if (part.some((face) => this.ownership.of[face]!.length > 1)) continue;
        const region = regionOf(scope, 'crumb', part, [owner], measures);
        if (region.measure.widthMetres > settings.leaveWiderThanMetres) continue;
        const borders = this.ownership.bordersOf(part);
        for (const other of ownersAcrossMatchedBorder(scope, this.ownership, this.claims, part)) {
          borders.delete(other);
        }
        const [heir] = rankCandidates('longest-border', borders, this.areaOf);
        if (heir !== undefined) this.decide('crumb', region, [heir]);
      }
    }
  }

  /** The outcome, with the land of stuck communities given back to them. */
  withStuck(): readonly (readonly number[])[] {
    if (this.stuck.size === 0) return this.ownership.of;
    return this.ownership.of.map((owners, face) => {
      const back = this.claims[face]!.filter(
        (owner) => this.stuck.has(owner) && !owners.includes(owner),
      );
      return back.length === 0 ? owners : [...owners, ...back].sort((a, b) => a - b);
    });
  }

  private readonly areaOf = (owner: number): number => {
    const known = this.areas.get(owner);
    if (known !== undefined) return known;
    const { geometry } = this.input.scope.communities[owner]!;
    const area = geometry === null ? 0 : geodesicArea(geometry);
    this.areas.set(owner, area);
    return area;
  };

  private readonly isHairline = (region: RepairRegion): boolean =>
    region.measure.widthMetres < this.input.settings.toleranceMetres || isClosedHairline(region);

  private directionOf(kind: 'gap' | 'overlap', region: RepairRegion): Direction | null {
    return directionOf(this.input.directions, this.input.scope, kind, region);
  }

  private reasonToLeave(
    kind: 'gap' | 'overlap',
    region: RepairRegion,
    strategy: RepairStrategy,
  ): LeftReason | null {
    if (this.directionOf(kind, region) !== null) return null;
    if (this.input.directions.isExclusive) return 'by-choice';
    if (this.isHairline(region)) return null;
    if (strategy === 'leave') return 'by-choice';
    const { leaveWiderThanMetres } = this.input.settings;
    return region.measure.widthMetres > leaveWiderThanMetres ? 'too-wide' : null;
  }

  /** The border of another may cut a hairline off an overlap that is left: it is left with it. */
  private reasonBeside(
    region: RepairRegion,
    left: ReadonlyMap<number, LeftReason>,
  ): LeftReason | null {
    if (!this.isHairline(region)) return null;
    for (const halfEdge of boundaryOf(this.input.scope, region.faces)) {
      const beyond = faceBeyond(this.input.scope, halfEdge);
      const reason = left.get(beyond);
      const claimants = this.claims[beyond]!;
      if (reason !== undefined && region.owners.every((owner) => claimants.includes(owner))) {
        return reason;
      }
    }
    return null;
  }

  private decide(
    kind: Decision['kind'],
    region: RepairRegion,
    to: readonly number[] | null,
    reason: LeftReason | null = null,
  ): void {
    this.ownership.settle(region.faces, to);
    this.decisions.push({ kind, region, to, isHairline: this.isHairline(region), reason });
  }

  /** A stuck community keeps what it claims: its overlap with whoever was given the land is left. */
  finalDecisions(): Decision[] {
    return this.decisions.flatMap((decision) => {
      const { kind, region, to } = decision;
      const stuck = region.owners.filter((owner) => this.stuck.has(owner));
      if (kind !== 'overlap' || to === null || stuck.length === 0) return [decision];
      const others = region.owners.filter((owner) => !this.stuck.has(owner));
      const owners = [...stuck, ...to].sort((p, q) => p - q);
      const left = { ...decision, region: { ...region, owners }, to: null };
      return [
        ...(others.length > 1 ? [{ ...decision, region: { ...region, owners: others } }] : []),
        ...(owners.length > 1 ? [{ ...left, reason: 'would-vanish' as const }] : []),
      ];
    });
  }

  private planeAreaOf(owner: number): number {
    return areaOfFaces(this.input.scope, this.input.scope.facesOf[owner]!);
  }

  /**
   * Communities that stand on contested land alone get it, the smallest first: a community that lies
   * inside another cuts its hole there. One for which nothing is left then keeps all it claims, and
   * the overlap with it. Returns the regions that are still open.
   */
  private protectVanishing(regions: readonly RepairRegion[]): RepairRegion[] {
    const { scope } = this.input;
    const open = new Set(regions);
    const claimants = [...new Set(regions.flatMap(({ owners }) => owners))]
      .map((owner) => ({ owner, area: this.planeAreaOf(owner) }))
      .sort((a, b) => a.area - b.area || a.owner - b.owner);
    for (const { owner, area } of claimants) {
      const safe = scope.facesOf[owner]!.filter(
        (face) => this.ownership.of[face]!.includes(owner) && !this.ownership.isContested(face),
      );
      let kept = areaOfFaces(scope, safe);
      if (kept >= VANISHING_SHARE * area) continue;
      const claimed = [...open].filter(({ owners }) => owners.includes(owner));
      kept += claimed.reduce((sum, { faces }) => sum + areaOfFaces(scope, faces), 0);
      if (kept < VANISHING_SHARE * area) {
        this.stuck.add(owner);
        continue;
      }
      for (const region of claimed) {
        open.delete(region);
        this.decide('overlap', region, [owner]);
      }
    }
    return regions.filter((region) => open.has(region));
  }

  /** Fewer claimants first, then larger before smaller; land beside nothing settled waits. */
  private contest(regions: readonly RepairRegion[]): void {
    const { overlaps } = this.input.settings;
    let waiting = [...regions].sort((a, b) => a.owners.length - b.owners.length);
    while (waiting.length > 0) {
      const later: RepairRegion[] = [];
      for (const region of waiting) {
        const candidates = region.owners.filter((owner) => !this.stuck.has(owner));
        const all = this.ownership.bordersOf(region.faces);
        const borders = new Map(
          candidates.flatMap((owner) => (all.has(owner) ? [[owner, all.get(owner)!]] : [])),
        );
        if (this.follow('overlap', region, borders)) continue;
        if (borders.size === 0) {
          later.push(region);
        } else if (!this.divide('overlap', region, overlaps, borders)) {
          const ranked = rankCandidates(overlaps, borders, this.areaOf);
          this.decide('overlap', region, [this.leastDetaching(region, ranked)]);
        }
      }
      if (later.length === waiting.length) {
        // Nothing beside it is settled: whoever comes first, so that the rest can follow.
        const [region] = later.splice(0, 1);
        const heir = region!.owners.find((owner) => !this.stuck.has(owner));
        this.decide('overlap', region!, heir === undefined ? null : [heir]);
      }
      waiting = later;
    }
  }

  /** The first candidate whose win cuts the least land off the others. */
  private leastDetaching(region: RepairRegion, ranked: readonly number[]): number {
    let [best, least] = [ranked[0]!, Number.POSITIVE_INFINITY];
    for (const winner of ranked) {
      const detached = region.owners
        .filter((owner) => owner !== winner && !this.stuck.has(owner))
        .reduce((sum, owner) => sum + this.ownership.detachedWithout(owner, region.faces), 0);
      if (detached < CRUMB_AREA) return winner;
      if (detached < least) [best, least] = [winner, detached];
    }
    return best;
  }

  /** The line of the keeper stands, so the other side comes up to it. */
  private fillerOf(borders: ReadonlyMap<number, number>): number {
    const ranked = rankCandidates('longest-border', borders, this.areaOf);
    const [a, b] = ranked;
    if (ranked.length !== 2 || a === undefined || b === undefined) return a!;
    return this.keepers.of(a, b) === a ? b : a;
  }

  /** Divides a region along the middle where that is asked for; false when it has to go to one. */
  private divide(
    kind: 'gap' | 'overlap',
    region: RepairRegion,
    strategy: RepairStrategy,
    borders: ReadonlyMap<number, number>,
  ): boolean {
    if (strategy !== 'divide' || borders.size < 2 || this.isHairline(region)) return false;
    const first = rankCandidates('longest-border', borders, this.areaOf)[0]!;
    return this.share(kind, region, first, () =>
      divideRegion(this.input.scope, region, this.ownership, new Set(borders.keys())),
    );
  }

  /** Decides a region as its direction says; false where there is none, or it cannot be followed. */
  private follow(
    kind: 'gap' | 'overlap',
    region: RepairRegion,
    borders: ReadonlyMap<number, number>,
  ): boolean {
    const direction = this.directionOf(kind, region);
    if (direction === null) return false;
    const { communities } = this.input.scope;
    const ownerOf = (id: string): number =>
      communities.findIndex(
        (community, owner) =>
          community.id === id &&
          !this.stuck.has(owner) &&
          (kind === 'gap' || region.owners.includes(owner)),
      );
    const { to } = direction;
    if (to === null) return this.divide(kind, region, 'divide', mainBorders(borders));
    if (typeof to === 'string') {
      const owner = ownerOf(to);
      if (owner >= 0) this.decide(kind, region, [owner]);
      return owner >= 0;
    }
    const pieces = to.map(({ to: id, geometry }) => ({
      region: region.key,
      owner: ownerOf(id),
      geometry,
    }));
    if (pieces.length === 0 || pieces.some(({ owner }) => owner < 0)) return false;
    const isShared = this.share(kind, region, pieces[0]!.owner, () => pieces);
    const last = this.decisions.at(-1);
    if (isShared && last?.region === region) last.isAsGiven = true;
    return isShared;
  }

  /**
   * Gives every face of a region to the owner of the piece that it lies in, or to the first where it lies in none.
   * The pieces must stand in the arrangement: where they do not, they are pending, and the region waits.
   */
  private share(
    kind: 'gap' | 'overlap',
    region: RepairRegion,
    first: number,
    cut: () => readonly Piece[],
  ): boolean {
    const { scope, undividable } = this.input;
    if (undividable.has(region.key)) return false;
    const isDivided = scope.pieces.some((piece) => piece.region === region.key);
    if (!isDivided) {
      const pieces = cut();
      if (pieces.length < 2) {
        undividable.add(region.key);
        return false;
      }
      this.pending.push(...pieces);
      this.ownership.settle(region.faces, null);
      return true;
    }
    const shares = new Set<number>();
    for (const face of region.faces) {
      const piece = scope.pieces[scope.pieceOf[face]!];
      const owner = piece !== undefined && piece.region === region.key ? piece.owner : first;
      this.ownership.settle([face], [owner]);
      shares.add(owner);
    }
    this.decisions.push({
      kind,
      region,
      to: [...shares].sort((a, b) => a - b),
      isHairline: false,
      reason: null,
    });
    return true;
  }
}
