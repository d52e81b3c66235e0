import { defineConfig } from 'vitest/config';

/** Tests that talk to a database or a browser wait for processes to start. */
const patient = { testTimeout: 30_000, hookTimeout: 60_000 };
const setupFiles = ['test/helpers/steady-seeds.ts'];

/**
 * One project for each thing a test needs from the machine, so that `npm test -- --only engine`
 * starts no database. `server` gets both databases, `oracle` the PostGIS server, `e2e` a browser.
 */
export default defineConfig({
  test: {
    // A clean machine first prepares the embedded database's template.
    teardownTimeout: 30_000,
    projects: [
      {
        test: {
          name: 'engine',
          setupFiles,
          include: ['test/{engine,properties,data,web}/**/*.test.ts'],
          // Nothing in them is kept between tests: the engine need not be loaded for each file anew.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'server',
          setupFiles,
          include: ['test/server/**/*.test.ts'],
          globalSetup: ['test/helpers/global-setup.ts'],
          ...patient,
        },
      },
      {
        test: { name: 'cli', include: ['test/cli/**/*.test.ts'], ...patient },
      },
      {
        test: { name: 'tooling', include: ['test/tooling/**/*.test.ts'], ...patient },
      },
      {
        test: {
          name: 'oracle',
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
