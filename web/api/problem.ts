/**
 * Why a request failed, in the form of RFC 9457. Failures that never reached the server have no
 * title of the server's: `cause` says which of our own texts to show.
 */
export interface Problem {
  cause: 'network' | 'answer' | 'server';
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** The stable name of the kind of error, `/problems/…`, where the server gave one. */
  type?: string;
  /** The server's own words, where it sent any. */
  title?: string;
  detail?: string;
  /** Of a write to a plan that somebody else has changed: the version it has now. */
  currentVersion?: number;
  /** What was asked for, for our own texts. */
  request: string;
}

/** A failed request; carries the {@link Problem} that the page shows. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.title ?? `${problem.cause} failure of ${problem.request}`, options);
    this.problem = problem;
  }
}

/** Reads an error response: problem+json as it is, anything else by its status. */
export async function readProblem(response: Response, request: string): Promise<Problem> {
  const problem: Problem = { cause: 'server', status: response.status, request };
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  if (!isJson) return problem;
  // A truncated body is no reason to hide the status, which is what we know for certain.
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null) return problem;
  const { type, title, detail, current } = body as Partial<Record<string, unknown>>;
  if (typeof type === 'string') problem.type = type;
  if (typeof title === 'string') problem.title = title;
  if (typeof detail === 'string') problem.detail = detail;
  const version = (current as { version?: unknown } | null | undefined)?.version;
  if (typeof version === 'number') problem.currentVersion = version;
  return problem;
}

/** The problem behind anything thrown while loading. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { cause: 'answer', status: 0, request: '', detail: String(error) };
}
