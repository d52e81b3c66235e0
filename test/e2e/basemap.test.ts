import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  outsideRequests,
  waitForMap,
} from '../helpers/browser.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';

/** A PNG of one grey pixel, stretched over each tile. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPYsGEDAAQkAhG7+/aHAAAAAElFTkSuQmCC',
  'base64',
);

/** A PMTiles archive of one tile, at zoom 0: header, root directory, tile. Specification version 3. */
function archiveOf(tile: Buffer): Buffer {
  // One entry: tile 0, run of 1, its length, and offset 0 (written plus one); all numbers are varints.
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
  const root = Buffer.from([1, ...varint(0), ...varint(1), ...varint(tile.length), ...varint(1)]);
  const metadata = Buffer.from('{}');
  const header = Buffer.alloc(127);
  header.write('PMTiles', 'latin1');
  header[7] = 3;
  const long = (at: number, value: number) => header.writeBigUInt64LE(BigInt(value), at);
  long(8, 127);
  long(16, root.length);
  long(24, 127 + root.length);
  long(32, metadata.length);
  long(40, 127 + root.length + metadata.length);
  long(48, 0);
  long(56, 127 + root.length + metadata.length);
  long(64, tile.length);
  long(72, 1);
  long(80, 1);
  long(88, 1);
  header[96] = 1;
  header[97] = 1;
  header[98] = 1;
  header[99] = 2;
  header.writeInt32LE(-1_800_000_000, 102);
  header.writeInt32LE(-850_000_000, 106);
  header.writeInt32LE(1_800_000_000, 110);
  header.writeInt32LE(850_000_000, 114);
  return Buffer.concat([header, root, metadata, tile]);
}

describeInBrowser('a basemap of raster tiles', (browser) => {
  let tiles: Server;
  let host: string;
  let sizhi: SizhiProcess;
  const asked: string[] = [];

  beforeAll(async () => {
    tiles = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('content-type', 'image/png');
      response.end(PIXEL);
    });
    await new Promise<void>((done) => tiles.listen(0, '127.0.0.1', done));
    host = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
    sizhi = await startSizhi({
      SIZHI_RATE_LIMIT: '0',
      SIZHI_BASEMAP_TILES: `${host}/{z}/{x}/{y}.png?tk=key`,
      SIZHI_BASEMAP_ATTRIBUTION: '试验底图',
    });
  });
  afterAll(async () => {
    await sizhi?.stop();
    tiles?.close();
  });

  it('is drawn below the town, named, and switched off by the reader for good', async () => {
    const { page, requests, faults } = await openWatchedPage(browser());
    await page.goto(sizhi.origin);
    await page.locator('.finding').first().waitFor();
    await page.locator('.basemap-credit', { hasText: '试验底图' }).waitFor();
    await waitForMap(page);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((url) => /^\/\d+\/\d+\/\d+\.png\?tk=key$/.test(url))).toBe(true);
    await page.getByText('图层与图例').click();
    await page.getByLabel('底图浓度').fill('0.9');
    await waitForMap(page);
    await keepScreenshot(page, 'basemap');
    await page.getByLabel('底图', { exact: true }).uncheck();
    expect(await page.locator('.basemap-credit').count()).toBe(0);
    const before = asked.length;
    await page.reload();
    await page.locator('.finding').first().waitFor();
    await waitForMap(page);
    expect(asked.length).toBe(before);
    const outside = outsideRequests(requests, sizhi.origin);
    expect([...new Set(outside.map((url) => new URL(url).origin))]).toEqual([host]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describeInBrowser('a basemap file', (browser) => {
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-basemap-'));
  let sizhi: SizhiProcess;
  beforeAll(async () => {
    const path = join(directory, 'base.pmtiles');
    writeFileSync(path, archiveOf(PIXEL));
    sizhi = await startSizhi({ SIZHI_RATE_LIMIT: '0', SIZHI_BASEMAP_PMTILES: path });
  });
  afterAll(async () => {
    await sizhi?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is read from our own server, piece by piece, and nothing from elsewhere', async () => {
    const whole = await fetch(`${sizhi.origin}/basemap.pmtiles`);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const piece = await fetch(`${sizhi.origin}/basemap.pmtiles`, {
      headers: { range: 'bytes=0-6' },
    });
    expect(piece.status).toBe(206);
    expect(await piece.text()).toBe('PMTiles');
    const beyond = await fetch(`${sizhi.origin}/basemap.pmtiles`, {
      headers: { range: 'bytes=100000000-' },
    });
    expect(beyond.status).toBe(416);
    const { page, requests, faults } = await openWatchedPage(browser());
    await page.goto(sizhi.origin);
    await page.locator('.finding').first().waitFor();
    await waitForMap(page);
    expect(requests.filter((url) => url.endsWith('/basemap.pmtiles')).length).toBeGreaterThan(0);
    expect(outsideRequests(requests, sizhi.origin)).toEqual([]);
    expect(faults).toEqual([]);
    await keepScreenshot(page, 'basemap-file');
    await page.context().close();
  });
});
