import { BarrierIndex } from '../../../barriers/barrier-index.ts';
import type { Barrier } from '../../../barriers/types.ts';
import { InconsistentCoverageError } from '../../../coverage/label-faces.ts';
import { TooTangledError } from '../../../coverage/node-edges.ts';
import type { CommunityInput, Finding } from '../../../coverage/types.ts';
import { geodesicArea } from '../../../geometry/geodesic.ts';
import type { EstateInput } from '../../../material/types.ts';
import { lengthOf } from '../border-evidence.ts';
import type { BorderEvidence, Suggestion } from '../types.ts';
import { followWithin } from './choose-labels.ts';
import { boxOfArea, cutByBarriers, meets, widenedBox } from './cut-by-barriers.ts';
import type { MovedByRepair, Residents } from './moved-by-repair.ts';
import { findRegions, type SiteInput } from './region-site.ts';
import { type RepairOption, repairOptions } from './repair-options.ts';
import { evidenceOf, scoreRepair } from './score-repair.ts';
import { type SettledOption, settleOption } from './settle-option.ts';

/** A way to repair a finding, carried out on the communities around it and scored, not yet judged. */
export interface ScoredOption extends MovedByRepair {
  finding: Finding;
  option: RepairOption;
  settled: SettledOption;
  evidence: BorderEvidence[];
  score: Suggestion['score'];
  /** Hairlines around it were mended with it. */
  mendsHairlines: boolean;
  /** Estates that it would cut: then it is no suggestion. */
  cuts: EstateInput[];
}

/** Why a finding has no way to be repaired. */
export type NoOption = 'duplicate' | 'no-neighbour' | 'too-tangled' | 'would-vanish';

/** How far beside a region a road or water is looked for. */
const BESIDE_METRES = 60;

/** Finds the ways to repair gaps and overlaps, one finding at a time. */
export class FindingRepairer {
  private readonly input: SiteInput;
  private readonly known: ReadonlyMap<string, CommunityInput>;
  private readonly residents: Residents;
  private readonly barriers: readonly { barrier: Barrier; box: ReturnType<typeof boxOfArea> }[];

  constructor(input: SiteInput, barriers: readonly Barrier[], residents: Residents) {
    this.input = input;
    this.known = new Map(input.communities.map((community) => [community.id, community]));
    this.residents = residents;
    this.barriers = barriers.flatMap((barrier) => {
      if (barrier.underground === true) return [];
      const { geometry } = barrier;
      const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
      return [{ barrier, box: boxOfArea({ type: 'Polygon', coordinates: [lines.flat()] }) }];
    });
  }

  /** Ways to repair a finding, the best score first; those that cut an estate last. */
  optionsFor(finding: Finding): ScoredOption[] | NoOption {
    try {
      return this.attempt(finding);
    } catch (error) {
      if (error instanceof TooTangledError || error instanceof InconsistentCoverageError) {
        return 'too-tangled';
      }
      throw error;
    }
  }

  /** The same way with the hairlines around it mended, for where they would become faults with it. */
  withHairlines(scored: ScoredOption): ScoredOption | null {
    const { finding, option } = scored;
    return this.score(finding, option, this.indexNear(finding), true);
  }

  private attempt(finding: Finding): ScoredOption[] | NoOption {
    const near = this.barriersNear(finding);
    const index = near.length === 0 ? null : new BarrierIndex(near);
    const regions = findRegions(this.input, finding, (region) => cutByBarriers(region, near));
    if (regions === null) return 'duplicate';
    if (regions.length === 0) return 'too-tangled';
    const options = repairOptions(regions, index);
    if (options.length === 0) return 'no-neighbour';
    const scored = options.flatMap((option) => this.score(finding, option, index, false) ?? []);
    if (scored.length === 0) return 'would-vanish';
    return differing(scored).sort(
      (a, b) =>
        Number(a.cuts.length > 0) - Number(b.cuts.length > 0) || a.score.total - b.score.total,
    );
  }

  private score(
    finding: Finding,
    option: RepairOption,
    index: BarrierIndex | null,
    mendsHairlines: boolean,
  ): ScoredOption | null {
    const settled = settleOption(this.input, finding, option, mendsHairlines);
    if (settled === null) return null;
    const now = new Map(settled.changed.map((community) => [community.id, community]));
    const around = new Set([...now.keys(), ...finding.communities]);
    const before = [...around].map((id) => this.known.get(id)!);
    const after = before.map((community) => now.get(community.id) ?? community);
    const grounds = option.decisions.map(({ region }) => region.geometry);
    const moved = this.residents.moved(grounds, after);
    const evidence = evidenceOf(
      settled.borders,
      index,
      followWithin(Math.max(...option.decisions.map(({ region }) => region.widthMetres))),
    );
    return {
      finding,
      option: settled.option,
      mendsHairlines,
      settled,
      evidence,
      ...moved,
      score: scoreRepair(
        evidence,
        moved.householdsMoved.total,
        this.known,
        settled.changed,
        this.residents.cutUnits(grounds, before, after)?.length ?? null,
      ),
      cuts: this.residents.cutEstates(grounds, before, after),
    };
  }

  private indexNear(finding: Finding): BarrierIndex | null {
    const near = this.barriersNear(finding);
    return near.length === 0 ? null : new BarrierIndex(near);
  }

  private barriersNear({ geometry }: Finding): Barrier[] {
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return [];
    const box = widenedBox(boxOfArea(geometry), BESIDE_METRES);
    return this.barriers.flatMap((one) => (meets(one.box, box) ? [one.barrier] : []));
  }
}

/** Shares of a region that differ by less than this part of it are the same. */
const SAME_SHARE = 0.03;

/** The first of those that come to nearly the same ground and borders: the middle may be the very road. */
function differing(scored: readonly ScoredOption[]): ScoredOption[] {
  const kept: { one: ScoredOption; areas: Map<string, number>; metres: number }[] = [];
  for (const one of scored) {
    const areas = new Map(
      one.settled.changed.map(({ id, geometry }) => [id, geodesicArea(geometry)]),
    );
    const metres = lengthOf(one.evidence);
    const tolerance = SAME_SHARE * (one.finding.areaSquareMetres ?? 0);
    const isKnown = kept.some(
      (other) =>
        other.areas.size === areas.size &&
        Math.abs(other.metres - metres) <= SAME_SHARE * metres &&
        [...areas].every(([id, area]) => Math.abs((other.areas.get(id) ?? 0) - area) <= tolerance),
    );
    if (!isKnown) kept.push({ one, areas, metres });
  }
  return kept.map(({ one }) => one);
}
