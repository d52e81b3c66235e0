import type { Message } from '#engine/coverage/types.ts';
import type { InputProblem } from './input-problem.ts';
import type { ProblemCode } from './problem-catalogue.ts';

/** What a {@link DomainError} carries, in a form that passes through a message port. */
export interface DomainFault {
  code: ProblemCode;
  /** What happened this time, in both languages; never a copy of the caller's input. */
  detail: Message;
  /** Each fault with its place. */
  problems: InputProblem[];
  /** Further members of the problem document, where the code has some (RFC 9457, extension members). */
  members?: Readonly<Record<string, unknown>>;
}

/**
 * A failure for reasons that the caller must be shown: bad input, something absent, a limit. The
 * services throw it; HTTP and the command line translate it through PROBLEMS.
 */
export class DomainError extends Error implements DomainFault {
  readonly code: ProblemCode;
  readonly detail: Message;
  readonly problems: InputProblem[];
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: ProblemCode,
    detail: Message,
    problems: InputProblem[] = [],
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${detail.en}`);
    this.name = 'DomainError';
    this.code = code;
    this.detail = detail;
    this.problems = problems;
    this.members = members;
  }

  /** The plain data of the error, to send through a message port. */
  toFault(): DomainFault {
    const { code, detail, problems, members } = this;
    return { code, detail, problems, ...(Object.keys(members).length === 0 ? {} : { members }) };
  }

  static fromFault(fault: DomainFault): DomainError {
    return new DomainError(fault.code, fault.detail, fault.problems, fault.members);
  }
}
