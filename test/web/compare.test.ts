import { describe, expect, it } from 'vitest';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanCommunity } from '#engine/plan/types.ts';
import { linkCameras, type MapCamera, type MapPlace } from '../../web/map/compare-camera.ts';
import { movedFeatures } from '../../web/map/compare-features.ts';
import { answerCompare } from '../../web/worker/answer-compare.ts';
import type { CompareAnswer, CompareRequest } from '../../web/worker/compare-protocol.ts';
import { Comparer, type CompareWorker } from '../../web/worker/comparer.ts';

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

describe('the comparison', () => {
  it('tells what changes hands, with households that add up', () => {
    const found = answerCompare('diff', { before: BEFORE, after: AFTER }, GROUND);
    expect(found.communities.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['A', 'changed'],
      ['B', 'changed'],
    ]);
    expect(found.moved).toHaveLength(1);
    expect(found.moved[0]).toMatchObject({ from: 'A', to: 'B', households: { value: 300 } });
    expect(found.compactness.before.A).toBeGreaterThan(0);
    expect(found.compactness.after.A).not.toBe(found.compactness.before.A);
    const features = movedFeatures(found.moved, 'zh', 0);
    expect(features.map(({ properties }) => properties?.role)).toEqual(['pointed', 'figure']);
    expect(features[1]?.properties?.text).toBe('300 户');
  });

  it('puts the adjustment and a boundary into words', () => {
    const { text } = answerCompare('adjustment', { before: BEFORE, after: AFTER }, GROUND);
    expect(text.zh).toContain('B社区');
    const words = answerCompare('boundary', { community: 'A', communities: AFTER }, GROUND);
    expect(words.limits.zh).toMatch(/^东至.*。$/);
    expect(() => answerCompare('boundary', { community: 'Z', communities: AFTER }, GROUND)).toThrow(
      /no community Z/,
    );
  });
});

describe('the worker of the comparison', () => {
  function setUp() {
    let tell: (event: { data: CompareAnswer }) => void = () => undefined;
    let fail: (event: { message?: string }) => void = () => undefined;
    const sent: CompareRequest[] = [];
    let ended = 0;
    const worker = {
      postMessage: (request: CompareRequest) => void sent.push(request),
      addEventListener(type: string, listener: never) {
        if (type === 'message') tell = listener;
        else fail = listener;
      },
      terminate() {
        ended += 1;
      },
    } as CompareWorker;
    const comparer = new Comparer(() => worker, GROUND);
    return {
      comparer,
      sent,
      ended: () => ended,
      tell: (data: CompareAnswer) => tell({ data }),
      fail: (message: string) => fail({ message }),
    };
  }
  const input = { community: 'A', communities: AFTER };

  it('is given the ground once, and answers in any order', async () => {
    const { comparer, sent, tell } = setUp();
    const first = comparer.run('boundary', input);
    const second = comparer.run('boundary', input);
    expect(sent.map(({ kind }) => kind)).toEqual(['start', 'boundary', 'boundary']);
    const words = { limits: { zh: '二', en: '2' }, course: { zh: '', en: '' }, notes: [] };
    tell({ turn: 2, ok: true, output: words });
    tell({ turn: 1, ok: false, detail: 'no shape' });
    expect(await second).toEqual(words);
    await expect(first).rejects.toThrow('no shape');
  });

  it('fails what waits when the worker ends, and starts another for the next task', async () => {
    const { comparer, sent, fail, ended } = setUp();
    const waiting = comparer.run('boundary', input);
    fail('out of memory');
    await expect(waiting).rejects.toThrow('out of memory');
    expect(ended()).toBe(1);
    comparer.run('boundary', input).catch(() => undefined);
    expect(sent.filter(({ kind }) => kind === 'start')).toHaveLength(2);
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
