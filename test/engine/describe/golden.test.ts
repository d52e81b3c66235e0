import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import { describeAdjustment } from '#engine/describe/describe-adjustment.ts';
import { BoundaryDescriber } from '#engine/describe/describe-boundary.ts';
import { linesToName } from '#engine/describe/lines-to-name.ts';
import type { BoundaryDescription } from '#engine/describe/types.ts';
import { parseGeoJson } from '../../../server/formats/geojson/parse-geojson.ts';
import { readFeatures } from '../../../server/formats/geojson/read-features.ts';
import { readBarrierFile } from '../../../server/formats/osm/read-barrier-file.ts';
import { loadTagTable } from '../../../server/services/import/load-tag-table.ts';
import { dividedUnits, SAMPLE, sampleCommunity, sampleWith, unionOf } from './sample-plan.ts';

// Texts as they are written, `golden/<name>.txt`. UPDATE=1 writes them anew: read them aloud before you
// keep them.
function expectGolden(name: string, actual: string): void {
  const file = new URL(`./golden/${name}.txt`, import.meta.url);
  if (process.env.UPDATE === '1') writeFileSync(file, actual);
  expect(existsSync(file), `${file.pathname} is missing: run with UPDATE=1`).toBe(true);
  expect(actual).toBe(readFileSync(file, 'utf8'));
}

const both = ({ zh, en }: Message): string => `${zh}\n${en}\n`;

const section = ({ name, text, notes }: BoundaryDescription): string =>
  [`# ${name.zh} · ${name.en}\n`, both(text.limits), both(text.course), ...notes.map(both)].join(
    '',
  );

describe('the sample town', () => {
  const describer = new BoundaryDescriber(SAMPLE);
  const descriptions = SAMPLE.communities.map((community) => describer.describe(community));

  test('its boundaries', () => {
    expectGolden('sample-boundaries', descriptions.map(section).join('\n'));
  });

  test('every community is bounded by named barriers on every side', () => {
    for (const { name, limits } of descriptions) {
      for (const { side, items, coveredShare } of Object.values(limits)) {
        expect(
          items.every(({ along }) => along.kind === 'barrier' && along.barrier.name !== undefined),
          `${name.zh} ${side}`,
        ).toBe(true);
        expect(coveredShare, `${name.zh} ${side}`).toBeGreaterThan(0.6);
      }
    }
  });

  // 6,200 households, to be divided east of 清桥街、春华街、桂义路.
  const [west, east] = dividedUnits('桃源社区', ([lon]) => lon! < 119.9905);
  const large = sampleCommunity('桃源社区');
  const small = sampleCommunity('石桥园区社区');
  const neighbour = sampleCommunity('锦江社区');
  const added: CommunityInput = {
    id: '990101001021',
    name: '桃东社区',
    nameEn: 'Taodong Community',
    geometry: east,
  };
  const merged: CommunityInput = {
    ...neighbour,
    geometry: unionOf([small.geometry!, neighbour.geometry!]),
  };
  const heting = sampleCommunity('鹤亭社区');

  test.each<[string, CommunityInput[]]>([
    ['merge-small', sampleWith(['石桥园区社区', '锦江社区'], [merged])],
    ['split-large', sampleWith(['桃源社区'], [{ ...large, geometry: west }, added])],
    [
      'split-large-into-new',
      sampleWith(
        ['桃源社区'],
        [
          added,
          {
            ...added,
            id: '990101001022',
            name: '桃西社区',
            nameEn: 'Taoxi Community',
            geometry: west,
          },
        ],
      ),
    ],
    [
      'transfer-part',
      sampleWith(
        ['桃源社区', '鹤亭社区'],
        [
          { ...large, geometry: west },
          { ...heting, geometry: unionOf([heting.geometry!, east]) },
        ],
      ),
    ],
    [
      'whole-plan',
      sampleWith(
        ['石桥园区社区', '锦江社区', '桃源社区', '枫林村'],
        [
          merged,
          { ...large, geometry: west },
          added,
          {
            ...sampleCommunity('枫林村'),
            name: '枫林社区',
            nameEn: 'Fenglin Community',
            properties: { kind: 'converted' },
          },
        ],
      ),
    ],
  ])('adjustment: %s', (name, after) => {
    const { text } = describeAdjustment(SAMPLE.communities, after, SAMPLE);
    expectGolden(`sample-${name}`, both(text));
  });
});

const DATA = fileURLToPath(
  new URL('../../../../shared/data/osm-beijing-haidian/', import.meta.url),
);
const isHere = existsSync(DATA);
if (!isHere) {
  console.warn(`NOT CHECKED: ${DATA} is absent, so no boundary of a real town was described`);
}

describe.skipIf(!isHere)('streets of Haidian, along real roads, rivers and railways', () => {
  const read = (name: string): Uint8Array => readFileSync(`${DATA}${name}.geojson`);
  const sources = (): BarrierSource[] =>
    ['roads', 'waterways', 'railways'].flatMap((name) => {
      const file = readBarrierFile(read(name), loadTagTable());
      if (!file.ok) throw new Error(file.error[0]!.message.en);
      return file.value.barriers.map((barrier) => ({ ...barrier, id: `${name} ${barrier.id}` }));
    });
  const communities = (): CommunityInput[] => {
    const parsed = parseGeoJson(read('subdistricts_clipped'));
    if (!parsed.ok) throw new Error(parsed.error[0]!.message.en);
    const features = readFeatures(parsed.value.document, ['Polygon', 'MultiPolygon']);
    if (!features.ok) throw new Error(features.error[0]!.message.en);
    return features.value.features;
  };

  test('their boundaries', () => {
    const context = { communities: communities(), barriers: linesToName(sources()) };
    const describer = new BoundaryDescriber(context);
    const [first, ...others] = context.communities.map((community) =>
      describer.describe(community),
    );
    // The data stay where they are: of the others their limits alone.
    const limits = others.map(({ name, text }) => `# ${name.zh}\n${both(text.limits)}`);
    expectGolden('osm-beijing-haidian', [section(first!), ...limits].join('\n'));
  });
});
