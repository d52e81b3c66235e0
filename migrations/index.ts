import type { Knex } from 'knex';
import * as extensions from './20261122100000-extensions.ts';
import * as jurisdiction from './20261122100100-jurisdiction.ts';
import * as community from './20261122100200-community.ts';
import * as material from './20261122100300-material.ts';
import * as event from './20261122100400-event.ts';
import * as halfHouseholds from './20261122100500-half-households.ts';
import * as unknownKind from './20261122100600-unknown-kind.ts';
import * as job from './20261122100700-job.ts';
import * as suggestion from './20261122100800-suggestion.ts';
import * as collectionRevision from './20261122100900-collection-revision.ts';
import * as plan from './20261122101000-plan.ts';
import * as headStorage from './20261123100000-head-storage.ts';

/** One step of the schema and its inverse. */
export interface Migration {
  /** What `knex_migrations` records; the file's name without its extension, for ever. */
  name: string;
  up: (knex: Knex) => Promise<void>;
  down: (knex: Knex) => Promise<void>;
}

/**
 * All migrations in the order in which they run. Imported one by one, not read from a directory,
 * so that they work from source and from a bundle alike. Released ones are never edited.
 */
export const migrations: readonly Migration[] = [
  { name: '20261122100000-extensions', ...extensions },
  { name: '20261122100100-jurisdiction', ...jurisdiction },
  { name: '20261122100200-community', ...community },
  { name: '20261122100300-material', ...material },
  { name: '20261122100400-event', ...event },
  { name: '20261122100500-half-households', ...halfHouseholds },
  { name: '20261122100600-unknown-kind', ...unknownKind },
  { name: '20261122100700-job', ...job },
  { name: '20261122100800-suggestion', ...suggestion },
  { name: '20261122100900-collection-revision', ...collectionRevision },
  { name: '20261122101000-plan', ...plan },
  { name: '20261123100000-head-storage', ...headStorage },
];
