import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestResult } from '#engine/propose/suggest/types.ts';
import { shippedPolicies } from '../../server/services/audit/policy-store.ts';
import { describeInBrowser, openWatchedPage, type WatchedPage } from '../helpers/browser.ts';
import { sampleInput } from '../helpers/sample-input.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Serves a folder as strictly as the service does: the page may start workers of its own host alone. */
function serve(folder: string): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    if (path === '/favicon.ico') return response.writeHead(204).end();
    response
      .setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
      .setHeader('content-security-policy', "default-src 'self'; worker-src 'self'")
      .end(readFileSync(join(folder, path)));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : 0;
      resolve({ server, origin: `http://127.0.0.1:${port}` });
    });
  });
}

describeInBrowser('suggestions in a web worker', (browser) => {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-suggest-page-'));
  let server: Server | undefined;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    await build({
      root: join(ROOT, 'test/e2e/suggest-page'),
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
    });
    const served = await serve(folder);
    server = served.server;
    watched = await openWatchedPage(browser());
    page = watched.page;
    await page.goto(served.origin);
    await page.waitForFunction('globalThis.suggester !== undefined');
  });
  afterAll(async () => {
    await page?.context().close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** In the page; resolves to the result and what was heard of its progress. */
  const inBrowser = (kind: string, input: SuggestInput, options: object) =>
    page.evaluate(
      `(async ([kind, input, options]) => {
        const heard = [];
        const result = await suggester.suggest(kind, input, options, {
          onProgress: (progress) => heard.push(progress),
        });
        return { result, heard };
      })(${JSON.stringify([kind, input, options])})`,
    ) as Promise<{ result: SuggestResult; heard: { share: number }[] }>;

  it('are those that Node makes for the sample town: a merge', async () => {
    const input = sampleInput(shippedPolicies().get('yuhang-2020'));
    const here = suggest('merge', input, {});
    expect(here.suggestions.length).toBeGreaterThan(0);
    const { result, heard } = await inBrowser('merge', input, {});
    expect(result).toEqual(JSON.parse(JSON.stringify(here)));
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.at(-1)?.share).toBe(1);
    expect(watched.faults).toEqual([]);
    // The worker is ended with its one request.
    await expect.poll(() => page.workers().length).toBe(0);
  });

  it('are those that Node makes: a split of the community of 6,200 households', async () => {
    const input = sampleInput(shippedPolicies().get('yuhang-2020'));
    const here = suggest('split', input, { targets: ['990101001003'] });
    const { result } = await inBrowser('split', input, { targets: ['990101001003'] });
    expect(result).toEqual(JSON.parse(JSON.stringify(here)));
  });

  it('end at once when they are no longer wanted, and the page goes on', async () => {
    const input = sampleInput(shippedPolicies().get('yuhang-2020'));
    const outcome = await page.evaluate(
      `(async (input) => {
        const controller = new AbortController();
        const began = performance.now();
        const running = suggester.suggest('replan', input, { moves: 1e9 }, {
          signal: controller.signal,
          onProgress: () => controller.abort(new Error('enough')),
        });
        return running.then(
          () => 'done',
          (error) => error.message + ' ' + (performance.now() - began < 20000),
        );
      })(${JSON.stringify(input)})`,
    );
    expect(outcome).toBe('enough true');
    // A browser gives a worker that computes a second or two to end by itself.
    await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBe(0);
    expect(watched.faults).toEqual([]);
  });
});
