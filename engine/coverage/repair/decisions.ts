import { geodesicArea } from '../../geometry/geodesic.ts';
import type { Keepers } from './choose-keepers.ts';
import { type Direction, type Directions, directionOf } from './directions.ts';
import type { OwnVertices } from './own-vertices.ts';
import { Ownership } from './ownership.ts';
import type { RegionMarks } from './region-marks.ts';
import { isNarrowerThan, isWiderThan } from './region-width.ts';
import { isClosedHairline, type RegionMeasures, type RepairRegion } from './regions.ts';
import { areaOfFaces, type Piece, type Scope } from './scope.ts';
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

/** A community that would keep less than this share of its area would as good as vanish. */
export const VANISHING_SHARE = 0.01;
/** What has been decided so far, and what the decisions go by. */
export class Decisions {
  readonly list: Decision[] = [];
  /** Divisions that must enter the arrangement first. */
  readonly pending: Piece[] = [];
  readonly input: ResolveInput;
  readonly claims: readonly (readonly number[])[];
  readonly ownership: Ownership;
  /** Communities that keep all they claim, because nothing else would be left of them. */
  readonly stuck = new Set<number>();
  keepers: Keepers = { of: () => -1 };
  private readonly areas = new Map<number, number>();
  private readonly hairlines = new Map<RepairRegion, boolean>();

  constructor(input: ResolveInput, claims: readonly (readonly number[])[]) {
    this.input = input;
    this.claims = claims;
    this.ownership = new Ownership(input.scope, claims);
  }

  decide(
    kind: Decision['kind'],
    region: RepairRegion,
    to: readonly number[] | null,
    reason: LeftReason | null = null,
  ): void {
    this.ownership.settle(region.faces, to);
    this.list.push({ kind, region, to, isHairline: this.isHairline(region), reason });
  }

  /** It is asked of a region at every step. */
  readonly isHairline = (region: RepairRegion): boolean => {
    const known = this.hairlines.get(region);
    if (known !== undefined) return known;
    const { toleranceMetres } = this.input.settings;
    const isOne = isNarrowerThan(region.measure, toleranceMetres) || isClosedHairline(region);
    this.hairlines.set(region, isOne);
    return isOne;
  };

  directionOf(kind: 'gap' | 'overlap', region: RepairRegion): Direction | null {
    return directionOf(this.input.directions, this.input.scope, kind, region);
  }

  reasonToLeave(
    kind: 'gap' | 'overlap',
    region: RepairRegion,
    strategy: RepairStrategy,
  ): LeftReason | null {
    if (this.directionOf(kind, region) !== null) return null;
    if (this.input.directions.isExclusive) return 'by-choice';
    if (this.isHairline(region)) return null;
    if (strategy === 'leave') return 'by-choice';
    const { leaveWiderThanMetres } = this.input.settings;
    return isWiderThan(region.measure, leaveWiderThanMetres) ? 'too-wide' : null;
  }

  readonly areaOf = (owner: number): number => {
    const known = this.areas.get(owner);
    if (known !== undefined) return known;
    const { geometry } = this.input.scope.communities[owner]!;
    const area = geometry === null ? 0 : geodesicArea(geometry);
    this.areas.set(owner, area);
    return area;
  };

  planeAreaOf(owner: number): number {
    return areaOfFaces(this.input.scope, this.input.scope.facesOf[owner]!);
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

  /** A stuck community keeps what it claims: its overlap with whoever was given the land is left. */
  final(): Decision[] {
    return this.list.flatMap((decision) => {
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
}
