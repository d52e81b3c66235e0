import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeVersionProblem } from '../../bin/node-version.mjs';

const rootOfProject = new URL('../../', import.meta.url).pathname;

describe('the release of Node', () => {
  test.each(['20.19.0', '20.20.2', '21.0.0', '22.1.0', '24.0.0-pre'])('%s will do', (version) => {
    expect(nodeVersionProblem(version)).toBeNull();
  });

  test.each(['20.18.3', '20.0.0', '18.20.4', '16.0.0', ''])('%s is too old', (version) => {
    expect(nodeVersionProblem(version)).toMatch(/^sizhi: needs Node\.js 20\.19 or newer[^\n]*$/);
  });

  test('is the one that package.json names', () => {
    const { engines } = JSON.parse(readFileSync(join(rootOfProject, 'package.json'), 'utf8'));
    expect(engines.node).toBe('>=20.19');
  });
});

describe('the command of an installed package', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sizhi-bin-'));
    cpSync(join(rootOfProject, 'bin'), join(root, 'bin'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const bundle = (body: string): void => {
    mkdirSync(join(root, 'dist/server'), { recursive: true });
    writeFileSync(
      join(root, 'dist/server/cli.js'),
      `export async function main(argv) { ${body} }\n`,
    );
  };
  const run = (...argv: string[]) =>
    spawnSync(process.execPath, [join(root, 'bin/sizhi.mjs'), ...argv], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });

  test.each([0, 1, 2])('exits with the code that main gives: %i', (code) => {
    bundle('console.log(JSON.stringify(argv)); return Number(argv[1]);');
    const { status, stdout } = run('audit', String(code), '--out', 'a b');
    expect(status).toBe(code);
    expect(JSON.parse(stdout)).toEqual(['audit', String(code), '--out', 'a b']);
  });

  test('a pipe gets everything that was written, however much', () => {
    bundle(`process.stdout.write('四'.repeat(1_000_000)); return 1;`);
    const { status, stdout } = run();
    expect(stdout).toHaveLength(1_000_000);
    expect(status).toBe(1);
  });

  test('a reader that goes away early is no failure', async () => {
    bundle(`for (let i = 0; i < 200; i++) {
      process.stdout.write('x'.repeat(100_000));
      await new Promise(setImmediate);
    }
    return 0;`);
    const child = spawn(process.execPath, [join(root, 'bin/sizhi.mjs')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });

  test.runIf(process.platform === 'linux').each(['stdout', 'stderr'] as const)(
    'a full disk behind %s is neither a stack nor a result of the audit',
    (name) => {
      bundle(`await new Promise((done) => process.${name}.write('lost', () => done())); return 1;`);
      const full = openSync('/dev/full', 'w');
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(root, 'bin/sizhi.mjs')],
        {
          encoding: 'utf8',
          stdio: ['ignore', name === 'stdout' ? full : 'pipe', name === 'stderr' ? full : 'pipe'],
        },
      );
      closeSync(full);
      // The words are those of main, which knows the language; see test/cli.
      expect({ status, stdout: stdout ?? '', stderr: stderr ?? '' }).toEqual({
        status: 2,
        stdout: '',
        stderr: '',
      });
    },
  );

  test('an unforeseen error is shown with its stack, and is taken neither for findings nor for bad usage', () => {
    bundle(`throw new Error('unforeseen');`);
    const { status, stdout, stderr } = run();
    expect({ status, stdout }).toEqual({ status: 70, stdout: '' });
    expect(stderr).toMatch(/^Error: unforeseen\n +at main/);
  });

  test('a package without its bundle says so', () => {
    const { status, stderr } = run();
    expect(status).toBe(70);
    expect(stderr).toContain('this installation of Sizhi is incomplete');
  });

  test.skipIf(process.platform === 'win32')(
    'a signal that ends npm ends what npm started',
    async () => {
      bundle(`process.once('SIGTERM', () => {
        process.stdout.write('stopped');
        clearInterval(busy);
      });
      const busy = setInterval(() => undefined, 1000);
      process.stdout.write('started ' + process.pid + ' ');
      return 0;`);
      const { npm_command: _, ...environment } = process.env;
      // As npm does it: a shell that has more to do waits for us, and dies of a signal alone.
      const shell = spawn('sh', ['-c', '"$0" bin/sizhi.mjs; true', process.execPath], {
        cwd: root,
        env: { ...environment, npm_command: 'start' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      shell.stdout.on('data', (text) => {
        output += text;
        if (/^started \d+ $/.test(output)) shell.kill('SIGTERM');
      });
      // The pipe closes when the last process that holds it has ended.
      await new Promise((resolve) => shell.on('close', resolve));
      expect(output).toMatch(/^started \d+ stopped$/);
    },
  );
});
