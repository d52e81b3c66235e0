import fc from 'fast-check';

const encoder = new TextEncoder();

/** A change of some bytes, at places given as shares of the length. */
export type Mutation = (bytes: Uint8Array) => Uint8Array;
export const share = fc.double({ min: 0, max: 1, noNaN: true });
const oddByte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(...encoder.encode('[]{},:"\\-+.0123456789eE \n\tu_')),
);
export const arbitraryMutation: fc.Arbitrary<Mutation> = fc.oneof(
  share.map(
    (cut): Mutation =>
      (bytes) =>
        bytes.slice(0, Math.floor(cut * bytes.length)),
  ),
  fc.tuple(share, oddByte).map(
    ([place, byte]): Mutation =>
      (bytes) => {
        const copy = bytes.slice();
        copy[Math.floor(place * copy.length)] = byte;
        return copy;
      },
  ),
  fc.tuple(share, fc.array(oddByte, { minLength: 1, maxLength: 4 })).map(
    ([place, inserted]): Mutation =>
      (bytes) =>
        splice(bytes, place, 0, Uint8Array.from(inserted)),
  ),
  fc.tuple(share, fc.nat(12)).map(
    ([place, count]): Mutation =>
      (bytes) =>
        splice(bytes, place, count, new Uint8Array()),
  ),
  fc
    .tuple(
      share,
      fc.constantFrom(
        '\\u0000',
        '\\ud800',
        '"__proto__":1,',
        '\\u',
        '//',
        '中',
        '\ufeff',
        ',,',
        '01',
        '-',
        '1e5',
        '}',
        ']',
      ),
    )
    .map(
      ([place, text]): Mutation =>
        (bytes) =>
          splice(bytes, place, 0, encoder.encode(text)),
    ),
  fc.constant<Mutation>((bytes) => splice(bytes, 0, 0, Uint8Array.of(0xef, 0xbb, 0xbf))),
);

function splice(
  bytes: Uint8Array,
  place: number,
  removed: number,
  inserted: Uint8Array,
): Uint8Array {
  const at = Math.floor(place * bytes.length);
  return Uint8Array.from([...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at + removed)]);
}
