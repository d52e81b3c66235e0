import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeInBrowser, type WatchedPage } from '../helpers/browser.ts';
import { EditingPage } from '../helpers/editing-page.ts';
import { onScreen } from '../helpers/map-view.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

// A map drawn without a graphics card.
vi.setConfig({ testTimeout: 90_000 });

/** A crossing on the border of 凤鸣社区 and 北桥社区 of the sample town: a vertex. */
const BORDER = [120.0061711, 30.2921221] as const;

/** A message of the page to one of its workers. */
interface Sent {
  /** File of the worker. */
  to: string;
  kind: string;
  /** Units in it that bring their areas along. */
  units: number;
  /** Of a message to the map's worker: the source, and how many features are sent for it. */
  source: string | null;
  features: number;
  isWhole: boolean;
}

/** Notes what the page sends its workers, and which large texts it parses itself. */
const WATCH = `
  window.sent = [];
  window.parsed = [];
  const NativeWorker = window.Worker;
  const files = new WeakMap();
  window.Worker = class extends NativeWorker {
    constructor(url, options) {
      super(url, options);
      files.set(this, String(url).split('/').at(-1));
    }
  };
  const post = NativeWorker.prototype.postMessage;
  NativeWorker.prototype.postMessage = function (message, ...rest) {
    const { source = null, data, dataDiff } = message?.data ?? {};
    const isFeatures = Array.isArray(data?.features) || dataDiff !== undefined;
    window.sent.push({
      to: files.get(this) ?? '',
      kind: String(message?.kind ?? message?.type ?? ''),
      units: (message?.units ?? message?.ground?.units ?? []).length,
      source: isFeatures ? source : null,
      features: data?.features?.length ?? dataDiff?.add?.length ?? 0,
      isWhole: Array.isArray(data?.features),
    });
    return post.call(this, message, ...rest);
  };
  const json = Response.prototype.json;
  Response.prototype.json = function () {
    window.parsed.push(this.url);
    return json.call(this);
  };
`;

describeInBrowser('what the page leaves to its workers', (browser) => {
  let editing: EditingPage;
  let watched: WatchedPage;

  beforeAll(async () => {
    editing = await EditingPage.open(browser(), sampleOrigin(), '速度试验', { script: WATCH });
    watched = editing.watched;
  });
  afterAll(async () => {
    expect(watched?.faults ?? []).toEqual([]);
    await watched?.page.context().close();
  });
  const sent = async (): Promise<Sent[]> => (await editing.page.evaluate('window.sent')) as Sent[];
  const forget = () => editing.page.evaluate('window.sent.length = 0');
  const dragBorder = async (): Promise<void> => {
    await editing.view(16, BORDER);
    await editing.choose('reshape');
    await forget();
    const { x, y } = await onScreen(editing.page, BORDER);
    await editing.page.mouse.move(x, y);
    await editing.page.mouse.down();
    await editing.page.mouse.move(x + 20, y + 20, { steps: 5 });
  };

  it('has a plan read by a worker, which hands it to the audit: no unit passes through the page', async () => {
    const all = await sent();
    expect((await editing.page.evaluate('window.parsed')) as string[]).not.toContainEqual(
      expect.stringMatching(/\/draft$/),
    );
    const to = (file: string): string[] =>
      all.filter((message) => message.to.startsWith(file)).map(({ kind }) => kind);
    expect(to('plan-desk-worker')).toEqual(['read', 'hand-over']);
    expect(to('live-audit-worker')).toEqual(['port']);
    expect(all.reduce((sum, { units }) => sum + units, 0)).toBe(0);
  });

  it('works a dragged border out in a worker, and does what was seen without working it out again', async () => {
    await dragBorder();
    await editing.label(/平方米/);
    const asked = (await sent()).filter(({ kind }) => kind === 'work').length;
    expect(asked).toBeGreaterThan(0);
    await editing.letGo();
    await editing.done(/移动 1 个边界折点/);
    const after = await sent();

    expect(after.filter(({ kind }) => kind === 'work')).toHaveLength(asked);
    expect(
      after.filter(({ kind }) => kind === 'change').map(({ to }) => to.split('-w')[0]),
    ).toEqual(['plan-desk', 'live-audit']);
  });

  it('gives the map the communities that changed, and no other shape again', async () => {
    // Of the edit before, with its audit.
    const forMap = (await sent()).filter(({ source }) => source !== null && source !== 'sketch');
    const communities = forMap.filter(({ source }) => source === 'communities');
    expect(communities.map(({ isWhole }) => isWhole)).toEqual([false]);
    expect(communities[0]?.features).toBeLessThanOrEqual(3);
    const wholes = forMap.filter(({ isWhole }) => isWhole).map(({ source }) => source);
    expect(wholes.filter((source) => source !== 'finding-places')).toEqual([]);
    await forget();
    await editing.undo();
    await expect
      .poll(async () => (await sent()).some(({ source }) => source === 'communities'))
      .toBe(true);
    const undone = (await sent()).filter(({ source }) => source === 'communities');
    expect(undone.every(({ isWhole, features }) => !isWhole && features <= 3)).toBe(true);
  });
});
