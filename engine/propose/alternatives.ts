import type { Message } from '../coverage/types.ts';
import { matchLabels } from './match-labels.ts';

/**
 * What a replan aims at. Plans that differ in kind come of searches that weigh borders, households that move and
 * compactness differently: one search, however long, has one kind of plan to give.
 */
export interface ReplanAim {
  /** `balanced`, `least-change`, … */
  id: string;
  /** What moving the households of an average unit costs, in average borders; `most`: next to nothing else counts. */
  moving: number | 'most';
  /** Share of the cost of a border that goes by its length alone, whatever barrier it follows, 0–1. */
  length: number;
  name: Message;
}

export const REPLAN_AIMS: readonly ReplanAim[] = [
  { id: 'balanced', moving: 1, length: 0, name: { zh: '兼顾界线与变动', en: 'balanced' } },
  { id: 'least-change', moving: 'most', length: 0, name: { zh: '变动最小', en: 'least change' } },
  { id: 'best-borders', moving: 0.2, length: 0, name: { zh: '界线最清晰', en: 'best borders' } },
  { id: 'most-compact', moving: 0.7, length: 0.7, name: { zh: '形状最紧凑', en: 'most compact' } },
  { id: 'few-changes', moving: 3, length: 0, name: { zh: '变动较小', en: 'few changes' } },
  {
    id: 'compact-few-changes',
    moving: 2,
    length: 0.7,
    name: { zh: '紧凑且变动较小', en: 'compact, few changes' },
  },
  { id: 'bold', moving: 0.05, length: 0, name: { zh: '大幅调整', en: 'bold' } },
];

/** Plans that put a smaller share of the households than this differently are the same one. */
export const SAME_SHARE = 0.03;

/** By what plans are compared: less is better. */
export interface PlanFigures {
  /** Cost of all borders. */
  borders: number;
  /** Households whose community changes. */
  moved: number;
  /** Length of all borders: compact parts have short ones. */
  length: number;
}

export interface Candidate {
  /** Label of each node. */
  part: ArrayLike<number>;
  figures: PlanFigures;
  /** The best that a search found; false for a plan that it came upon on its way. */
  isResult: boolean;
}

/**
 * Of the plans that were found those worth showing, no two of which put less than {@link SAME_SHARE} of the households
 * differently. The first candidate stands. Then come those that no other beats in borders, households moved and length
 * together: first the ones that are best in one of these, then always the one that is furthest by its figures
 * from those chosen; plans that were only come upon after the results of searches. Beaten ones come last.
 * @param candidates feasible plans, the one that was asked for first
 * @param households of each node
 * @param most plans to choose
 */
export function chooseAlternatives<T extends Candidate>(
  candidates: readonly T[],
  households: ArrayLike<number>,
  most: number,
): T[] {
  const [first, ...others] = candidates;
  if (first === undefined) return [];
  const chosen: T[] = [first];
  const take = (one: T): void => {
    const isOther = (other: T): boolean =>
      planDifference(one.part, other.part, households) >= SAME_SHARE;
    if (chosen.length < most && !chosen.includes(one) && chosen.every(isOther)) chosen.push(one);
  };
  const spread = spreadOf(candidates);
  const isFree = (one: T): boolean => !candidates.some((other) => dominates(other, one));
  const free = others.filter(isFree);
  for (const figure of FIGURES) {
    const [best] = [...free].sort((a, b) => a.figures[figure] - b.figures[figure]);
    if (best !== undefined) take(best);
  }
  const groups = [
    free.filter(({ isResult }) => isResult),
    free.filter(({ isResult }) => !isResult),
    others.filter((one) => !isFree(one)),
  ];
  for (const group of groups) {
    const left = new Set(group);
    while (left.size > 0 && chosen.length < most) {
      const distanceOf = (one: T) => Math.min(...chosen.map((other) => spread(one, other)));
      const furthest = [...left].reduce((a, b) => (distanceOf(b) > distanceOf(a) ? b : a));
      left.delete(furthest);
      take(furthest);
    }
  }
  return chosen;
}

const FIGURES = ['moved', 'borders', 'length'] as const;

/** Whether one plan is at least as good as another in everything, and better in something. */
export function dominates({ figures: a }: Candidate, { figures: b }: Candidate): boolean {
  return FIGURES.every((f) => a[f] <= b[f]) && FIGURES.some((f) => a[f] < b[f]);
}

/** How far two plans lie apart by their figures, each in shares of what is between its least and its most. */
function spreadOf(all: readonly Candidate[]) {
  const range = FIGURES.map((f) => {
    const values = all.map(({ figures }) => figures[f]);
    return Math.max(...values) - Math.min(...values) || 1;
  });
  return ({ figures: a }: Candidate, { figures: b }: Candidate): number =>
    FIGURES.reduce((sum, f, i) => sum + Math.abs(a[f] - b[f]) / range[i]!, 0);
}

/**
 * Share of the households (of the nodes, where nobody lives) that two plans put differently, whatever they call their
 * parts: by the best matching of the parts of one with those of the other.
 */
export function planDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  households: ArrayLike<number>,
): number {
  const rows = new Map<number, Map<number, number>>();
  const columns = new Map<number, number>();
  let total = 0;
  for (let u = 0; u < households.length; u++) total += households[u]!;
  const isEmpty = total === 0;
  if (isEmpty) total = households.length;
  for (let u = 0; u < households.length; u++) {
    let row = rows.get(a[u]!);
    if (row === undefined) {
      row = new Map();
      rows.set(a[u]!, row);
    }
    let column = columns.get(b[u]!);
    if (column === undefined) {
      column = columns.size;
      columns.set(b[u]!, column);
    }
    row.set(column, (row.get(column) ?? 0) + (isEmpty ? 1 : households[u]!));
  }
  if (total === 0) return 0;
  return 1 - matchLabels([...rows.values()], columns.size) / total;
}
