import type { Knex } from 'knex';
import { type Migration, migrations } from '../../migrations/index.ts';
import { StartupError } from '../startup-error.ts';

/** Any number that no other program locks; two servers that start at once take turns. */
const MIGRATION_LOCK = 7_316_548_201;

/** Gives knex the statically imported migrations in place of a directory of files. */
class StaticMigrationSource implements Knex.MigrationSource<Migration> {
  async getMigrations(): Promise<Migration[]> {
    return [...migrations];
  }
  getMigrationName(migration: Migration): string {
    return migration.name;
  }
  async getMigration(migration: Migration): Promise<Knex.Migration> {
    return { up: migration.up, down: migration.down };
  }
}

const migratorConfig: Knex.MigratorConfig = { migrationSource: new StaticMigrationSource() };

/** Which migrations a database has had, which it still needs, and which this program lacks. */
export interface MigrationStatus {
  applied: string[];
  pending: string[];
  /** Recorded in the database but unknown here: a newer version of Sizhi has been at work. */
  unknown: string[];
}

/** Reads the status; changes nothing, not even on an empty database. */
export async function migrationStatus(knex: Knex): Promise<MigrationStatus> {
  const { rows } = await knex.raw(`select to_regclass('knex_migrations') is not null as present`);
  const applied: string[] = rows[0].present
    ? (await knex('knex_migrations').select('name').orderBy('id')).map((row) => row.name)
    : [];
  const known = new Set(migrations.map((migration) => migration.name));
  const done = new Set(applied);
  return {
    applied,
    pending: [...known].filter((name) => !done.has(name)),
    unknown: applied.filter((name) => !known.has(name)),
  };
}

/**
 * Brings the schema up to date. Everything happens in one transaction, knex's own lock row
 * included: a process killed half-way leaves neither half a schema nor a lock that nobody holds.
 *
 * @returns the names of the migrations that ran, none when the schema was up to date
 * @throws StartupError when the database was made by a newer version
 */
export async function migrateToLatest(knex: Knex): Promise<{ applied: string[] }> {
  const status = await migrationStatus(knex);
  if (status.unknown.length > 0) {
    const names = status.unknown.join(', ');
    throw new StartupError({
      zh: `数据库由更新版本的 Sizhi 建立(未知迁移:${names}),请升级程序。`,
      en: `The database was made by a newer version of Sizhi (unknown migrations: ${names}); upgrade this program.`,
    });
  }
  if (status.pending.length === 0) return { applied: [] };
  return knex.transaction(async (transaction) => {
    await transaction.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    const [, applied] = await transaction.migrate.latest(migratorConfig);
    return { applied };
  });
}

/** Undoes every migration, newest first: all data is lost. For tests and for starting over. */
export async function rollbackAll(knex: Knex): Promise<{ undone: string[] }> {
  return knex.transaction(async (transaction) => {
    await transaction.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    const [, undone] = await transaction.migrate.rollback(migratorConfig, true);
    return { undone };
  });
}
