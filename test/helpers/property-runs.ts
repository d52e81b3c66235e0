/**
 * On how many cases a property that takes seconds is tried: on all of them, in CI on a third. CI tries the same cases each time
 * (test/helpers/steady-seeds.ts), so more of them find nothing new there; `PROPERTY_RUNS=full` has it try all.
 */
export function propertyRuns(full: number): number {
  const isShort = Boolean(process.env.CI) && process.env.PROPERTY_RUNS !== 'full';
  return isShort ? Math.ceil(full / 3) : full;
}
