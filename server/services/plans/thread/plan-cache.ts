import type { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import { startPlanCoverage } from '#engine/plan/plan-coverage.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { PlanAddress, PlanLack, StoredPlanMaterial, StoredState } from './plan-messages.ts';
import {
  baseState,
  type PlanMaterialSets,
  type PlanSurroundings,
  readBase,
  readMaterialSets,
  readState,
  surroundingsOf,
} from './read-stored.ts';

/** A state of a plan with all that is needed to work on it. Never changed: a write makes another one. */
export interface PlanEntry {
  address: PlanAddress;
  base: PlanState;
  state: PlanState;
  surroundings: PlanSurroundings;
  /** The material as it was read, for names of barriers. */
  sets: PlanMaterialSets;
  /** Of the coverage; made when it is first asked for. */
  audit: IncrementalAudit | null;
}

/** Vertices of all plans in one thread: some 200 bytes each with their audits. */
const MOST_VERTICES = 5_000_000;
/** States of one plan: its head, and those of writes that came too late. */
const MOST_STATES = 8;
const MOST_MATERIALS = 4;

interface CachedPlan {
  /** By head and material; the latest last. */
  states: Map<string, PlanEntry>;
  vertices: number;
}

/**
 * The plans that a thread has worked on lately. Keyed by the head's id, which names one state for ever: what a write that came too
 * late has made is never looked up.
 */
export class PlanCache {
  readonly #plans = new Map<string, CachedPlan>();
  readonly #materials = new Map<string, PlanMaterialSets>();
  readonly #mostVertices: number;

  constructor(mostVertices = MOST_VERTICES) {
    this.#mostVertices = mostVertices;
  }

  /** The state at an address, or what must be given to make it. */
  find(address: PlanAddress): PlanEntry | PlanLack {
    const plan = this.#plans.get(address.planId);
    const entry = plan?.states.get(stateKey(address));
    if (plan === undefined || entry === undefined) {
      return { state: true, material: !this.#materials.has(materialKey(address)) };
    }
    // The plan used last is dropped last, and so is its state: what writes that came too late have made goes first.
    touch(plan.states, stateKey(address), entry, MOST_STATES);
    this.#plans.delete(address.planId);
    this.#plans.set(address.planId, plan);
    return entry.address.policy === address.policy ? entry : { ...entry, address };
  }

  /** Makes the state at an address of what the database gave. */
  load(
    address: PlanAddress,
    stored: StoredState,
    material: StoredPlanMaterial | undefined,
  ): PlanEntry | PlanLack {
    const key = materialKey(address);
    const sets = material === undefined ? this.#materials.get(key) : readMaterialSets(material);
    if (sets === undefined) return { state: true, material: true };
    touch(this.#materials, key, sets, MOST_MATERIALS);
    const communities = readBase(stored.base);
    const surroundings = surroundingsOf(sets, communities);
    const base = baseState(communities, surroundings);
    const state = readState(base, stored);
    return this.keep({ address, base, state, surroundings, sets, audit: null });
  }

  keep(entry: PlanEntry): PlanEntry {
    const { planId } = entry.address;
    const plan = this.#plans.get(planId) ?? {
      states: new Map<string, PlanEntry>(),
      vertices: 2 * countVertices(entry.state),
    };
    touch(plan.states, stateKey(entry.address), entry, MOST_STATES);
    this.#plans.delete(planId);
    this.#plans.set(planId, plan);
    let total = 0;
    for (const { vertices } of this.#plans.values()) total += vertices;
    for (const [id, { vertices }] of this.#plans) {
      if (total <= this.#mostVertices || id === planId) break;
      this.#plans.delete(id);
      total -= vertices;
    }
    return entry;
  }
}

/** The coverage's audit of a state, kept with it. */
export function coverageOf(entry: PlanEntry): IncrementalAudit {
  entry.audit ??= startPlanCoverage(entry.state, entry.surroundings.jurisdiction);
  return entry.audit;
}

const stateKey = ({ headId, materialStamp }: PlanAddress): string => `${headId} ${materialStamp}`;
const materialKey = ({ jurisdictionId, materialStamp }: PlanAddress): string =>
  `${jurisdictionId} ${materialStamp}`;

/** Puts an entry last, and drops the first ones of too many. */
function touch<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= most) return;
    map.delete(first);
  }
}

function countVertices({ communities }: PlanState): number {
  let count = 0;
  for (const { geometry } of communities.values()) {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const rings of polygons) for (const ring of rings) count += ring.length;
  }
  return count;
}
