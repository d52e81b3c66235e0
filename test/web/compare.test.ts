import { describe, expect, it, vi } from 'vitest';
import type { Position } from '#engine/coverage/types.ts';
import { auditPlan, type PlanGround } from '#engine/plan/audit-plan.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanCommunity } from '#engine/plan/types.ts';
import { linkCameras, type MapCamera, type MapPlace } from '../../web/map/compare-camera.ts';
import { movedFeatures } from '../../web/map/compare-features.ts';
import type { CompareAnswer, CompareRequest } from '../../web/worker/compare-protocol.ts';
import { CompareSession } from '../../web/worker/compare-session.ts';
import { Comparer, type CompareWorker } from '../../web/worker/comparer.ts';
import { bareUnit, groundOfUnits } from '../../web/worker/plan-desk/handed-units.ts';
import type { PlanPort } from '../../web/worker/plan-desk/plan-port.ts';

const box = (west: number, east: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [west, 30],
      [east, 30],
      [east, 30.01],
      [west, 30.01],
      [west, 30],
    ] as [number, number][],
  ],
});
const community = (id: string, west: number, east: number, households: number): PlanCommunity => ({
  id,
  name: `${id}社区`,
  properties: { households },
  geometry: box(west, east),
});
const UNITS = [
  { id: 'u', geometry: box(120.01, 120.02), households: 300, community: 'A' },
  { id: 'v', geometry: box(120, 120.01), households: 700, community: 'A' },
];
const BEFORE = [community('A', 120, 120.02, 1000), community('B', 120.02, 120.03, 500)];
const AFTER = [community('A', 120, 120.01, 700), community('B', 120.01, 120.03, 800)];
const GROUND = { base: planOf(BEFORE), units: UNITS };

const [WAS, IS] = [planOf(BEFORE), planOf(AFTER)];

/** A worker that is none: the same session, on copies. It can be told to fail. */
class FakeWorker {
  readonly sent: CompareRequest[] = [];
  isEnded = false;
  #fail: (event: { message?: string }) => void = () => undefined;
  #hear: (event: { data: CompareAnswer }) => void = () => undefined;
  readonly #session = new CompareSession((answer) => {
    const data = structuredClone(answer);
    queueMicrotask(() => this.isEnded || this.#hear({ data }));
  });

  postMessage(request: CompareRequest): void {
    this.sent.push(request);
    this.#session.hear(request.kind === 'port' ? request : structuredClone(request));
  }
  addEventListener(type: string, listener: never): void {
    if (type === 'message') this.#hear = listener;
    else this.#fail = listener;
  }
  terminate(): void {
    this.isEnded = true;
  }
  fail(message: string): void {
    this.#fail({ message });
  }
  kinds(): string[] {
    return this.sent.map(({ kind }) => kind);
  }
}

function comparing(ground: PlanGround = GROUND) {
  const workers: FakeWorker[] = [];
  const start = () => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as CompareWorker;
  };
  const comparer = new Comparer(
    start,
    () => ({ kind: 'copy', ground, state: ground.base }),
    ground.base,
  );
  return { comparer, workers };
}

describe('the comparison', () => {
  it('tells what changes hands, with households that add up', async () => {
    const found = await comparing().comparer.compare(WAS, IS);
    expect(found.communities.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['A', 'changed'],
      ['B', 'changed'],
    ]);
    // The very communities of the page: they were not sent back.
    expect(found.communities[0]?.before).toBe(WAS.communities.get('A'));
    expect(found.communities[0]?.after).toBe(IS.communities.get('A'));
    expect(found.moved).toHaveLength(1);
    expect(found.moved[0]).toMatchObject({ from: 'A', to: 'B', households: { value: 300 } });
    expect(found.compactness.before.A).toBeGreaterThan(0);
    expect(found.compactness.after.A).not.toBe(found.compactness.before.A);
    const features = movedFeatures(found.moved, 'zh', 0);
    expect(features.map(({ properties }) => properties?.role)).toEqual(['pointed', 'figure']);
    expect(features[1]?.properties?.text).toBe('300 户');
  });

  it('puts the adjustment and a boundary into words', async () => {
    const { comparer } = comparing();
    const [{ text }, words] = await Promise.all([
      comparer.adjustment(WAS, IS),
      comparer.boundary('A', IS),
    ]);
    expect(text.zh).toContain('B社区');
    expect(words.limits.zh).toMatch(/^东至.*。$/);
    await expect(comparer.boundary('Z', IS)).rejects.toThrow(/no community Z/);
    // One that fails does not keep the next from being answered.
    expect(await comparer.boundary('A', IS)).toEqual(words);
  });

  it('finds in a state what the audit of the plan finds in it, shapes of communities unsent', async () => {
    const overlapping = planOf([BEFORE[0]!, community('B', 120.015, 120.03, 500)]);
    const findings = await comparing().comparer.findings(overlapping);
    expect(findings).toEqual(auditPlan(overlapping, GROUND).findings);
    expect(findings.map(({ kind }) => kind)).toContain('overlap');
  });
});

describe('the worker of the comparison', () => {
  it('is told of each state what it has not got yet, once', async () => {
    const { comparer, workers } = comparing();
    await comparer.compare(WAS, IS);
    await comparer.compare(WAS, IS);
    const [worker] = workers;
    expect(worker?.kinds()).toEqual(['start', 'items', 'state', 'state', 'state', 'diff', 'diff']);
    const changed = planOf([community('A', 120, 120.01, 701), AFTER[1]!]);
    await comparer.compare(WAS, {
      ...IS,
      communities: new Map([...IS.communities, ['A', changed.communities.get('A')!]]),
    });
    const last = worker?.sent.filter((one) => one.kind === 'state').at(-1);
    expect(last).toMatchObject({ slot: 'after', put: [{ id: 'A' }], removed: [] });
  });

  it('has communities and units as they were told, in their order', async () => {
    const { comparer, workers } = comparing();
    const other = {
      communities: new Map([...IS.communities].reverse().filter(([id]) => id !== 'A')),
      assignment: new Map([['u', 'B']]),
    };
    await comparer.boundary('B', other);
    await comparer.boundary('B', IS);
    const [last] = (workers[0]?.sent ?? []).filter((one) => one.kind === 'state').slice(-1);
    expect(last).toMatchObject({
      put: [{ id: 'A' }],
      removed: [],
      order: ['A', 'B'],
      forgotten: ['u'],
    });
  });

  it('gets its ground through a port where a desk has it; what comes earlier waits for it', async () => {
    const { port1, port2 } = new MessageChannel();
    const worker = new FakeWorker();
    const comparer = new Comparer(
      () => worker as unknown as CompareWorker,
      () => ({ kind: 'port', port: port2 as unknown as PlanPort }),
      GROUND.base,
    );
    const words = comparer.boundary('A', IS);
    await vi.waitFor(() => expect(worker.kinds()).toEqual(['port', 'state', 'boundary']));
    const { units: _, ...ground } = GROUND;
    const handed = { bare: UNITS.map(bareUnit), ground: groundOfUnits(UNITS) };
    port1.postMessage({ ground, units: handed, state: GROUND.base });
    expect((await words).limits.zh).toMatch(/^东至/);
    port1.close();
  });

  it('passes a large town in pieces', async () => {
    const ring = Array.from({ length: 15_000 }, (_, i) => [120 + i / 1e6, 30 + (i % 2) / 1e6]);
    const many = Array.from({ length: 4 }, (_, i) => ({
      ...community(`C${i}`, 120, 120.01, 1),
      geometry: { type: 'Polygon' as const, coordinates: [[...ring, ring[0]!]] as Position[][] },
    }));
    const { comparer, workers } = comparing({ base: planOf(many) });
    await comparer.boundary('Z', planOf(many)).catch(() => undefined);
    const puts = workers[0]?.sent.flatMap((one) => (one.kind === 'state' ? [one.put.length] : []));
    expect(puts?.length).toBeGreaterThan(4);
    expect(Math.max(...(puts ?? []))).toBeLessThan(3);
  });

  it('fails what waits when the worker ends, and starts another for the next task', async () => {
    const { comparer, workers } = comparing();
    await comparer.compare(WAS, IS);
    // Whatever it still says is heard no more.
    if (workers[0] !== undefined) workers[0].isEnded = true;
    const waiting = comparer.compare(IS, WAS);
    await vi.waitFor(() =>
      expect(workers[0]?.kinds().filter((kind) => kind === 'diff')).toHaveLength(2),
    );
    workers[0]?.fail('out of memory');
    await expect(waiting).rejects.toThrow('out of memory');
    expect(workers[0]?.isEnded).toBe(true);
    expect((await comparer.compare(WAS, IS)).moved).toHaveLength(1);
    expect(workers).toHaveLength(2);
  });
});

describe('two maps of one place', () => {
  function camera(place: MapPlace): MapCamera & { move(to: MapPlace): void; moves: number } {
    const listeners = new Set<() => void>();
    const self = {
      moves: 0,
      place: () => place,
      goTo(next: MapPlace) {
        place = next;
        self.moves += 1;
        for (const listener of listeners) listener();
      },
      move: (to: MapPlace) => self.goTo(to),
      onMove(listener: () => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    return self;
  }
  const at = (zoom: number): MapPlace => ({ center: [120, 30], zoom });

  it('follow each other without going round, until they are parted', () => {
    const [first, second] = [camera(at(12)), camera(at(3))];
    const part = linkCameras(first, second);
    expect(second.place().zoom).toBe(12);
    first.move(at(14));
    expect(second.place().zoom).toBe(14);
    second.move(at(15));
    expect(first.place().zoom).toBe(15);
    expect(first.moves).toBe(2);
    part();
    first.move(at(9));
    expect(second.place().zoom).toBe(15);
  });
});
