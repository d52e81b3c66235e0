import type { Message } from '../coverage/types.ts';
import { err, ok, type Result } from '../result.ts';
import { listPieces } from './join-islands.ts';
import { buildPartitionProblem, type PartitionProblem } from './search/partition-problem.ts';

/** A unit of an instance. */
export interface InstanceNode {
  id: string | number;
  /** Households, or whatever the parts are to hold alike. */
  population: number;
  /** Place in a plane, metres. */
  x: number;
  y: number;
  /** Area, m²; null where the instance names none. */
  area: number | null;
  /** Length of the border with the outside, metres; null where the instance names none. */
  outerLength: number | null;
}

/** Two units that share a border: its length, and the class of the barrier under it. */
export interface InstanceEdge {
  from: number;
  to: number;
  length: number;
  barrierClass: number;
}

/** The format in which partitioners take a task (docs/partition.md). What the document leaves out is null. */
export interface PartitionInstance {
  name: string;
  nodes: InstanceNode[];
  edges: InstanceEdge[];
  barrierClasses: string[];
  /** What a metre of border costs, by class. */
  classWeight: number[];
  /** Parts of a split. */
  k: number | null;
  /** By which share of total / k a part may differ. */
  tolerance: number | null;
  /** Least and most households of a community in a replan. */
  band: readonly [number, number] | null;
  targetBand: readonly [number, number] | null;
  /** Present community of each unit, from 0; −1 for none. */
  current: number[] | null;
}

/**
 * What is asked of an instance: `split` into k parts of about equal size; `replan` from the present communities, moving
 * few households; `recom`, the neutral chain, for comparison with other programs.
 */
export type PartitionTask = 'split' | 'replan' | 'recom';

/** Decimals to which costs are taken, as the exact reference takes them. */
const COST_DECIMALS = 1000;

/**
 * The problem that an instance poses.
 *
 * `split` and `recom`: k parts, each within `tolerance` of total / k, cost = Σ length × weight of the class over cut
 * borders. `replan`: the present communities and one spare label, each within `band` or dissolved, cost = cut +
 * gamma × (mean cost of a border / mean households of a unit) × households moved.
 * @param gamma what moving the households of an average unit costs, in average borders
 * @returns what the instance lacks for the task
 */
export function toProblem(
  instance: PartitionInstance,
  task: PartitionTask,
  gamma: number,
): Result<PartitionProblem, Message> {
  const { nodes, k, tolerance, band, current } = instance;
  const households = nodes.map(({ population }) => population);
  const edges = instance.edges.map(
    ({ from, to, length, barrierClass }) =>
      [from, to, roundCost(length * instance.classWeight[barrierClass]!)] as const,
  );
  const total = households.reduce((sum, size) => sum + size, 0);
  if (task !== 'replan') {
    if (k === null || tolerance === null) return err(lacking(task, ['k', 'tolerance'], instance));
    const share = total / k;
    return ok(
      buildPartitionProblem({
        households,
        edges,
        labels: k,
        partCount: k,
        lower: Math.ceil(share * (1 - tolerance) - 1e-9),
        upper: Math.floor(share * (1 + tolerance) + 1e-9),
      }),
    );
  }
  if (band === null || current === null) return err(lacking(task, ['band', 'current'], instance));
  if (total === 0) return err(NO_HOUSEHOLDS);
  const meanEdge = edges.reduce((sum, edge) => sum + edge[2], 0) / Math.max(1, edges.length);
  return ok(
    buildPartitionProblem({
      households,
      edges,
      labels: countLabels(current) + spareLabels(instance),
      partCount: null,
      lower: band[0],
      upper: band[1],
      present: { labels: current, gamma: (gamma * meanEdge) / (total / nodes.length) },
    }),
  );
}

const countLabels = (current: readonly number[]): number =>
  current.reduce((most, label) => Math.max(most, label), -1) + 1;

/** One, and one for each island, which may have been of a community on the mainland. */
const spareLabels = (instance: PartitionInstance): number => listPieces(instance).length;

const roundCost = (cost: number): number => Math.round(cost * COST_DECIMALS) / COST_DECIMALS;

const NO_HOUSEHOLDS: Message = {
  zh: '所有单元的户数都是 0，无法按户数调整。',
  en: 'All units have 0 households: there is nothing to replan by.',
};

function lacking(
  task: PartitionTask,
  members: readonly ('k' | 'tolerance' | 'band' | 'current')[],
  instance: PartitionInstance,
): Message {
  const missing = members.filter((member) => instance[member] === null);
  return {
    zh: `任务 ${task} 需要成员 ${members.join('、')}；实例中缺少 ${missing.join('、')}。`,
    en: `The task ${task} needs ${members.join(' and ')}; the instance lacks ${missing.join(' and ')}.`,
  };
}
