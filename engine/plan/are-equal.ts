/** Are two pieces of plain data the same? The order of fields says nothing. */
export function areEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [p, q] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(p);
  return (
    keys.length === Object.keys(q).length &&
    keys.every((key) => Object.hasOwn(q, key) && areEqual(p[key], q[key]))
  );
}
