import type { Certificate } from '#engine/propose/certificate.ts';

/** A small instance: search and proof in one process, in seconds of CPU. */
export interface SmallResult {
  name: string;
  units: number;
  borders: number;
  /** Best that was published, where the instance names it. */
  published: number | null;
  /** Null: no plan was found. */
  cost: number | null;
  provenCost?: number;
  searchSeconds: number;
  proofSeconds: number;
  certificate: Certificate | null;
}

/** What a process took. */
export interface Usage {
  cpuSeconds: number;
  peakMegabytes: number;
}

/** A whole town: the command, with a time limit. */
export interface TownResult {
  name: string;
  units: number;
  borders: number;
  bytes: number;
  threads: number;
  limitSeconds: number;
  cut: number | null;
  certificate: string;
  wallSeconds: number;
  usage: Usage;
  /** Best of so many runs of gpmetis in this run that keep the tolerance and whole parts. */
  metis: MetisResult | null;
}

export interface MetisResult {
  /** Null: no run was valid. */
  cut: number | null;
  valid: number;
  seeds: number;
  cutsEach: number;
  seconds: number;
}

/** A replan with alternatives: the command, with a limit on the time of all searches together. */
export interface ReplanResult {
  name: string;
  units: number;
  threads: number;
  limitSeconds: number;
  usage: Usage;
  /** The plan that was asked for, then its alternatives. */
  plans: ReplanPlan[];
  /** No plan moves fewer households. */
  movedLowerBound: number;
}

export interface ReplanPlan {
  aim: string;
  parts: number;
  cut: number;
  cutLength: number;
  moved: number;
  /** Parts outside the band or in pieces. */
  violations: number;
  certificate: string;
  /** Least share of households that it puts differently from those before it; null: the first. */
  difference: number | null;
}

/** The neutral chain. */
export interface ChainResult {
  name: string;
  steps: number;
  trees: number;
  wallSeconds: number;
  cpuSeconds: number;
}

/** Figures that were measured before (`results.json`) and proven optima (`optima.json`), where there are such files. */
export interface Known {
  optima: Record<string, { optimum: number }>;
  recomStepsPerSecond: Record<string, { frcw?: number; gerrychain?: number }>;
  bestCut: Record<string, Record<string, unknown>>;
  cutEdgesPublished: Record<string, { bestPublished: number; lowerBound: number }>;
}

export interface ProposalsResult {
  at: string;
  machine: string;
  load: number[];
  node: string;
  seed: number;
  stretch: number;
  smallMoves: number;
  small: SmallResult[];
  towns: TownResult[];
  replans: ReplanResult[];
  chains: ChainResult[];
  known: Known;
  missing: string[];
}
