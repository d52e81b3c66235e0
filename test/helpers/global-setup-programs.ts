import { ensureFresh } from '../../scripts/freshness.mjs';

/** Set-up of the projects whose tests start programs and threads: brings the bundle that they run from up to date. */
export default async function setup(): Promise<void> {
  await ensureFresh(['programs']);
}
