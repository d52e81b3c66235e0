/** The messages between the program and the process of the embedded database. */

export interface StartMessage {
  type: 'start';
  /** Holds `postgres/`, the cluster. */
  dataDirectory: string;
  /** The prepared cluster to begin a fresh directory with; written when it is absent. */
  templateFile: string;
  /**
   * The directory for a Unix socket, null for a temporary one, which also serves where the
   * directory takes no sockets; or a port of this machine, guarded by a password.
   */
  listen: { socketDirectory: string | null } | { port: number; password: string };
  idleTransactionMilliseconds: number;
}

export type ParentMessage = StartMessage | { type: 'close' };

export type ChildMessage =
  | { type: 'notice'; text: string }
  | { type: 'ready'; address: GateAddress }
  | { type: 'failed'; zh: string; en: string };

/** Where the gate listens: a directory with `.s.PGSQL.5432` in it, or a port of 127.0.0.1. */
export interface GateAddress {
  host: string;
  port: number;
}

/** The port in the name of the Unix socket; nothing listens on the network. */
export const SOCKET_PORT = 5432;
