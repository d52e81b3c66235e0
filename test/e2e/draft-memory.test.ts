import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser } from '../helpers/browser.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

describeInBrowser('drafts that pages leave behind', (browser) => {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-draft-page-'));
  let server: Server | undefined;
  let origin = '';

  beforeAll(async () => {
    await build({
      root: join(ROOT, 'test/e2e/draft-memory-page'),
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
    });
    server = createServer((request, response) => {
      const path = request.url === '/' ? '/index.html' : (request.url ?? '');
      if (path === '/favicon.ico') return response.writeHead(204).end();
      response
        .setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
        .end(readFileSync(join(folder, path)));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(origin);
    await page.waitForFunction('globalThis.memory !== undefined');
    return page;
  };
  const write = (page: Page, draft: string, keys: string[]): Promise<unknown> =>
    page.evaluate(
      `memory.write({
        planId: 'plan', draft: '${draft}', version: 3,
        waiting: ${JSON.stringify(keys.map((key) => ({ kind: 'undo', key, steps: 1 })))},
      })`,
    );
  const leftBehind = (page: Page, planId = 'plan'): Promise<string[][]> =>
    page.evaluate(
      `memory.leftBehind('${planId}').then((drafts) =>
        drafts.map(({ waiting }) => waiting.map(({ key }) => key)))`,
    );

  describe.each([
    ['with locks', true],
    ['without a secure context, where there are no locks', false],
  ])('%s', (_name, hasLocks) => {
    it('those of a page that crashed are offered, those of one that is open are not', async () => {
      const context = await browser().newContext();
      if (!hasLocks) {
        await context.addInitScript(
          "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })",
        );
      }
      const [first, second] = [await open(context), await open(context)];
      await write(first, 'a', ['one', 'two']);
      expect(await leftBehind(second)).toEqual([]);
      // An edit that was closed, and the plan opened again on the same page.
      expect(await leftBehind(first)).toEqual([['one', 'two']]);
      const session = await context.newCDPSession(first);
      const crashed = first.waitForEvent('crash');
      void session.send('Page.crash').catch(() => undefined);
      await crashed;
      expect(await leftBehind(second)).toEqual([['one', 'two']]);
      expect(await leftBehind(second, 'other')).toEqual([]);
      await write(second, 'b', ['three']);
      await second.reload();
      await second.waitForFunction('globalThis.memory !== undefined');
      expect(await leftBehind(second)).toEqual([['three'], ['one', 'two']]);
      await second.evaluate("memory.leftBehind('plan').then((drafts) => memory.forget(drafts))");
      expect(await leftBehind(second)).toEqual([]);
      await write(second, 'c', ['four']);
      await write(second, 'c', []);
      expect(await leftBehind(second)).toEqual([]);
      await context.close();
    });
  });
});
