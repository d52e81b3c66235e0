/**
 * Deterministic ids: the same fault in the same data has the same id, whatever the order of the
 * features, the start of a ring or the machine. No clock and no counter take part.
 */

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** FNV-1a, 64 bits, over the UTF-16 code units of the text. */
function fnv1a64(text: string): bigint {
  let hash = OFFSET;
  for (let i = 0; i < text.length; i++) {
    hash = ((hash ^ BigInt(text.charCodeAt(i))) * PRIME) & MASK;
  }
  return hash;
}

/**
 * The id of a finding: the rule without its family, a dash, twelve hexadecimal digits.
 * @param rule stable rule name, e.g. `coverage.overlap`
 * @param parts what makes this finding this one: community ids (sorted by the caller), a place
 */
export function findingId(rule: string, parts: readonly string[]): string {
  const hash = fnv1a64([rule, ...parts].join('\u0000'));
  return `${rule.slice(rule.indexOf('.') + 1)}-${hash.toString(16).padStart(16, '0').slice(0, 12)}`;
}

/** A place as a part of an id: rounded to 1e-6 degrees (about 0.1 m). */
export function placeKey(position: readonly number[]): string {
  return `${(position[0] ?? 0).toFixed(6)},${(position[1] ?? 0).toFixed(6)}`;
}
