import { afterAll, describe, expect, it, vi } from 'vitest';
import { HAIDIAN, hasHaidian, importHaidian } from '../helpers/haidian-town.ts';
import { describeStory } from '../helpers/planner-story.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';

// Each is a whole piece of work, on a map that is drawn without a graphics card.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** On the border of 圆明社区 and 清华社区: at 至善路, and where it comes back to 万泉河; between them the bridge of the road. */
const AT_ROAD = [116.319425, 40.004847] as const;
const AT_BRIDGE = [116.32043, 40.00488] as const;
const AT_RIVER = [116.319722, 40.002819] as const;

if (hasHaidian()) {
  let server: SizhiProcess | undefined;
  afterAll(() => server?.stop());
  describeStory(
    {
      title: 'the streets of Haidian, from planted faults to a plan and back',
      plan: '海淀的故事',
      planted: /^(gap|overlap|non-contiguous|split|merge)-/,
      count: 5,
      strokes: [
        {
          zoom: 15.4,
          at: [116.3202, 40.0068],
          strokes: [
            {
              // The stray part of 双清社区, to 清华社区 around it.
              to: [116.3255, 40.0035],
              at: [116.3233, 40.0048],
              along: [
                [116.3228, 40.0037],
                [116.3228, 40.0058],
                [116.3242, 40.0058],
                [116.3242, 40.0037],
              ],
              said: /划入“清华社区”/,
              // Those of all its units, also where the file did not say whose they are.
              households: '5,606',
            },
            // The block that is in no community, and the one that two have.
            { to: [116.315, 40.006], at: [116.3185, 40.0061], said: /划入“圆明社区”/ },
            { to: [116.323, 40.0095], at: [116.3203, 40.0084], said: /重叠归“荷清社区”/ },
          ],
        },
      ],
      painted: ['gap-', 'overlap-', 'non-contiguous-'],
      // Around the block that is missing, with a little of what its neighbours have.
      gap: {
        zoom: 16.5,
        at: [116.3185, 40.00616],
        corners: [
          [116.3175, 40.0067],
          [116.3175, 40.0056],
          [116.3196, 40.0056],
          [116.3196, 40.0068],
        ],
      },
      // Across 清华社区, from the river to the outline in the east.
      split: {
        zoom: 14.9,
        at: [116.3255, 40.003],
        line: [AT_RIVER, [116.332, 40.003078]],
        said: /沿线拆分“清华社区”，分出“清华社区二”/,
      },
      // 照澜社区 (376 households) becomes part of 荷塘社区.
      merge: {
        zoom: 15.4,
        at: [116.3195, 39.9967],
        into: [116.318, 39.9976],
        small: [116.321, 39.9957],
      },
      redraw: {
        zoom: 15.6,
        at: [116.319, 40.0045],
        clicks: [AT_ROAD, AT_BRIDGE, AT_RIVER],
        // The part north of the line, where it has been split.
        said: /重画“圆明社区”与“清华社区二?”的边界/,
      },
      // Further along 至善路.
      drag: { from: AT_ROAD, to: [116.319963, 40.00486] },
      offered: ['gap-', 'overlap-', 'non-contiguous-', 'merge-'],
    },
    async () => {
      server = await startSizhi({ SIZHI_SAMPLE: 'off', SIZHI_RATE_LIMIT: '0' });
      await importHaidian(server.origin);
      return server.origin;
    },
    (editing) => {
      it('shows each planted fault, and no other error', async () => {
        const { page } = editing();
        expect(await page.locator('.header').textContent()).toContain(HAIDIAN.name);
        expect(await page.locator('.group h3', { hasText: '错误' }).count()).toBe(3);
      });
    },
  );
} else {
  const reason = '../shared/data/osm-beijing-haidian is not here';
  console.warn(`NOT RUN: ${reason}; the planner is not driven on the streets of Haidian.`);
  describe('the streets of Haidian', () => {
    it.skip(`NOT TESTED: ${reason}`);
  });
}
