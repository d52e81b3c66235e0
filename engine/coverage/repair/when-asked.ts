/**
 * Adds properties to an object whose values are worked out when they are first read, each once: what few
 * callers want costs the others nothing. They are its own and enumerable, so that copying, comparing and
 * serialising it see values.
 */
export function whenAsked<Base extends object, Asked extends object>(
  base: Base,
  makers: { [Key in keyof Asked]: () => Asked[Key] },
): Base & Asked {
  for (const key of Object.keys(makers) as (keyof Asked)[]) {
    let value: { is: Asked[keyof Asked] } | null = null;
    Object.defineProperty(base, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        value ??= { is: makers[key]() };
        return value.is;
      },
    });
  }
  return base as Base & Asked;
}
