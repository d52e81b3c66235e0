import type { Certificate } from '#engine/propose/certificate.ts';
import type { Infeasible } from '#engine/propose/explain-infeasible.ts';
import type { FoundPlan } from '#engine/propose/search/anneal.ts';
import type { TileResult, TileTask } from '#engine/propose/search/anneal-tiles.ts';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import type { SearchOptions } from '#engine/propose/search/search-plans.ts';

/** What a thread of `sizhi partition` is started with. */
export interface WorkerSetting {
  problem: PartitionProblem;
  /** Shared: not 0 once the work is to end with what it has. */
  stop: Int32Array;
}

/** What it can be asked to do. `deadline`: in milliseconds since 1970, `Infinity` for none. */
export type PartitionWork = { deadline: number } & (
  | { kind: 'search'; options: Omit<SearchOptions, 'shouldStop' | 'onProgress'> }
  | { kind: 'tile'; task: TileTask }
  | { kind: 'certify'; plan: FoundPlan }
  | { kind: 'explain'; seed: number }
  | { kind: 'recom'; part: Int32Array; seed: number; steps: number }
);

/** What it answers; `progress` comes before an answer, and as often as it likes. */
export type WorkAnswer =
  | { kind: 'progress'; share: number; cost: number | null }
  | { kind: 'search'; plans: FoundPlan[]; elapsed: number }
  | { kind: 'tile'; result: TileResult }
  | { kind: 'certify'; plan: FoundPlan; certificate: Certificate }
  | { kind: 'explain'; infeasible: Infeasible }
  | RecomAnswer;

export interface RecomAnswer {
  kind: 'recom';
  part: Int32Array;
  cost: number;
  /** Steps that changed the plan, and trees that were drawn for them. */
  steps: number;
  trees: number;
  elapsedMilliseconds: number;
  cpuMilliseconds: number;
}

export type AnswerTo<K extends PartitionWork['kind']> = Extract<WorkAnswer, { kind: K }>;
