import type { Client } from 'pg';

/**
 * knex's `afterCreate`: a connection reckons in UTC, as the embedded database does, whatever the
 * server's own setting; otherwise `at::date` would differ from one installation to another.
 */
export function useUtc(connection: Client, done: (error: Error | null) => void): void {
  connection.query("set time zone 'UTC'", (error) => done(error ?? null));
}
