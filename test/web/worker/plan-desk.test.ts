import { describe, expect, it } from 'vitest';
import type { PlanDraft } from '#contract/plan-draft.ts';
import { indexOfMaterial } from '#engine/plan/ground/material-index.ts';
import type { Operation } from '#engine/plan/types.ts';
import { readDraft } from '../../../web/state/draft/read-draft.ts';
import { workOut } from '../../../web/state/draft/work-out.ts';
import { wholeUnits } from '../../../web/worker/plan-desk/handed-units.ts';
import type {
  PlanDeskAnswer,
  PlanDeskRequest,
} from '../../../web/worker/plan-desk/plan-desk-protocol.ts';
import { PlanDeskSession } from '../../../web/worker/plan-desk/plan-desk-session.ts';
import { type PlanDeskWorker, readAtDesk } from '../../../web/worker/plan-desk/read-at-desk.ts';
import { slices, weightOf } from '../../../web/worker/plan-desk/slices.ts';
import { patchworkPlan } from '../../helpers/patchwork-plan.ts';

const { plan, context } = patchworkPlan(3, { dirt: 0, digits: 7 });

const DRAFT = {
  plan: { id: 'p', name: '方案', status: 'draft', jurisdiction: 'j', policy: 'x', version: 4 },
  material: { ...context, policy: null },
  base: { communities: [...plan.communities.values()], assignment: [...plan.assignment] },
  head: { put: [], removed: [], assignment: {} },
  done: [],
  undone: [],
  waivers: [{ finding: 'f', reason: '理由' }],
} as unknown as PlanDraft;

const bytesOf = (draft: unknown): ArrayBuffer =>
  new TextEncoder().encode(JSON.stringify(draft)).buffer as ArrayBuffer;

/** The worker's work without a worker; messages are copied as they would be. */
function inThisThread(): PlanDeskWorker & { told: PlanDeskAnswer[]; die(why: string): void } {
  let session: PlanDeskSession | null = null;
  let onMessage: (event: { data: PlanDeskAnswer }) => void = () => undefined;
  let onError: (event: { message?: string }) => void = () => undefined;
  const told: PlanDeskAnswer[] = [];
  const tell = (answer: PlanDeskAnswer, transfer: ArrayBuffer[] = []): void => {
    told.push(answer);
    onMessage({ data: structuredClone(answer, { transfer }) });
  };
  const take = (request: PlanDeskRequest): void => {
    if (request.kind === 'read') {
      try {
        session = new PlanDeskSession(request.bytes);
      } catch (error) {
        tell({ kind: 'unreadable', detail: String(error) });
        return;
      }
      for (const { answer, memory } of session.tell(6)) tell(answer, memory);
      session.warmUp();
    } else if (request.kind === 'change') session?.change(request.changes);
    else if (request.kind === 'work' && session !== null) {
      const { turn, operations } = request;
      tell({ kind: 'worked', turn, worked: session.work(operations) });
    }
  };
  return {
    told,
    postMessage: (request) => void queueMicrotask(() => take(request)),
    addEventListener(type: string, listener: unknown) {
      if (type === 'message') onMessage = listener as typeof onMessage;
      else onError = listener as typeof onError;
    },
    terminate: () => undefined,
    die: (message) => onError({ message }),
  };
}

const noChannel = () => {
  throw new Error('there is no other worker');
};

const open = async () => {
  const worker = inThisThread();
  const shares: number[] = [];
  const opened = await readAtDesk(
    () => worker,
    noChannel,
    6,
  )(bytesOf(DRAFT), (share) => shares.push(share));
  return { worker, opened, shares };
};

/** A vertex that two communities have. */
function nudge(): Operation {
  const seen = new Map<string, number>();
  const outline = new Set(context.jurisdiction.geometry.coordinates.flat(2).map(String));
  for (const { geometry } of plan.communities.values()) {
    const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
    for (const ring of rings)
      for (const at of ring.slice(1)) seen.set(String(at), (seen.get(String(at)) ?? 0) + 1);
  }
  const [place = ''] =
    [...seen].find(([at, count]) => count > 1 && !outline.has(at.split(',')[0]!)) ?? [];
  const [lon = 0, lat = 0] = place.split(',').map(Number);
  const move = { from: [lon, lat], to: [lon + 1e-5, lat + 1e-5] };
  return { operation: 'reshape-border', parameters: { moves: [move] } };
}

describe('a plan that a worker reads', () => {
  it('is the plan that the page would read, its units by and by', async () => {
    const { opened, shares } = await open();
    const here = readDraft(structuredClone(DRAFT));
    const { desk, drawing, material, ...rest } = opened;
    // The areas of its units are objects from when somebody looks at them; a message copies them as they are.
    const units = structuredClone(material.units);
    expect({ ...rest, material: { ...material, units } }).toEqual(here);
    expect([...(drawing?.colours.keys() ?? [])]).toEqual([...plan.communities.keys()]);
    expect(shares.at(-1)).toBeGreaterThan(0.9);
    const [unit] = opened.material.units ?? [];
    expect(unit?.geometry).toBe(unit?.geometry);
    desk?.close();
  });

  it('finds units without looking at the areas of the others', async () => {
    const { opened } = await open();
    const { units = [] } = opened.material;
    const [first] = context.units;
    const [[[x = 0, y = 0] = []] = []] =
      first?.geometry.type === 'Polygon' ? first.geometry.coordinates : [];
    const found = indexOfMaterial(units).meeting([x, y, x, y]);
    expect(found.map(({ id }) => id)).toContain(first?.id);
    const isLooked = (unit: object): boolean =>
      Object.getOwnPropertyDescriptor(unit, 'geometry')?.get === undefined;
    expect(units.filter(isLooked)).toEqual([]);
  });

  it('works out what the page would, on the head as it has been told to be', async () => {
    const { opened } = await open();
    const operation = nudge();
    const worked = await opened.desk?.work([operation]);
    const here = workOut(plan, [operation], context);
    expect(here.ok).toBe(true);
    expect(worked).toEqual(here);
    if (here.ok) opened.desk?.change(here.value.changes);
    // The vertex is no longer there.
    expect((await opened.desk?.work([operation]))?.ok).toBe(false);
  });

  it('does not answer once its worker is gone, and says so', async () => {
    const { opened, worker } = await open();
    worker.die('out of memory');
    await expect(opened.desk?.work([nudge()])).rejects.toThrow('out of memory');
  });

  it('fails where the answer is no plan', async () => {
    const read = readAtDesk(inThisThread, noChannel, 6);
    await expect(read(bytesOf('nothing'))).rejects.toThrow();
  });

  it('goes on to another worker as a whole', () => {
    const session = new PlanDeskSession(bytesOf(DRAFT));
    const { plan: handed } = structuredClone(session.handOver());
    expect(handed.state.communities).toEqual(plan.communities);
    if (handed.units === null) throw new Error('there are units');
    expect(wholeUnits(handed.units.bare, handed.units.ground)).toEqual(context.units);
  });
});

it('cuts lists in slices of about a weight, and no item', () => {
  const items = Array.from({ length: 50 }, (_, i) => ({
    ring: Array.from({ length: i }, () => [1, 2]),
  }));
  const cut = [...slices<{ ring: number[][] }>(items, 200)];
  expect(cut.flat()).toEqual(items);
  expect(cut.length).toBeGreaterThan(5);
  for (const slice of cut) if (slice.length > 1) expect(weightOf(slice)).toBeLessThanOrEqual(201);
});
