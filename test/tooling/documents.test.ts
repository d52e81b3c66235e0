import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SETTINGS } from '../../server/config.ts';
import { runMain } from '../cli/run-main.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';

// What the documents print is checked against the program. `UPDATE=1 npm test -- --only tooling` writes it anew.

const root = new URL('../../', import.meta.url).pathname;
const isUpdate = Boolean(process.env.UPDATE);

const documents = ['README.md', 'CHANGELOG.md', ...markdownBelow('docs')].map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}));

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

function blocks(text: string, language: string): { body: string; index: number }[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  return [...text.matchAll(fence)].map((match) => ({ body: match[1]!, index: match.index }));
}

/** Compares a part of a document with what it should be, or writes it. */
function expectPart(path: string, actual: string, expected: string): void {
  if (isUpdate && actual !== expected) {
    const file = join(root, path);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(actual, () => expected),
    );
    return;
  }
  expect(actual, `${path} is out of date; mend it with UPDATE=1`).toBe(expected);
}

const environment = { ...process.env, LC_ALL: 'C', NO_COLOR: '1' };

function sizhi(args: string[]): string {
  const { stdout } = spawnSync(process.execPath, ['bin/sizhi.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: environment,
  });
  return stdout;
}

const helpTexts = new Map<string, Promise<string>>();

/** Of a command, or of all of them when it is ''; in this process, as it is asked for hundreds of times. */
function helpOf(command: string): Promise<string> {
  const args = command === '' ? ['--help'] : [command, '--help'];
  const known = helpTexts.get(command) ?? runMain(args).then(({ stdout }) => stdout);
  helpTexts.set(command, known);
  return known;
}

describe('transcripts', () => {
  const transcripts = documents.flatMap(({ path, text }) =>
    blocks(text, 'console').map(({ body }) => ({ path, body })),
  );

  test.each(transcripts)('$path: $body', ({ path, body }) => {
    const [prompt = ''] = body.split('\n');
    const command = /^\$ npx sizhi (.+)$/.exec(prompt)?.[1] ?? '';
    expect(command, 'a transcript begins with a call of sizhi').not.toBe('');
    // How long it took is the one thing that differs from run to run.
    const output = sizhi(command.split(' ')).replace(/ · \d+(\.\d+)? s$/m, ' · 0.1 s');
    expectPart(path, body, `${prompt}\n${output}`);
  });
});

describe('settings', () => {
  const rows = SETTINGS.map(
    ({ variable, fallback, meaning }) =>
      `| \`${variable}\` | ${fallback} | ${meaning.en} ${meaning.zh} |`,
  );
  const table = ['| Variable | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
  const marker = /<!-- settings -->\n\n((?:\|.*\n)*)/;

  test.each(documents.filter(({ text }) => marker.test(text)))('$path', ({ path, text }) => {
    const actual = marker.exec(text)?.[0] ?? '';
    expectPart(path, actual, `<!-- settings -->\n\n${table}\n`);
  });

  test.each(documents)('$path names no variable that is not read', ({ text }) => {
    const known = new Set<string>(SETTINGS.map(({ variable }) => variable));
    // Of the Compose file and of the tests.
    for (const name of ['SIZHI_PORT', 'SIZHI_CHROMIUM']) known.add(name);
    const named = text.match(/\bSIZHI_[A-Z_]+\b/g) ?? [];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

test.each(documents)('$path: what it calls exists, with its options', async ({ text }) => {
  const calls = text.matchAll(/\bsizhi(?:\.mjs)? ([a-z]+)((?: (?:[^\s`|]+))*)/g);
  for (const [, command = '', rest = ''] of calls) {
    // The words after “sizhi” in a sentence are no call.
    const all = await helpOf('');
    if (!new RegExp(`^  ${command} `, 'm').test(all)) continue;
    const help = (await helpOf(command)) + all;
    for (const [, option = ''] of rest.matchAll(/(?:^| )(--[a-z-]+)/g)) {
      expect(help, `sizhi ${command} ${option}`).toContain(`  ${option}`);
    }
  }
});

test.each(documents)('$path: its links lead somewhere', ({ path, text }) => {
  const broken: string[] = [];
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const linked = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, linked))) broken.push(target);
    else if (anchor && !anchorsOf(linked).includes(decodeURIComponent(anchor))) broken.push(target);
  }
  expect(broken).toEqual([]);
});

/** As GitHub makes them: lower case, punctuation dropped, spaces to hyphens. */
function anchorsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every decision is listed', () => {
  const names = readdirSync(join(root, 'docs/adr')).filter((name) => /^\d{4}-/.test(name));
  const index = readFileSync(join(root, 'docs/adr/README.md'), 'utf8');
  expect(names.filter((name) => !index.includes(`](${name})`))).toEqual([]);
  const numbers = names.map((name) => name.slice(0, 4));
  expect(new Set(numbers).size).toBe(numbers.length);
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;
// In CI a missing program is a failure like any other.
const canCall = hasCurl || Boolean(process.env.CI);

describe('calls of the API', () => {
  let service: SizhiProcess;
  beforeAll(async () => {
    // A machine with other things to do is late, which is no fault of a document.
    if (canCall) service = await startSizhi({ SIZHI_MAX_EVENT_LOOP_DELAY_MS: '0' });
  }, 120_000);
  afterAll(() => service?.stop());

  const examples = documents.flatMap(({ path, text }) =>
    blocks(text, 'bash')
      .filter(({ body }) => body.includes('curl '))
      .map(({ body }) => ({ path, body })),
  );
  test('there are some', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  test.skipIf(!canCall).each(examples)(
    '$path: $body',
    ({ body }) => {
      const script = body.replaceAll('http://127.0.0.1:3000', service.origin);
      const failing = 'set -euo pipefail\ncurl() { command curl -sS --fail-with-body "$@"; }\n';
      const { status, stdout, stderr } = spawnSync('bash', ['-c', failing + script], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      expect({ status, stderr }, stdout.slice(0, 500)).toEqual({ status: 0, stderr: '' });
      expect(() => JSON.parse(`[${stdout.replaceAll('}{', '},{')}]`)).not.toThrow();
    },
    120_000,
  );
});
