/**
 * What PostgreSQL, pg and knex raise when the database is away, starting, stopping or saturated;
 * SQLSTATE classes 08 (connection) and 57P (operator intervention), 53300 (too many connections).
 */
const DATABASE_AWAY =
  /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|ENOENT|KnexTimeoutError)$/;

/** Whether something was thrown because the database could not be reached, and may go well another time. */
export function isDatabaseAway(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const error: { code?: unknown; name?: unknown; message?: unknown; syscall?: unknown } = thrown;
  const code = typeof error.code === 'string' ? error.code : '';
  if (error.name === 'KnexTimeoutError') return true;
  // ENOENT is a socket that is gone when `connect` says so, and a missing file otherwise.
  if (code === 'ENOENT') return error.syscall === 'connect';
  if (DATABASE_AWAY.test(code)) return true;
  return (
    typeof error.message === 'string' &&
    /^(Connection terminated|Client has encountered a connection error)/.test(error.message)
  );
}
