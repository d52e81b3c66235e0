import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../server/app.ts';
import { main } from '../../server/cli/main.ts';
import type { Database } from '../../server/database/open-database.ts';
import type { App } from '../../server/routes/context.ts';
import { openSharedEmbedded } from '../helpers/databases.ts';
import { copyPreparedData } from '../helpers/prepared-data.ts';
import { box, ring } from '../helpers/squares.ts';
import { testConfig } from './helpers/service.ts';
import { databaseProcess, freePort, isGone, serve } from './helpers/sizhi-child.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

const directory = mkdtempSync(join(tmpdir(), 'sizhi-import-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
function file(content: unknown): string {
  const path = join(directory, `f${files++}.geojson`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 1));
  return path;
}

/** Runs `sizhi import` in this process. */
async function sizhiImport(args: string[], env: Record<string, string> = {}) {
  const output = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        output[name] += chunk;
        done();
      },
    });
  const code = await main(['import', ...args], {
    language: 'en',
    stdin: new PassThrough(),
    stdout: capture('stdout'),
    stderr: capture('stderr'),
    env: { SIZHI_DATA_DIR: join(directory, 'data'), ...env },
    announceExitCode: () => undefined,
  });
  return { code, ...output };
}

describe('sizhi import --server', () => {
  let app: App;
  let database: Database;
  let server: string;
  beforeAll(async () => {
    database = await openSharedEmbedded();
    app = await buildApp({ config: testConfig(), database });
    server = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  it('imports through a running service, and previews', async () => {
    const code = freshCode();
    const town = squareTown(code);
    const args = [
      ...['--communities', file(town.communities), '--jurisdiction', file(town.jurisdiction)],
      ...['--server', server],
    ];
    const preview = await sizhiImport([...args, '--dry-run']);
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(preview.stdout).toBe(
      `测试镇 (${code}, new), from ${preview.stdout.match(/\d{4}-\d\d-\d\d/)?.[0]} on
  communities: 4 created, 0 changed, 0 closed, 0 unchanged
  audit: no findings
Nothing was written (dry run).
`,
    );
    const done = await sizhiImport([...args, '--effective', '2024-05-01', '--format', 'json']);
    expect(JSON.parse(done.stdout)).toMatchObject({
      dryRun: false,
      effective: '2024-05-01',
      communities: { created: 4 },
    });
    const zh = await sizhiImport([...args, '--lang', 'zh']);
    expect(zh.stdout).toMatch(/社区：新增 0，变更 0，终止 0，未变 4/);
  });

  it('prints what the service refuses, by file and place', async () => {
    const bow = file(
      collection(feature({ code: 'bow' }, [ring([0, 0], [10, 10], [10, 0], [0, 10])])),
    );
    const refused = await sizhiImport(['--communities', bow, '--code', 'X', '--server', server]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${bow}: feature bow:`);
    expect(refused.stderr).toMatch(
      /at \/features\/0\/geometry\/coordinates\/0 \(120\.0\d+, 30\.0\d+\) \[self-crossing\]/,
    );
  });

  it('takes the fields that it is told to', async () => {
    const code = freshCode();
    const wards = file(
      collection(
        feature({ Ward: 7, Label: '七' }, [box(0, 0, 9, 9)]),
        feature({ Ward: 8, Label: '八' }, [box(9, 0, 18, 9)]),
      ),
    );
    const fields = [
      '--id-field',
      'Ward',
      '--name-field',
      'Label',
      '--code',
      code,
      '--name',
      '某镇',
    ];
    const done = await sizhiImport(['--communities', wards, ...fields, '--server', server]);
    expect(done.code).toBe(0);
    const items = await app.inject(`/collections/communities/items?jurisdiction=${code}`);
    const { features } = items.json<{
      features: { properties: { code: string; name: string } }[];
    }>();
    expect(
      features.map(({ properties }) => `${properties.code} ${properties.name}`).sort(),
    ).toEqual(['7 七', '8 八']);
  });

  it('says when nobody answers there, or somebody else', async () => {
    const one = file(collection(feature({ code: 'a' }, [box(0, 0, 9, 9)])));
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const unreachable = await sizhiImport(['--communities', one, '--server', nobody]);
    expect(unreachable).toMatchObject({ code: 2, stdout: '' });
    expect(unreachable.stderr).toMatch(/Cannot reach .*sizhi serve/);
  });
});

describe('sizhi import that cannot be', () => {
  it.each([
    [[], /--communities FILE/],
    [['wards.geojson'], /--communities FILE/],
    [['--communities', '-', '--units', '-'], /only once/],
    [['--communities', 'x', '--server', 'here'], /--server must be an address/],
    [['--communities', 'x', '--format', 'html'], /--format must be one of/],
    [['--comunities', 'x'], /did you mean --communities/],
  ])('%j says what is wrong', async (args, message) => {
    const refused = await sizhiImport(args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(message);
  });

  it('names every file that cannot be read, before any database is opened', async () => {
    const cut = file('{"type":"FeatureCollection",\n"features":[');
    const missing = join(directory, 'missing.geojson');
    const args = ['--communities', cut, '--jurisdiction', missing, '--units', directory];
    const refused = await sizhiImport(args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(new RegExp(`${cut}:2:\\d+: not valid JSON`));
    expect(refused.stderr).toContain(`${missing}: no such file`);
    expect(refused.stderr).toContain(`${directory}: it is a directory`);
  });

  it('asks for the code of the jurisdiction', async () => {
    const one = file(collection(feature({ code: 'a' }, [box(0, 0, 9, 9)])));
    const refused = await sizhiImport(['--communities', one]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/--code/);
  });
});

describe('sizhi import into the embedded database', () => {
  it('writes to it, and points to the service while that holds it', async () => {
    const data = join(directory, 'own');
    copyPreparedData(data);
    const env = { SIZHI_DATA_DIR: data };
    const town = squareTown('OWN');
    const args = [
      '--communities',
      file(town.communities),
      '--jurisdiction',
      file(town.jurisdiction),
    ];
    const done = await sizhiImport(args, env);
    expect({ code: done.code, stdout: done.stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('communities: 4 created'),
    });

    const service = await serve({ ...env, PORT: String(await freePort()) });
    const pid = databaseProcess(data);
    const locked = await sizhiImport(args, env);
    expect(locked.code).toBe(2);
    expect(locked.stderr).toMatch(/in use by another Sizhi.*--server http/);
    const through = await sizhiImport([...args, '--server', service.origin], env);
    expect(through.stdout).toMatch(/4 unchanged/);
    service.child.kill('SIGTERM');
    await service.ended;
    expect(await isGone(pid, 5000)).toBe(true);
  }, 120_000);
});
