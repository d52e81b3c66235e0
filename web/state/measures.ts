import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { MEASURES } from '#engine/measure/registry.ts';
import type { MeasureResult } from '#engine/measure/types.ts';
import type { MeasureGround, MeasureWorker } from '../worker/measure-protocol.ts';
import type { Draft } from './draft/types.ts';
import { measuredCommunity } from './measure-ground.ts';
import type { Community, Town } from './town.ts';

/** Shown of every community, pinned or not. */
export const BASIC_MEASURES: readonly string[] = ['area', 'polsby-popper'];

/** Compares a plan with another, which one community cannot tell. */
const OF_TWO_PLANS = 'moved-households';

/** What a planner can pin: all of the engine's registry that one state of the communities tells. */
export const PINNABLE_MEASURES: readonly string[] = [...MEASURES.keys()].filter(
  (id) => id !== OF_TWO_PLANS && !BASIC_MEASURES.includes(id) && id !== 'households',
);

/** Figures of the communities on the page, taken by a worker as they are asked for. */
export interface Measures {
  /** A figure, or undefined while it is not taken yet. Read in a component it follows the worker. */
  read(community: Community, measure: string): MeasureResult | undefined;
  /** Ends the worker. */
  close(): void;
}

/** What {@link createMeasures} follows. */
export interface MeasuresInput {
  town: ReadonlySignal<Town | null>;
  draft: ReadonlySignal<Draft | null>;
  ground: ReadonlySignal<MeasureGround | null>;
  wanted: ReadonlySignal<readonly string[]>;
}

interface Job {
  community: Community;
  measures: readonly string[];
}

/** As much as is handed over at once: copying more would be felt. */
const SLICE = { communities: 40, vertices: 10_000 };

/**
 * Measures what is on the page. One slice of communities is at work at a time; what has changed meanwhile is taken
 * next, and what is no longer on the page is not taken at all. A community that stays the same object keeps its figures.
 */
export function createMeasures(
  start: (() => MeasureWorker) | null,
  input: MeasuresInput,
): Measures {
  const taken = signal(0);
  let figures = new WeakMap<Community, Map<string, MeasureResult>>();
  let worker: MeasureWorker | null = null;
  let groundOfWorker: MeasureGround | null = null;
  let queue: Job[] = [];
  let atWork: readonly Job[] | null = null;
  let turn = 0;
  let isBroken = start === null;

  const missing = (community: Community, wanted: readonly string[]): string[] => {
    const known = figures.get(community);
    return wanted.filter((id) => known?.has(id) !== true);
  };

  const begin = (): MeasureWorker | null => {
    if (start === null) return null;
    const started = start();
    started.addEventListener('message', ({ data }) => {
      if (data.turn !== turn || atWork === null) return;
      atWork.forEach(({ community }, index) => {
        const known = figures.get(community) ?? new Map<string, MeasureResult>();
        for (const [id, result] of Object.entries(data.results[index] ?? {})) known.set(id, result);
        figures.set(community, known);
      });
      atWork = null;
      taken.value += 1;
      next();
    });
    started.addEventListener('error', ({ message }) => {
      console.error('Communities cannot be measured.', message);
      isBroken = true;
      started.terminate();
      worker = null;
    });
    return started;
  };

  function next(): void {
    if (isBroken || atWork !== null || queue.length === 0) return;
    const ground = input.ground.peek();
    if (ground === null) return;
    worker ??= begin();
    if (worker === null) return;
    if (groundOfWorker !== ground) {
      worker.postMessage({ kind: 'ground', ground });
      groundOfWorker = ground;
    }
    atWork = queue.splice(0, sliceOf(queue));
    const draft = input.draft.peek();
    worker.postMessage({
      kind: 'measure',
      turn: ++turn,
      jobs: atWork.map(({ community, measures }) => ({
        community: measuredCommunity(community, draft),
        measures,
      })),
    });
  }

  const end = effect(() => {
    const ground = input.ground.value;
    const communities = input.town.value?.communities ?? [];
    const wanted = input.wanted.value;
    if (ground !== groundOfWorker && groundOfWorker !== null) {
      // Other roads, other figures: what is at work counts for nothing.
      figures = new WeakMap();
      atWork = null;
      turn += 1;
    }
    const busy = new Set(atWork?.map(({ community }) => community));
    queue = communities.flatMap((community) => {
      if (busy.has(community)) return [];
      const measures = missing(community, wanted);
      return measures.length === 0 ? [] : [{ community, measures }];
    });
    next();
  });

  return {
    read(community, measure) {
      // Subscribes: figures arrive later.
      void taken.value;
      return figures.get(community)?.get(measure);
    },
    close() {
      end();
      worker?.terminate();
      worker = null;
      isBroken = true;
    },
  };
}

function sliceOf(jobs: readonly Job[]): number {
  let vertices = 0;
  let count = 0;
  for (const { community } of jobs) {
    vertices += verticesOf(community);
    if (count > 0 && vertices > SLICE.vertices) break;
    count += 1;
    if (count === SLICE.communities) break;
  }
  return count;
}

function verticesOf({ geometry }: Community): number {
  if (geometry === null) return 0;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.reduce(
    (sum, rings) => sum + rings.reduce((all, ring) => all + ring.length, 0),
    0,
  );
}
