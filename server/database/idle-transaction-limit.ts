/**
 * A transaction whose client is silent for longer is rolled back and its connection ended with
 * SQLSTATE 25P03: on a server through `idle_in_transaction_session_timeout`, on the embedded
 * database by the gate, where such a client would keep everybody else waiting.
 */
export const IDLE_TRANSACTION_LIMIT_MILLISECONDS = 60_000;
