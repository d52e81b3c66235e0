import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, describe, expect, it } from 'vitest';
import { PolicyListSchema, PolicySchema } from '#contract/policies.ts';
import { buildApp } from '../../server/app.ts';
import { openPolicies } from '../../server/services/audit/open-policies.ts';
import { readPolicies, shippedPolicies } from '../../server/services/audit/policy-store.ts';
import { StartupError } from '../../server/startup-error.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { expectProblem, post, serviceOn, testConfig } from './helpers/service.ts';
import { squareTown } from './helpers/town.ts';

const directory = mkdtempSync(join(tmpdir(), 'sizhi-policies-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const yuhang = JSON.parse(
  readFileSync(new URL('../../data/policies/yuhang-2020.json', import.meta.url), 'utf8'),
);
/** A directory with files of these names and contents. */
function folder(name: string, files: Record<string, unknown>): string {
  const path = join(directory, name);
  mkdirSync(path);
  for (const [file, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(path, file), text);
  }
  return path;
}
const ours = { ...yuhang, id: 'our-district', rules: yuhang.rules.slice(0, 6) };

describe('policies of a directory', () => {
  it('stand beside the shipped ones, whatever their files are called', () => {
    const read = readPolicies(folder('good', { 'a.json': ours, 'readme.txt': 'not one' }));
    expect(read.ok && read.value.ids).toEqual(['our-district', ...shippedPolicies().ids].sort());
    expect(readPolicies(undefined)).toEqual({ ok: true, value: shippedPolicies() });
  });

  it('are refused with all faults of all files, and their places', () => {
    const path = folder('bad', {
      'a.json': ours,
      'b.json': ours,
      'c.json': yuhang,
      'd.json': '{"id": ',
      'e.json': {
        ...ours,
        id: 'e',
        rules: [{ ...ours.rules[5], thresholds: { minPieceShare: 2 } }],
      },
    });
    const read = readPolicies(path);
    const places = read.ok
      ? []
      : read.error.map(({ file, pointer }) => `${file.slice(-6)}${pointer}`);
    expect(places.sort()).toEqual([
      'b.json/id',
      'c.json/id',
      'd.json',
      'e.json/rules/0/thresholds/minPieceShare',
      'e.json/rules/0/thresholds/minPieceSquareMetres',
    ]);
    const open = () => openPolicies({ policiesDirectory: path });
    expect(open).toThrow(StartupError);
    expect(open).toThrow(/c\.json#\/id: “yuhang-2020” is a policy that comes with Sizhi/);
    expect(open).toThrow(/minPieceShare is 2, outside what is allowed \(0–0\.5\)/);
    expect(() => openPolicies({ policiesDirectory: join(directory, 'nowhere') })).toThrow(
      /nowhere: cannot be read/,
    );
  });
});

describeOnEachDatabase('GET /policies', (database) => {
  const app = serviceOn(database);

  it('lists what an audit may name', async () => {
    const answer = await app().inject('/policies');
    const body = answer.json<{ policies: { id: string; rules: number }[] }>();
    expect([...Value.Errors(PolicyListSchema, body)]).toEqual([]);
    expect(body.policies.map(({ id }) => id)).toEqual([
      ...['generic', 'grid', 'jinjiang', 'village-conversion', 'yaohai', 'yuhang-2020'],
    ]);
    expect(body.policies.at(-1)).toMatchObject({ rules: 20, name: yuhang.name });
  });

  it('shows the rules of one, with thresholds, severities, clauses and what they read', async () => {
    const answer = await app().inject('/policies/yuhang-2020');
    const body = answer.json<{ rules: { id: string }[] }>();
    expect([...Value.Errors(PolicySchema, body)]).toEqual([]);
    expect(body.rules.find(({ id }) => id === 'size.split')).toMatchObject({
      severity: { newCommunity: 'error', existingCommunity: 'warning' },
      thresholds: { maxHouseholds: 5000 },
      clause: 'YH 一(一)',
      reads: ['communities.households'],
    });
    const open = (await app().inject('/policies/generic')).json<{ rules: { id: string }[] }>();
    expect(open.rules.find(({ id }) => id === 'shape.regular')).toMatchObject({
      thresholds: { minPolsbyPopper: null, minReock: null, minConvexHullRatio: null },
    });
    expectProblem(await app().inject('/policies/nobody'), 404, 'not-found');
  });

  it("shows and applies those of one's own", async () => {
    const policiesDirectory = folder(`own-${database().kind}`, { 'ours.json': ours });
    const other = await buildApp({
      config: testConfig({ policiesDirectory }),
      database: database(),
    });
    try {
      expect((await other.inject('/policies/our-district')).json()).toMatchObject({
        id: 'our-district',
      });
      const audited = await post(other, '/audits', { ...squareTown('X'), policy: 'our-district' });
      expect(audited.json<{ summary: object }>().summary).toMatchObject({
        counts: { unchecked: 1 },
      });
    } finally {
      await other.close();
    }
    const unknown = await post(app(), '/audits', { ...squareTown('X'), policy: 'our-district' });
    expectProblem(unknown, 422, 'unknown-policy');
  });
});
