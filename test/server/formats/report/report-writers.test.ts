import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '#engine/coverage/types.ts';
import { displayWidth, fitWidth } from '../../../../server/formats/report/display-width.ts';
import { writeGeoJsonReport } from '../../../../server/formats/report/geojson.ts';
import { writeHtmlReport } from '../../../../server/formats/report/html.ts';
import { writeJsonReport } from '../../../../server/formats/report/json.ts';
import { createMapFrame, pathData } from '../../../../server/formats/report/map-frame.ts';
import type { ReportInput } from '../../../../server/formats/report/report-input.ts';
import { writeSarifReport } from '../../../../server/formats/report/sarif.ts';
import { writeTextReport } from '../../../../server/formats/report/text.ts';

const fixture = (name: string): ReportInput =>
  JSON.parse(
    readFileSync(new URL(`../../../fixtures/reports/${name}.input.json`, import.meta.url), 'utf8'),
  );
const dirty = fixture('dirty-town');
const withFinding = (change: Partial<Finding>): ReportInput => ({
  ...dirty,
  result: { ...dirty.result, findings: [{ ...(dirty.result.findings[0] as Finding), ...change }] },
});

describe('text', () => {
  test('nothing of the data can move the cursor or turn the line', () => {
    const text = writeTextReport(dirty);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).toContain('\\u001b[31m');
  });

  test('numbers of the summary stand under one another, beside Chinese labels too', () => {
    const lines = writeTextReport({ ...dirty, language: 'zh' }).split('\n');
    const ends = lines
      .filter((line) => /^ {2}(交叉重叠|管理空白|不接壤|未能检查) /.test(line))
      .map((line) => displayWidth(/^ {2}\S+ +\d+/.exec(line)?.[0] ?? ''));
    expect(ends).toHaveLength(4);
    expect(new Set(ends).size).toBe(1);
  });

  test.each([
    ['四至', 4],
    ['a四', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['（全角）', 8],
  ])('displayWidth(%s) is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test('fitWidth never breaks a character or exceeds the columns', () => {
    expect(fitWidth('河滨社区', 8)).toBe('河滨社区');
    expect(fitWidth('河滨社区', 7)).toBe('河滨社…');
    expect(fitWidth('河滨社区', 6)).toBe('河滨…');
    expect(fitWidth('😀😀', 3)).toBe('😀…');
  });
});

describe('a file without attributes under a policy', () => {
  const note = (rule: string, clause?: string): Finding => ({
    ...(dirty.result.findings[0] as Finding),
    id: `note-${rule}`,
    rule,
    kind: 'unchecked',
    severity: 'info',
    communities: [],
    message: { zh: `未检查${rule}。`, en: `Not checked ${rule}.` },
    ...(clause === undefined ? {} : { clause }),
  });
  const [fault] = dirty.result.findings as [Finding];
  // Between notes, a rule that a policy has as a mere note.
  const findings = [note('size.split', 'YH 一(一)'), fault, note('unit.whole')];
  const bare: ReportInput = { ...dirty, result: { ...dirty.result, findings } };

  test('has its notes in one list, a line each, behind the faults', () => {
    const lines = writeTextReport({ ...bare, language: 'zh' }).split('\n');
    const at = lines.indexOf('未检查的规则：2 处提示');
    expect(lines.findIndex((line) => line.startsWith('1.   '))).toBeLessThan(at);
    expect(lines.slice(at + 1, at + 4)).toEqual([
      '',
      '  size.split  未检查size.split。（YH 一(一)）',
      '  unit.whole  未检查unit.whole。',
    ]);
  });

  test('steps through the faults on the page, and loses no note', () => {
    const html = writeHtmlReport(bare);
    expect(html).toContain('– / 1</output>');
    expect(html.match(/data-number="/g)).toHaveLength(1);
    for (const { id } of findings) expect(html).toContain(`<code>${id}</code>`);
  });
});

describe('json', () => {
  test('is the result itself, with all its members', () => {
    const result = { ...dirty.result, extra: { kept: true } };
    expect(JSON.parse(writeJsonReport({ result }))).toEqual(result);
  });

  test('has one finding a line', () => {
    const lines = writeJsonReport(dirty)
      .split('\n')
      .filter((line) => line.includes('"kind":'));
    expect(lines).toHaveLength(dirty.result.findings.length);
  });
});

describe('geojson', () => {
  const collection = JSON.parse(writeGeoJsonReport(dirty));

  test('has flat attributes, the same in every feature', () => {
    const [first] = collection.features;
    for (const { properties } of collection.features) {
      expect(Object.keys(properties)).toEqual(Object.keys(first.properties));
      for (const value of Object.values(properties))
        expect(value === null || typeof value !== 'object').toBe(true);
    }
  });

  test('winds shells counterclockwise and holes clockwise', () => {
    const square = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ];
    const hole = [
      [0.2, 0.2],
      [0.4, 0.2],
      [0.4, 0.4],
      [0.2, 0.4],
      [0.2, 0.2],
    ];
    const input = withFinding({ geometry: { type: 'Polygon', coordinates: [square, hole] } });
    const [{ geometry }] = JSON.parse(writeGeoJsonReport(input)).features;
    expect(geometry.coordinates).toEqual([square.toReversed(), hole.toReversed()]);
  });

  test('a finding without a shape is the point to zoom to, and null without a place', () => {
    const place = withFinding({ geometry: null, location: [120, 30] });
    expect(JSON.parse(writeGeoJsonReport(place)).features[0].geometry).toEqual({
      type: 'Point',
      coordinates: [120, 30],
    });
    const nowhere = withFinding({ geometry: null, location: null });
    expect(JSON.parse(writeGeoJsonReport(nowhere)).features[0].geometry).toBeNull();
  });
});

describe('sarif', () => {
  const log = JSON.parse(writeSarifReport(dirty));
  const [run] = log.runs;

  test('is a log of version 2.1.0 with one run of one tool', () => {
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    expect(run.tool.driver).toMatchObject({ name: 'Sizhi', semanticVersion: dirty.result.version });
  });

  test('every result points at its rule, the file, and carries the finding’s id as fingerprint', () => {
    expect(run.results).toHaveLength(dirty.result.findings.length);
    for (const [index, result] of run.results.entries()) {
      const finding = dirty.result.findings[index] as Finding;
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result.fingerprints).toEqual({ 'sizhiFinding/v1': finding.id });
      expect(result.locations[0].physicalLocation.artifactLocation).toEqual({
        uri: 'data/%E5%B0%8F%E9%95%87%201.geojson',
        index: 0,
      });
      expect(
        result.locations[0].logicalLocations.map(
          (each: { fullyQualifiedName: string }) => each.fullyQualifiedName,
        ),
      ).toEqual(finding.communities);
      expect(result.level).toBe(finding.severity === 'info' ? 'note' : finding.severity);
    }
  });

  test('every rule has a title and a remedy', () => {
    for (const rule of run.tool.driver.rules) {
      expect(rule.shortDescription.text).not.toBe('');
      expect(rule.help.text).not.toBe('');
    }
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toContain('size.split');
  });

  test.each([
    ['/data/a b.geojson', 'file:///data/a%20b.geojson'],
    ['C:\\data\\a.geojson', 'file:///C:/data/a.geojson'],
    ['sub\\a#1.geojson', 'sub/a%231.geojson'],
    ['-', 'stdin'],
  ])('the path %s becomes %s', (file, uri) => {
    const [{ artifacts }] = JSON.parse(writeSarifReport({ ...dirty, source: { file } })).runs;
    expect(artifacts[0].location.uri).toBe(uri);
  });

  test('a repeated id is one logical place', () => {
    const [{ results }] = JSON.parse(
      writeSarifReport(withFinding({ communities: ['7', '7'] })),
    ).runs;
    expect(results[0].locations[0].logicalLocations).toHaveLength(1);
  });
});

describe('html', () => {
  const html = writeHtmlReport(dirty);

  test('escapes what the data says', () => {
    expect(html).toContain('&lt;script&gt;alert(&quot;四至&quot;)&lt;/script&gt;');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('town&lt;2&gt;.geojson');
    expect(html).not.toContain('\u001b');
  });

  test('asks no host for anything', () => {
    expect(html).toContain(`content="default-src 'none';`);
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<(link|img|iframe|object|embed|base)\b|\bsrc=|@import|url\(/);
  });

  test('has one script and one style of its own, and the two languages of every message', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html.match(/<span class="zh"/g)?.length).toBe(html.match(/<span class="en"/g)?.length);
    expect(html).toContain('<html lang="en" class="en">');
    expect(writeHtmlReport({ ...dirty, language: 'zh' })).toContain(
      '<html lang="zh-CN" class="zh">',
    );
  });

  test('lists every finding and draws each that has a place', () => {
    for (const [index, { location }] of dirty.result.findings.entries()) {
      expect(html).toContain(`id="finding-${index + 1}"`);
      const shape = new RegExp(`<g id="shape-${index + 1}"[^>]*>(.*?)</g>`, 's').exec(html)?.[1];
      expect(shape?.includes('<circle')).toBe(location !== null);
    }
  });

  test('every number of the drawing is finite', () => {
    const drawing = html.slice(html.indexOf('<svg'), html.indexOf('</svg>'));
    expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('has no map where nothing has a shape', () => {
    const nothing = { ...dirty, communities: [{ id: 'a', geometry: null }] };
    expect(writeHtmlReport(nothing)).not.toContain('<svg');
  });
});

describe('the map', () => {
  test('keeps the corners of a square and leaves out vertices that no pixel tells apart', () => {
    const frame = createMapFrame(
      [
        [0, 0],
        [1, 1],
      ],
      100,
      0,
    );
    const bottom = Array.from({ length: 5001 }, (_, index) => [index / 5000, 0]);
    const path = pathData([[...bottom, [1, 1], [0, 1], [0, 0]]], frame, {
      closed: true,
      resolution: 1,
    });
    expect(path.match(/[ML]/g)!.length).toBeLessThan(110);
    expect(path).toMatch(/^M0 100/);
    expect(path).toMatch(/L0 0Z$/);
  });

  test('north is up and a degree of longitude shrinks with the latitude', () => {
    const frame = createMapFrame(
      [
        [0, 60],
        [2, 61],
      ],
      100,
      0,
    );
    const [west] = frame.project([0, 60]);
    const [east, top] = frame.project([2, 61]);
    const [, bottom] = frame.project([0, 60]);
    expect(top).toBeLessThan(bottom);
    expect((east - west) / (bottom - top)).toBeCloseTo(2 * Math.cos((60.5 * Math.PI) / 180), 6);
  });
});
