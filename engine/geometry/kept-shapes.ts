/**
 * Keeps the compiled code of the audit from being thrown away.
 *
 * V8 compiles code for the shapes of the objects that it has seen, and discards it when the last
 * object of such a shape is collected; and the code of a function that is made anew in each audit
 * lives no longer than one of these functions. Between two audits nothing of an audit is left, so after a
 * full collection the next one would run slowly until all is compiled again: three times the CPU on
 * 10,000 polygons. Therefore one small object of each kind, from an audit of a few shapes, stays
 * alive. Results do not depend on it.
 */

let recording: object[] | null = null;

/** To be called for objects that the audit makes and drops; keeps them while a recording is on. */
export function noteShape<T extends object>(object: T): T {
  recording?.push(object);
  return object;
}

/** Runs something small and returns what it noted, to be held on to. */
export function recordShapes(run: () => object): readonly object[] {
  const noted: object[] = [];
  recording = noted;
  try {
    noted.push(run());
  } finally {
    recording = null;
  }
  return noted;
}
