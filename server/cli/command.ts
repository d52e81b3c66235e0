import type { Message } from '#engine/coverage/types.ts';

export type Language = keyof Message;

/** The world as a command sees it; tests put their own in its place. */
export interface CommandContext {
  language: Language;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean | undefined };
  stdout: OutputStream;
  stderr: OutputStream;
  env: Readonly<Record<string, string | undefined>>;
  /** Print the stack of an unexpected error. */
  debug: boolean;
  /** The exit code that holds from here on, should the process end early (closed pipe). */
  announceExitCode(code: number): void;
}

export interface OutputStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

/** What each command's module exports. Modules are loaded when called for. */
export interface CommandModule {
  /** Returns the exit code: 0 clean or done, 1 findings of severity error, 2 bad usage or input. */
  run(args: string[], context: CommandContext): Promise<number>;
  usage: string | Message;
}

/** The exit codes of the command line (DESIGN §7). */
export const EXIT = { clean: 0, findings: 1, usage: 2, internal: 70 } as const;

/** The result could not be written to standard output; `main` prints why, in one line. */
export class OutputError extends Error {
  readonly reason: Message;

  constructor(reason: Message, options?: ErrorOptions) {
    super(reason.en, options);
    this.name = 'OutputError';
    this.reason = reason;
  }
}

/** A call that cannot be carried out as it was written; `main` prints it with a hint. */
export class UsageError extends Error {
  readonly text: Message;
  /** The command whose help is worth reading, if any. */
  readonly command: string | undefined;

  constructor(text: Message, command?: string) {
    super(text.en);
    this.name = 'UsageError';
    this.text = text;
    this.command = command;
  }
}
