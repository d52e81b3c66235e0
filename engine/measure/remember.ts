/**
 * A function that computes its answer once for each object, and keeps it as long as the object lives.
 * The object must not change meanwhile.
 */
export function remember<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const answers = new WeakMap<K, { value: V }>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known.value;
    const value = compute(key);
    answers.set(key, { value });
    return value;
  };
}
