import type { PartitionInstance } from './instance.ts';
import { leastMoves } from './least-moves.ts';
import { matchLabels } from './match-labels.ts';

/**
 * Figures of a plan, in the names and by the formulae of the shared scorer, so that plans of any program can be
 * compared. Null: the instance has nothing to compute it from.
 */
export interface PlanScore {
  instance: string;
  n: number;
  parts: number;
  k: number | null;
  popMin: number;
  popMax: number;
  /** Total / k. */
  target: number | null;
  /** Greatest |households / target − 1|. */
  worstDeviation: number | null;
  outOfTolerance: number | null;
  householdsOutOfTolerance: number | null;
  /** Parts in several pieces, and the pieces beyond one for each part. */
  brokenParts: number;
  extraComponents: number;
  /** Pieces of the whole graph: islands are no fault of the plan. */
  graphComponents: number;
  /** Parts with a single neighbour and no border with the outside; null without outer lengths. */
  holes: number | null;
  cutEdges: number;
  cutLength: number;
  /** Σ length × weight of the class over cut borders: what a split makes small. */
  cutWeight: number;
  /** Share of the cut length along barriers of any class, and of a class above `street`. */
  barrierShare: number;
  strongBarrierShare: number;
  cutLengthByClass: Record<string, number>;
  /** A² / 2πI, 1 for a disc; null without areas. */
  inertiaMean: number | null;
  inertiaMin: number | null;
  /** Polsby–Popper, 4πA / P²; null without areas. */
  polsbyMean: number | null;
  polsbyMin: number | null;
  belowBand: number | null;
  aboveBand: number | null;
  householdsOffBand: number | null;
  inTargetBand: number | null;
  presentCommunities: number | null;
  /** Households outside the present community that their part overlaps with, under the best matching of the two. */
  movedHouseholds: number | null;
  movedShare: number | null;
  /** No plan within the band can move fewer. */
  movedLowerBound: number | null;
}

/** @throws RangeError when the assignment does not have one label for each unit */
export function scorePlan(instance: PartitionInstance, assignment: ArrayLike<number>): PlanScore {
  const { nodes } = instance;
  if (assignment.length !== nodes.length) {
    throw new RangeError(`${assignment.length} labels for ${nodes.length} units`);
  }
  const { part, parts } = numberParts(assignment);
  const households = new Float64Array(parts);
  nodes.forEach(({ population }, u) => {
    households[part[u]!]! += population;
  });
  const total = nodes.reduce((sum, { population }) => sum + population, 0);
  return {
    instance: instance.name,
    n: nodes.length,
    parts,
    popMin: least(households),
    popMax: most(households),
    ...balance(instance, households, total),
    ...pieces(instance, part, parts),
    ...cut(instance, part, parts),
    ...compactness(instance, part, parts),
    ...bands(instance, households),
    ...moves(instance, part, parts, total),
  };
}

function numberParts(assignment: ArrayLike<number>): { part: Int32Array; parts: number } {
  const numbers = new Map<number, number>();
  const part = new Int32Array(assignment.length);
  for (let u = 0; u < assignment.length; u++) {
    const label = assignment[u]!;
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    part[u] = numbers.get(label)!;
  }
  return { part, parts: numbers.size };
}

function balance({ k, tolerance }: PartitionInstance, households: Float64Array, total: number) {
  if (k === null) {
    const unknown = { k, target: null, worstDeviation: null };
    return { ...unknown, outOfTolerance: null, householdsOutOfTolerance: null };
  }
  const target = total / k;
  let worst = 0;
  let [off, offHouseholds] = [0, 0];
  for (const size of households) {
    const deviation = Math.abs(size / target - 1);
    worst = Math.max(worst, deviation);
    if (tolerance === null || deviation <= tolerance + 1e-9) continue;
    off++;
    offHouseholds += Math.max(size - target * (1 + tolerance), target * (1 - tolerance) - size);
  }
  return {
    k,
    target: rounded(target, 1),
    worstDeviation: rounded(worst, 4),
    outOfTolerance: tolerance === null ? null : off,
    householdsOutOfTolerance: tolerance === null ? null : Math.round(offHouseholds),
  };
}

function pieces({ nodes, edges }: PartitionInstance, part: Int32Array, parts: number) {
  const ofPlan = new Leaders(nodes.length);
  const ofGraph = new Leaders(nodes.length);
  for (const { from, to } of edges) {
    ofGraph.join(from, to);
    if (part[from] === part[to]) ofPlan.join(from, to);
  }
  const count = new Int32Array(parts);
  let graphComponents = 0;
  for (let u = 0; u < nodes.length; u++) {
    if (ofPlan.find(u) === u) count[part[u]!]!++;
    if (ofGraph.find(u) === u) graphComponents++;
  }
  return {
    brokenParts: count.reduce((sum, n) => sum + (n > 1 ? 1 : 0), 0),
    extraComponents: count.reduce((sum, n) => sum + n - 1, 0),
    graphComponents,
  };
}

class Leaders {
  private readonly leader: Int32Array;

  constructor(size: number) {
    this.leader = Int32Array.from({ length: size }, (_, i) => i);
  }

  find(at: number): number {
    const { leader } = this;
    let u = at;
    while (leader[u] !== u) {
      leader[u] = leader[leader[u]!]!;
      u = leader[u]!;
    }
    return u;
  }

  join(a: number, b: number): void {
    this.leader[this.find(a)] = this.find(b);
  }
}

function cut(instance: PartitionInstance, part: Int32Array, parts: number) {
  const { nodes, edges, classWeight, barrierClasses } = instance;
  const neighbours = Array.from({ length: parts }, () => new Set<number>());
  const byClass = new Float64Array(barrierClasses.length);
  let [cutEdges, length, weight, along, strong] = [0, 0, 0, 0, 0];
  for (const edge of edges) {
    const [a, b] = [part[edge.from]!, part[edge.to]!];
    if (a === b) continue;
    cutEdges++;
    length += edge.length;
    weight += edge.length * classWeight[edge.barrierClass]!;
    if (edge.barrierClass > 0) along += edge.length;
    if (edge.barrierClass > 1) strong += edge.length;
    byClass[edge.barrierClass]! += edge.length;
    neighbours[a]!.add(b);
    neighbours[b]!.add(a);
  }
  const cutLengthByClass: Record<string, number> = {};
  barrierClasses.forEach((name, i) => {
    if (byClass[i]! > 0) cutLengthByClass[name] = rounded(byClass[i]!, 1);
  });
  const outer = new Float64Array(parts);
  nodes.forEach(({ outerLength }, u) => {
    outer[part[u]!]! += outerLength ?? 0;
  });
  const isHole = (p: number): boolean => neighbours[p]!.size === 1 && outer[p] === 0;
  return {
    cutEdges,
    cutLength: Math.round(length),
    cutWeight: rounded(weight, 3),
    barrierShare: rounded(length > 0 ? along / length : 1, 4),
    strongBarrierShare: rounded(length > 0 ? strong / length : 1, 4),
    cutLengthByClass,
    holes: hasAreas(instance) ? neighbours.filter((_, p) => isHole(p)).length : null,
  };
}

/** The scorer's test: areas are named for all units or for none. */
const hasAreas = ({ nodes }: PartitionInstance): boolean => nodes[0]?.area != null;

function compactness(instance: PartitionInstance, part: Int32Array, parts: number) {
  if (!hasAreas(instance)) {
    return { inertiaMean: null, inertiaMin: null, polsbyMean: null, polsbyMin: null };
  }
  const { nodes, edges } = instance;
  const [area, perimeter, inertia] = [zeros(parts), zeros(parts), zeros(parts)];
  const [x, y] = [zeros(parts), zeros(parts)];
  nodes.forEach((node, u) => {
    const p = part[u]!;
    const size = node.area ?? 1;
    area[p]! += size;
    x[p]! += size * node.x;
    y[p]! += size * node.y;
    perimeter[p]! += node.outerLength ?? 0;
  });
  for (const { from, to, length } of edges) {
    if (part[from] === part[to]) continue;
    perimeter[part[from]!]! += length;
    perimeter[part[to]!]! += length;
  }
  nodes.forEach((node, u) => {
    const p = part[u]!;
    const size = node.area ?? 1;
    const [dx, dy] = [node.x - x[p]! / area[p]!, node.y - y[p]! / area[p]!];
    // Each unit as a disc: its own moment, and that of its place.
    inertia[p]! += size * (dx * dx + dy * dy) + (size * size) / (2 * Math.PI);
  });
  const disc = inertia.map((moment, p) => area[p]! ** 2 / (2 * Math.PI * moment));
  const polsby = perimeter.map((length, p) => (4 * Math.PI * area[p]!) / length ** 2);
  return {
    inertiaMean: rounded(mean(disc), 4),
    inertiaMin: rounded(least(disc), 4),
    polsbyMean: rounded(mean(polsby), 4),
    polsbyMin: rounded(least(polsby), 4),
  };
}

function bands({ band, targetBand }: PartitionInstance, households: Float64Array) {
  const count = (is: (size: number) => boolean): number =>
    households.reduce((sum, size) => sum + (is(size) ? 1 : 0), 0);
  const [low, high] = band ?? [0, 0];
  const [targetLow, targetHigh] = targetBand ?? [0, 0];
  return {
    belowBand: band && count((size) => size < low),
    aboveBand: band && count((size) => size > high),
    householdsOffBand:
      band && households.reduce((sum, size) => sum + Math.max(0, low - size, size - high), 0),
    inTargetBand: targetBand && count((size) => size >= targetLow && size <= targetHigh),
  };
}

function moves(instance: PartitionInstance, part: Int32Array, parts: number, total: number) {
  const { current, nodes, edges, band } = instance;
  if (current === null) {
    const none = { presentCommunities: null, movedHouseholds: null };
    return { ...none, movedShare: null, movedLowerBound: null };
  }
  const communities = current.reduce((highest, label) => Math.max(highest, label), -1) + 1;
  const overlaps = Array.from({ length: parts }, () => new Map<number, number>());
  const present = new Float64Array(communities);
  nodes.forEach(({ population }, u) => {
    const label = current[u]!;
    // Whoever belongs nowhere cannot be moved.
    if (label < 0) return;
    const row = overlaps[part[u]!]!;
    row.set(label, (row.get(label) ?? 0) + population);
    present[label]! += population;
  });
  const homed = present.reduce((sum, size) => sum + size, 0);
  const moved = homed - matchLabels(overlaps, communities);
  return {
    presentCommunities: communities,
    movedHouseholds: moved,
    movedShare: rounded(total === 0 ? 0 : moved / total, 4),
    movedLowerBound:
      band &&
      leastMoves({ households: nodes.map(({ population }) => population), current, band, edges }),
  };
}

const zeros = (length: number): Float64Array => new Float64Array(length);
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
/** Not Math.min(...): an argument list has an end. */
const least = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
