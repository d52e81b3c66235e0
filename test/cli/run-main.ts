import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { OutputStream } from '../../server/cli/command.ts';
import { main } from '../../server/cli/main.ts';
import { testProgram } from '../helpers/built-programs.ts';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
  language?: 'zh' | 'en';
  /** Which streams are terminals. */
  terminal?: { stdout?: boolean; stderr?: boolean };
}

/** Runs the command in this process, with streams of its own. */
export async function runMain(argv: string[], options: RunOptions = {}): Promise<Outcome> {
  const stdout = captured(options.terminal?.stdout);
  const stderr = captured(options.terminal?.stderr);
  const code = await main(argv, {
    stdout,
    stderr,
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    env: options.env ?? {},
    language: options.language ?? 'en',
    announceExitCode: () => undefined,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function captured(isTTY = false): OutputStream & { text(): string } {
  const parts: string[] = [];
  return {
    isTTY,
    columns: 80,
    write(text, done) {
      parts.push(text);
      done?.();
      return true;
    },
    on: () => undefined,
    off: () => undefined,
    text: () => parts.join(''),
  };
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs the command as a process of its own.
 * @param stdout a pipe, or the descriptor of an open file
 */
export function spawnMain(
  argv: string[],
  env: Record<string, string> = {},
  stdout: 'pipe' | number = 'pipe',
): ChildProcess {
  return spawn(process.execPath, [testProgram('spawned-main'), ...argv], {
    cwd: ROOT,
    env: { ...process.env, LC_ALL: 'C', ...env },
    stdio: ['pipe', stdout, 'pipe'],
  });
}

export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const parts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      parts[name] += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...parts };
}
