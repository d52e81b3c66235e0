import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ByProject } from './test/helpers/by-project.ts';

/**
 * Nothing in the modules is kept between tests, so that they need not be loaded for each file anew: the server's take a second.
 * A test that replaces something puts it back.
 */
const isolate = false;

/** Tests that talk to a database or a browser wait for processes to start. */
const patient = { testTimeout: 30_000, hookTimeout: 60_000 };
const setupFiles = ['test/helpers/steady-seeds.ts'];

/** Threads and child processes run from a bundle, see the helper. */
const alias = [
  {
    find: /^\.{1,2}\/(?:[\w-]+\/|\.\.\/)*(?:locate-worker|child-entry)\.ts$/,
    replacement: fileURLToPath(new URL('test/helpers/built-programs.ts', import.meta.url)),
  },
];
const programs = 'test/helpers/global-setup-programs.ts';

/**
 * One project for each thing a test needs from the machine, so that `npm test -- --only engine`
 * starts no database. `server` gets both databases, `oracle` the PostGIS server, `e2e` a browser.
 */
export default defineConfig({
  test: {
    // A clean machine first prepares the embedded database's template.
    teardownTimeout: 30_000,
    sequence: { sequencer: ByProject },
    projects: [
      {
        test: {
          name: 'engine',
          setupFiles,
          include: ['test/{engine,properties,data,web}/**/*.test.ts'],
          isolate,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'server',
          isolate,
          setupFiles,
          alias,
          include: ['test/server/**/*.test.ts'],
          globalSetup: [programs, 'test/helpers/global-setup.ts'],
          ...patient,
        },
      },
      {
        test: {
          name: 'cli',
          isolate,
          alias,
          include: ['test/cli/**/*.test.ts'],
          globalSetup: [programs],
          ...patient,
        },
      },
      {
        test: { name: 'tooling', include: ['test/tooling/**/*.test.ts'], ...patient },
      },
      {
        test: {
          name: 'oracle',
          isolate,
          setupFiles,
          include: ['test/oracle/**/*.test.ts'],
          globalSetup: ['test/helpers/global-setup-postgis.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/helpers/global-setup-e2e.ts'],
          // Each file starts a browser of its own, which draws on all cores; one at a time is enough.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
