import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { createMeasures, PINNABLE_MEASURES } from '../../web/state/measures.ts';
import type { Preferences } from '../../web/state/preferences.ts';
import type { Community, Town } from '../../web/state/town.ts';
import { createView } from '../../web/state/view.ts';
import type {
  MeasureAnswer,
  MeasureGround,
  MeasureRequest,
  MeasureWorker,
} from '../../web/worker/measure-protocol.ts';
import { MeasureSession } from '../../web/worker/measure-session.ts';

const square = (size: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [120, 30],
      [120 + size, 30],
      [120 + size, 30 + size],
      [120, 30 + size],
      [120, 30],
    ],
  ],
});
const community = (id: string, size: number): Community => ({
  id,
  code: id,
  name: null,
  nameEn: null,
  kind: null,
  households: 1200,
  dwellings: null,
  population: 3000,
  geometry: square(size),
});
const townOf = (...communities: Community[]): Town => ({
  jurisdiction: { code: 't', policy: null, name: null, nameEn: null, geometry: null },
  communities,
  material: { barriers: [], estates: [], facilities: [], units: [] },
});

/** A worker that answers when it is told to, by the real session. */
function heldWorker() {
  const session = new MeasureSession();
  const requests: Extract<MeasureRequest, { kind: 'measure' }>[] = [];
  let tell: (event: { data: MeasureAnswer }) => void = () => undefined;
  const worker = {
    postMessage(request: MeasureRequest) {
      if (request.kind === 'ground') session.setGround(request.ground);
      else requests.push(request);
    },
    addEventListener(type: string, listener: (event: never) => void) {
      if (type === 'message') tell = listener as typeof tell;
    },
    terminate: () => undefined,
  } as MeasureWorker;
  return {
    worker,
    requests,
    answer: (at: number) => tell({ data: session.measure(requests[at]!) }),
  };
}

function measuring(communities: Community[]) {
  const town = signal<Town | null>(townOf(...communities));
  const ground = signal<MeasureGround | null>({});
  const wanted = signal<readonly string[]>(['area', 'density']);
  const held = heldWorker();
  const measures = createMeasures(() => held.worker, { town, draft: signal(null), ground, wanted });
  return { town, ground, wanted, measures, ...held };
}

describe('createMeasures', () => {
  it('has figures once the worker has taken them, by the engine', () => {
    const one = community('c1', 0.01);
    const { measures, answer, requests } = measuring([one]);
    expect(measures.read(one, 'area')).toBeUndefined();
    expect(requests[0]?.jobs.map(({ measures: ids }) => ids)).toEqual([['area', 'density']]);
    answer(0);
    const area = measures.read(one, 'area');
    const density = measures.read(one, 'density');
    if (area?.state !== 'known' || density?.state !== 'known') throw new Error('not known');
    expect(area.value).toBeGreaterThan(1_000_000);
    expect(density.value).toBeCloseTo(3000 / (area.value / 1e6), 6);
  });

  it('takes only what is new after an edit, and only what is wanted anew', () => {
    const [kept, before, after] = [
      community('c1', 0.01),
      community('c2', 0.01),
      community('c2', 0.02),
    ];
    const { town, wanted, answer, requests } = measuring([kept, before]);
    answer(0);
    town.value = townOf(kept, after);
    expect(requests[1]?.jobs.map(({ community: { id } }) => id)).toEqual(['c2']);
    answer(1);
    wanted.value = ['area', 'density', 'perimeter'];
    expect(requests[2]?.jobs.map(({ measures: ids }) => ids)).toEqual([
      ['perimeter'],
      ['perimeter'],
    ]);
  });

  it('has one slice at work, and leaves out what has gone meanwhile', () => {
    const many = Array.from({ length: 100 }, (_, index) => community(`c${index}`, 0.01));
    const { town, answer, requests } = measuring(many);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.jobs).toHaveLength(40);
    town.value = townOf(...many.slice(0, 41));
    expect(requests).toHaveLength(1);
    answer(0);
    expect(requests[1]?.jobs.map(({ community: { id } }) => id)).toEqual(['c40']);
  });

  it('forgets figures that were taken over other ground', () => {
    const one = community('c1', 0.01);
    const { ground, measures, answer } = measuring([one]);
    answer(0);
    ground.value = { householdBand: { min: 1, max: 2 } };
    expect(measures.read(one, 'area')).toBeUndefined();
    answer(1);
    expect(measures.read(one, 'area')?.state).toBe('known');
  });

  it('says why a figure is missing', () => {
    const one = { ...community('c1', 0.01), population: null };
    const { measures, answer } = measuring([one]);
    answer(0);
    expect(measures.read(one, 'density')).toMatchObject({ state: 'missing' });
  });
});

describe('createView', () => {
  const remembering = (kept: Record<string, string>): Preferences => ({
    read: (key: string) => kept[key] ?? null,
    write: (key: string, value: string) => {
      kept[key] = value;
    },
  });

  it('remembers colours and pins, and passes over what it does not know', () => {
    const kept: Record<string, string> = {};
    const view = createView(remembering(kept));
    view.setColourBy('households');
    view.togglePinned('density');
    view.togglePinned('barrier-share');
    view.foldCard(true);
    const again = createView(remembering({ ...kept }));
    expect(again.colourBy.value).toBe('households');
    expect(again.pinned.value).toEqual(['barrier-share', 'density']);
    expect(again.isCardFolded.value).toBe(true);
    const broken = { 'colour-by': 'mood', 'pinned-measures': 'density,luck' };
    const third = createView(remembering(broken));
    expect(third.colourBy.value).toBe('political');
    expect(third.pinned.value).toEqual(['density']);
  });

  it('does not offer what takes two plans to tell', () => {
    expect(PINNABLE_MEASURES).not.toContain('moved-households');
    expect(PINNABLE_MEASURES).toContain('furthest-walking');
  });
});
