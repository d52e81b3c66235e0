import type { ImportReport } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import { ApiError, type Problem, readProblem } from './problem.ts';

/** What became of an import that the server was asked for. */
export type ImportOutcome =
  | { kind: 'done'; report: ImportReport }
  /** The server takes none of it, and says why; nothing was written. */
  | { kind: 'refused'; problem: Problem; problems: InputProblem[] };

/** Sends imports. The tests put a stand-in in its place. */
export interface ImportsApi {
  /**
   * @param body of `POST /imports`
   * @param dryRun find out what would change, and write nothing
   * @throws ApiError when the server cannot be reached or its answer is not understood
   */
  import(body: Blob, dryRun: boolean, signal: AbortSignal): Promise<ImportOutcome>;
}

/** Talks to the server below `base` (the page's own address). */
export function createImportsApi(base: string, fetcher: typeof fetch = fetch): ImportsApi {
  return {
    async import(body, dryRun, signal) {
      const url = new URL('imports', base);
      if (dryRun) url.searchParams.set('dryRun', 'true');
      const request = `POST ${url.pathname}`;
      let response: Response;
      try {
        response = await fetcher(url, {
          method: 'POST',
          body,
          signal,
          headers: { 'content-type': 'application/json' },
          credentials: 'same-origin',
        });
      } catch (error) {
        if (signal.aborted) throw error;
        throw new ApiError({ cause: 'network', status: 0, request }, { cause: error });
      }
      if (!response.ok) {
        const copy = response.clone();
        return {
          kind: 'refused',
          problem: await readProblem(response, request),
          problems: await readErrors(copy),
        };
      }
      return { kind: 'done', report: (await response.json()) as ImportReport };
    },
  };
}

/** The faults of a problem document; none where the answer is something else, which the problem itself tells. */
async function readErrors(response: Response): Promise<InputProblem[]> {
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return [];
  const { errors } = (await response.json()) as { errors?: unknown };
  return Array.isArray(errors) ? (errors as InputProblem[]) : [];
}
