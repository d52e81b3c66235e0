/**
 * Writes to a plan take turns within this process: of many that were made for one version only one can succeed, and the others
 * are told so without working anything out. Correctness does not rest on it: another process may write as well, and
 * the version in the database decides.
 */
export class PlanTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does a write once those before it are done, however they ended. */
  async take<T>(planId: string, write: () => Promise<T>): Promise<T> {
    const before = this.#last.get(planId) ?? Promise.resolve();
    const turn = before.then(write, write);
    // Whoever comes next waits for it, and does not care how it ended.
    const settled = turn.catch(() => undefined);
    this.#last.set(planId, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(planId) === settled) this.#last.delete(planId);
    }
  }
}
