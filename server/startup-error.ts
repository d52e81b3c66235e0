/**
 * Something outside the program keeps it from starting: a port in use, a directory that cannot be
 * written, a database that cannot be reached. The command line prints `message`, which is one
 * line in Chinese and English, without a stack and exits with {@link StartupError.exitCode}.
 */
export class StartupError extends Error {
  readonly exitCode = 2;
  readonly zh: string;
  readonly en: string;

  /** @param text what is wrong, where, and how to mend it; line breaks are folded into spaces */
  constructor(text: { zh: string; en: string }, options?: { cause?: unknown }) {
    const zh = oneLine(text.zh);
    const en = oneLine(text.en);
    super(`${zh} / ${en}`, options);
    this.name = 'StartupError';
    this.zh = zh;
    this.en = en;
  }
}

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
