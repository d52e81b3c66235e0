/** What keeps it from starting, for callers that know a way out. */
export type StartupErrorCode = 'data-directory-in-use';

/**
 * Something outside the program keeps it from starting: a port in use, a directory that cannot be
 * written, a database that cannot be reached. The command line prints `message`, which is one
 * line in Chinese and English, without a stack and exits with {@link StartupError.exitCode}.
 */
export class StartupError extends Error {
  readonly exitCode = 2;
  readonly zh: string;
  readonly en: string;
  readonly code: StartupErrorCode | undefined;

  /** @param text what is wrong, where, and how to mend it; line breaks are folded into spaces */
  constructor(
    text: { zh: string; en: string },
    options?: { cause?: unknown; code?: StartupErrorCode },
  ) {
    const zh = oneLine(text.zh);
    const en = oneLine(text.en);
    super(`${zh} / ${en}`, options);
    this.name = 'StartupError';
    this.zh = zh;
    this.en = en;
    this.code = options?.code;
  }
}

/**
 * A reason that ends a sentence, without a full stop of its own: the sentence brings one. Reasons come from
 * other programs, too, which end as they please.
 */
export const withoutStop = (reason: string): string => reason.trim().replace(/[.。?？!！\s]+$/, '');

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
