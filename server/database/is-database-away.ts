/**
 * What PostgreSQL, pg and Node raise when the database is away, starting, stopping or saturated: SQLSTATE classes 08 (connection)
 * and 57P (operator intervention: shutdown, crash, starting up), 25P03 (it ended a transaction that idled, and the connection with it),
 * 53300 (too many connections); and the errors of sockets.
 */
const DATABASE_AWAY =
  /^(08...|57P0[1-5]|25P03|53300|ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|KnexTimeoutError)$/;

/**
 * What pg says without a code when a connection ends: a server process that was killed says nothing more. knex puts the statement that was
 * under way in front, with what the caller sent, so only the end of the message counts.
 */
const CONNECTION_ENDED =
  /(^| - )(Connection terminated( unexpectedly| due to connection timeout)?|Connection ended unexpectedly|Client has encountered a connection error and is not queryable|Client was closed and is not queryable|timeout expired)$/;

/** What knex and its pool say when the service stops while somebody waits for a connection. */
const POOL_ENDED = /^(Unable to acquire a connection|aborted)$/;

/** Whether something was thrown because the database could not be reached, and may go well another time. */
export function isDatabaseAway(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const error: { code?: unknown; name?: unknown; message?: unknown; syscall?: unknown } = thrown;
  const code = typeof error.code === 'string' ? error.code : '';
  if (error.name === 'KnexTimeoutError') return true;
  // ENOENT is a socket that is gone when `connect` says so, and a missing file otherwise.
  if (code === 'ENOENT') return error.syscall === 'connect';
  if (code !== '') return DATABASE_AWAY.test(code);
  if (typeof error.message !== 'string') return false;
  return CONNECTION_ENDED.test(error.message) || POOL_ENDED.test(error.message);
}
