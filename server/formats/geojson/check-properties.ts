import type { GeoJsonProblem } from './problem-collector.ts';

/** Attributes deeper than this are no attributes; later stages serialise them recursively. */
export const MAX_PROPERTY_DEPTH = 64;

/**
 * Checks that attributes are finite and shallow, with a stack of its own. Returns the first fault of
 * the feature, or null.
 */
export function checkProperties(
  properties: Record<string, unknown>,
  feature: { readonly pointer: string },
  id: string | undefined,
): GeoJsonProblem | null {
  if (areFiniteScalars(properties)) return null;
  const pointer = `${feature.pointer}/properties`;
  const stack: { value: unknown; pointer: string; depth: number }[] = [];
  push(properties, pointer, 1);
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value, depth } = item;
    if (typeof value === 'number') {
      return named({
        code: 'number-not-finite',
        message: {
          zh: '属性值不是有限的数（超出范围，如 1e400）；请改正或写 null',
          en: 'an attribute is not a finite number (too large, such as 1e400); correct it or write null',
        },
        pointer: item.pointer,
      });
    }
    if (depth > MAX_PROPERTY_DEPTH) {
      return named({
        code: 'properties-too-deep',
        message: {
          zh: `属性嵌套超过 ${MAX_PROPERTY_DEPTH} 层；请改为平铺的字段`,
          en: `attributes are nested more than ${MAX_PROPERTY_DEPTH} levels deep; flatten them into fields`,
        },
        pointer,
      });
    }
    if (typeof value === 'object' && value !== null) push(value, item.pointer, depth);
  }
  return null;

  /** Scalars that are fine never enter the stack. */
  function push(value: object, at: string, depth: number): void {
    for (const [key, member] of Object.entries(value)) {
      const suspect =
        typeof member === 'number'
          ? !Number.isFinite(member)
          : typeof member === 'object' && member !== null;
      if (suspect)
        stack.push({ value: member, pointer: `${at}/${escapePointer(key)}`, depth: depth + 1 });
    }
  }

  function named(problem: GeoJsonProblem): GeoJsonProblem {
    return id === undefined ? problem : { ...problem, id };
  }
}

/** The usual case, without anything put on the heap. */
function areFiniteScalars(properties: Record<string, unknown>): boolean {
  for (const key in properties) {
    const member = properties[key];
    if (
      typeof member === 'number'
        ? !Number.isFinite(member)
        : typeof member === 'object' && member !== null
    ) {
      return false;
    }
  }
  return true;
}

/** One reference token of a JSON pointer (RFC 6901). */
export const escapePointer = (token: string): string =>
  token.replaceAll('~', '~0').replaceAll('/', '~1');
