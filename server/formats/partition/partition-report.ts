import type { Message } from '#engine/coverage/types.ts';
import type { Certificate } from '#engine/propose/certificate.ts';
import type { Infeasible } from '#engine/propose/explain-infeasible.ts';
import type { PartitionTask } from '#engine/propose/instance.ts';
import type { PlanScore } from '#engine/propose/score.ts';

/** What one run of `sizhi partition` found. */
export interface PartitionReport {
  task: PartitionTask;
  /** Part of each unit, from 0; null when there is no feasible plan. */
  assignment: number[] | null;
  /** What the search made small: the cut, for `replan` with what moving households costs. */
  cost: number | null;
  score: PlanScore | null;
  certificate: Certificate;
  /** Further plans, where they were asked for (`--alternatives`), each different in kind. */
  alternatives: PartitionAlternative[];
  infeasible: (Omit<Infeasible, 'units'> & { units: (string | number)[] }) | null;
  /** Links that were put in to join islands. */
  links: { from: string | number; to: string | number; distanceMetres: number }[];
  /** Of `recom`. */
  chain: ChainFigures | null;
  /** What ended the search before its effort was spent. */
  stoppedBy: 'interrupt' | null;
  seed: number;
  threads: number;
  /** Flips that were tried. */
  moves: number;
  elapsedMilliseconds: number;
}

/** A plan of a search with another aim. */
export interface PartitionAlternative {
  /** `least-change`, `best-borders`, … */
  aim: string;
  assignment: number[];
  score: PlanScore;
  /** What is proven of it by its own aim. */
  certificate: Certificate;
  /** Least share of the households that it puts differently from any of the plans before it. */
  difference: number;
}

export interface ChainFigures {
  /** Steps that changed the plan, and trees that were drawn for them. */
  steps: number;
  trees: number;
  elapsedMilliseconds: number;
  cpuMilliseconds: number;
}

/** A certificate in words. */
export function certificateText(certificate: Certificate): Message {
  switch (certificate.state) {
    case 'optimal':
      return { zh: '已证明最优', en: 'proven optimal' };
    case 'gap': {
      const { gapPercent, lowerBound } = certificate;
      return {
        zh: `已证明距最优不超过 ${gapPercent} %（下界 ${lowerBound}）`,
        en: `proven within ${gapPercent} % of the optimum (lower bound ${lowerBound})`,
      };
    }
    case 'pairwise-optimal':
      return {
        zh: `已证明任何两个相邻部分都不能重新划分得更好（${certificate.pairs} 对）`,
        en: `proven that no two neighbours can be redrawn better (${certificate.pairs} pairs)`,
      };
    case 'none':
      return { zh: `无：${certificate.why.zh}`, en: `none. ${certificate.why.en}` };
  }
}
