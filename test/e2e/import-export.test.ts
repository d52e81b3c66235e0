import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  type WatchedPage,
  waitForMap,
} from '../helpers/browser.ts';
import { twoCommunities, upload } from '../helpers/import-walk.ts';
import { startPlan } from '../helpers/planner-page.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';

describeInBrowser('import and export', (browser) => {
  let server: SizhiProcess;
  let watched: WatchedPage;
  let page: Page;
  const dialog = () => page.getByRole('dialog');
  const choose = async (...files: ReturnType<typeof upload>[]) =>
    dialog().locator('input[type="file"]').setInputFiles(files);
  const download = async (name: string): Promise<{ name: string; bytes: Buffer }> => {
    const [got] = await Promise.all([
      page.waitForEvent('download'),
      dialog().getByRole('button', { name }).click(),
    ]);
    return { name: got.suggestedFilename(), bytes: readFileSync(await got.path()) };
  };
  const towns = async (): Promise<number> => {
    const answer = await fetch(`${server.origin}/collections/jurisdictions/items`);
    return ((await answer.json()) as { features: unknown[] }).features.length;
  };

  beforeAll(async () => {
    server = await startSizhi({ SIZHI_SAMPLE: 'off', SIZHI_RATE_LIMIT: '0' });
    watched = await openWatchedPage(browser(), { acceptDownloads: true });
    page = watched.page;
    await page.goto(server.origin);
    await page.getByRole('heading', { name: '还没有镇街数据' }).waitFor();
  });
  afterAll(async () => {
    await page?.context().close();
    await server?.stop();
  });

  it('offers the import where there is no town', async () => {
    await page.getByRole('button', { name: '导入镇街…' }).click();
    await dialog().getByText('请先选择文件').waitFor();
    expect(await dialog().getByRole('button', { name: '预览' }).isDisabled()).toBe(true);
    await keepScreenshot(page, 'import-empty');
  });

  it('says what is wrong with a file and shows the place, before anything is sent', async () => {
    const before = watched.requests.length;
    await choose(
      upload(
        '社区.geojson',
        twoCommunities(([, second]) => {
          const { coordinates } = (second as { geometry: { coordinates: number[][][] } }).geometry;
          coordinates[0]?.pop();
        }),
      ),
    );
    await dialog().getByText('环没有闭合').waitFor();
    await dialog().getByRole('button', { name: '在图上查看' }).click();
    await dialog().getByRole('button', { name: '显示全部' }).waitFor();
    expect(await dialog().getByRole('button', { name: '预览' }).isDisabled()).toBe(true);
    await keepScreenshot(page, 'import-problem');
    expect(watched.requests.slice(before).filter((url) => url.includes('/imports'))).toEqual([]);
    await dialog().getByRole('button', { name: '移除 社区.geojson' }).click();
  });

  it('matches fields by name, previews without writing, and then writes', async () => {
    await choose(upload('社区.geojson', twoCommunities()));
    const fields = dialog().getByRole('group', { name: '社区.geojson 的字段对应' });
    await fields.waitFor();
    expect(await fields.getByLabel('代码', { exact: true }).inputValue()).toBe('代码');
    expect(await fields.getByLabel('名称', { exact: true }).inputValue()).toBe('名称');
    expect(await fields.getByLabel('常住户数', { exact: true }).inputValue()).toBe('户数');
    await dialog().getByLabel('镇街代码').fill('T1');
    await dialog().getByLabel('镇街名称').fill('试验镇');
    await keepScreenshot(page, 'import-files');
    await dialog().getByRole('button', { name: '预览' }).click();
    await dialog().getByText('将有这些变化（尚未写入）').waitFor();
    expect(
      await dialog()
        .getByRole('row', { name: /社区四界/ })
        .textContent(),
    ).toContain('2');
    expect(await towns()).toBe(0);
    await keepScreenshot(page, 'import-preview');
    await dialog().getByRole('button', { name: '写入登记数据' }).click();
    await dialog().getByText('已写入登记数据').waitFor();
    await keepScreenshot(page, 'import-done');
    await dialog().getByRole('button', { name: '打开该镇街' }).click();
    await page.locator('.town-name', { hasText: '试验镇' }).waitFor();
    const items = await fetch(`${server.origin}/collections/communities/items`);
    const { features } = (await items.json()) as { features: { properties: object }[] };
    expect(features.map(({ properties }) => properties)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'A1', name: '东社区', households: 1200, note: 'kept' }),
      ]),
    );
  });

  it('says of each tool that cannot be used why: here there are no units', async () => {
    await startPlan(page, '没有地块');
    const disabled = page.locator('.tool[aria-disabled="true"]');
    await disabled.first().waitFor();
    const tools = await disabled.evaluateAll((list) =>
      list.map((one: { getAttribute(name: string): string | null }) => [
        one.getAttribute('data-tool'),
        one.getAttribute('title'),
        one.getAttribute('aria-description'),
      ]),
    );
    expect(tools.map(([tool]) => tool)).toEqual(['paint', 'lasso', 'split-units']);
    for (const [, title, description] of tools) {
      expect(title).toContain('没有地块数据');
      expect(description).toBe(title);
    }
    // Neither a click nor its key chooses one; a tap, which no tooltip follows, is told why.
    await disabled.first().click({ force: true });
    expect(await page.locator('.tool-refusal').textContent()).toContain('没有地块数据');
    await page.keyboard.press('b');
    expect(await page.locator('[data-tool="inspect"]').getAttribute('aria-pressed')).toBe('true');
    await keepScreenshot(page, 'tools-disabled');
    await page.locator('[data-tool="reshape"]').click();
    await page.locator('.tool-refusal').waitFor({ state: 'detached' });
    await page.keyboard.press('v');
    await page.getByRole('button', { name: '结束编辑' }).click();
    await page.locator('.toolbar').waitFor({ state: 'detached' });
  });

  it('shows why the server refuses an import, and that nothing was written', async () => {
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await choose(
      upload('社区.geojson', twoCommunities()),
      upload('楼盘.geojson', {
        type: 'FeatureCollection',
        features: [
          { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [120, 30] } },
        ],
      }),
    );
    await dialog().getByLabel('楼盘.geojson 是什么').waitFor();
    await dialog().getByLabel('镇街代码').fill('T2');
    await dialog().getByRole('button', { name: '预览' }).click();
    await dialog().getByText('服务器没有接受，什么也没有写入').waitFor();
    await keepScreenshot(page, 'import-refused');
    expect(await towns()).toBe(1);
    await dialog().getByRole('button', { name: '取消' }).click();
  });

  it('exports what is on the page, named by town and day', async () => {
    await waitForMap(page);
    await page.getByRole('button', { name: '导出', exact: true }).click();
    await keepScreenshot(page, 'export');
    const geojson = await download('导出社区四界，GeoJSON');
    expect(geojson.name).toMatch(/^试验镇_社区四界_\d{4}-\d\d-\d\d\.geojson$/);
    const { features } = JSON.parse(geojson.bytes.toString('utf8')) as { features: unknown[] };
    expect(features).toHaveLength(2);
    const csv = await download('导出社区四界，CSV（Excel 可开）');
    expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    // A name that a spreadsheet would run as a formula.
    expect(csv.bytes.toString('utf8')).toContain("'=西社区");
    const text = await download('导出四至和界线走向，文本');
    expect(text.bytes.toString('utf8')).toContain('东至');
    const map = await download('导出地图，PNG 图片');
    expect(map.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(map.bytes.length).toBeGreaterThan(5000);
    expect(await dialog().getByRole('button', { name: '导出地块，GeoJSON' }).isDisabled()).toBe(
      true,
    );
  });

  it('asked for nothing outside and broke no rule of the page', () => {
    const outside = watched.requests.filter(
      (url) => !/^(blob|data):/.test(url) && new URL(url).origin !== server.origin,
    );
    expect(outside).toEqual([]);
    expect(watched.faults.filter((fault) => !/400|422/.test(fault))).toEqual([]);
  });
});
