import type { TestProject } from 'vitest/node';
import { findChromium } from '../../scripts/requirements.mjs';
import { acquirePreparedData, releasePreparedData } from './prepared-data.ts';
import { startSizhi } from './sizhi-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a service with the sample town, which all browser suites share; null where there is no browser. */
    sampleOrigin: string | null;
  }
}

/** Set-up of the `e2e` project: the service as a user starts it, once for the suites that only plan on its town. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (findChromium() === null) {
    project.provide('sampleOrigin', null);
    return () => Promise.resolve();
  }
  await acquirePreparedData();
  // The limit is for strangers; suites that reload a page thirty times are none.
  const server = await startSizhi({ SIZHI_SAMPLE: 'on', SIZHI_RATE_LIMIT: '0' });
  project.provide('sampleOrigin', server.origin);
  return async () => {
    await server.stop();
    await releasePreparedData();
  };
}
