import type { Knex } from 'knex';
import { openEmbedded } from './embedded/open-embedded.ts';
import { openServer } from './open-server.ts';

/** A database that is open, whichever of the two kinds it is. */
export interface Database {
  /** Ordinary knex on `pg`; results have the same JavaScript types on both kinds. */
  knex: Knex;
  kind: 'embedded' | 'server';
  /** Where it is, safe to log: carries no password. */
  connectionUrl: string;
  /** Ends the connections; the embedded database's process is gone when this resolves. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostGIS server, `postgresql://…`; without it the embedded database is used. */
  databaseUrl?: string;
  /** Where the embedded database keeps its files; created when it does not exist. */
  dataDirectory: string;
  /** Connections at most; 10 on a server, 5 on the embedded database when not given. */
  poolMax?: number;
  /** Told, in one line, what an operator wants to know: a first start that takes time, a restart. */
  onNotice?: (text: string) => void;
}

/**
 * Opens the database that the options name. The schema is not touched; see `migrateToLatest`.
 *
 * @throws StartupError when the server is unreachable, too old or without PostGIS, or when the
 *   data directory cannot be written or is in use
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.databaseUrl) {
    return openServer({ databaseUrl: options.databaseUrl, poolMax: options.poolMax ?? 10 });
  }
  return openEmbedded({
    dataDirectory: options.dataDirectory,
    poolMax: options.poolMax ?? 5,
    onNotice: options.onNotice ?? (() => undefined),
  });
}
