/**
 * A program with an embedded database, for tests that kill it: opens the directory given, writes
 * rows into `setting` without end and prints each key once its commit is acknowledged. Ctrl-C
 * (SIGINT) closes the database and ends with 0.
 */
import { openEmbedded } from '../../server/database/embedded/open-embedded.ts';
import { migrateToLatest } from '../../server/database/migrate.ts';

const [dataDirectory = '', prefix = 'row'] = process.argv.slice(2);
const database = await openEmbedded({ dataDirectory, poolMax: 3, onNotice: console.error });
await migrateToLatest(database.knex);
console.log(`child ${database.processId()}`);

let stopping = false;
process.on('SIGINT', () => {
  stopping = true;
});
for (let i = 0; !stopping; i++) {
  const key = `${prefix}:${i}`;
  await database.knex('setting').insert({ key, value: '1' });
  console.log(`row ${key}`);
}
await database.close();
