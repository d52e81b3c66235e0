/**
 * What a client leaves behind in the session that all clients share. Anything that would outlive
 * its transaction is swept away when the client gives the backend back:
 *
 * | left behind | here |
 * |---|---|
 * | `SET` without `LOCAL`, `set_config`, `SET ROLE` | reset: it lasts until the transaction ends |
 * | temporary tables | dropped when the transaction ends |
 * | `DECLARE … WITH HOLD` | closed when the transaction ends |
 * | SQL-level `PREPARE` | deallocated when the transaction ends |
 * | protocol-level prepared statements | kept apart, see statement-names.ts |
 * | `LISTEN` | kept per client, see gate.ts |
 * | session-level advisory locks, `COPY FROM STDIN` | refused, see sql-text.ts |
 */
export class SessionResidue {
  #settings = false;
  #temporary = false;
  #cursors = false;
  #prepared = false;

  /** Looks at the text of a statement, for what no command tag tells. */
  noteText(sql: string): void {
    const words = /\bset_config\b|\btemp(?:orary)?\b|\bpg_temp\b|\bhold\b/gi;
    for (const [word] of sql.matchAll(words)) {
      if (/^set/i.test(word)) this.#settings = true;
      else if (/^hold/i.test(word)) this.#cursors = true;
      else this.#temporary = true;
    }
  }

  /** Looks at a command tag. */
  noteTag(tag: string): void {
    if (tag === 'SET' || tag === 'RESET') this.#settings = true;
    else if (tag === 'PREPARE') this.#prepared = true;
  }

  /** The statements that sweep up, in order; forgets what it knew. */
  takeSweep(): string[] {
    const sweep: string[] = [];
    if (this.#settings) sweep.push('reset session authorization', 'reset role', 'reset all');
    if (this.#cursors) sweep.push('close all');
    if (this.#temporary) sweep.push('discard temp');
    if (this.#prepared) sweep.push(DEALLOCATE_SQL_LEVEL);
    this.#settings = this.#cursors = this.#temporary = this.#prepared = false;
    return sweep;
  }
}

/** DEALLOCATE ALL would take the protocol-level statements of every client with it. */
const DEALLOCATE_SQL_LEVEL = `do $$
declare statement text;
begin
  for statement in select name from pg_prepared_statements where from_sql loop
    execute format('deallocate %I', statement);
  end loop;
end $$`;
