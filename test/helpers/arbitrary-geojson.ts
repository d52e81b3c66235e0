import fc from 'fast-check';

/**
 * GeoJSON as text, sound for the greater part: spellings of numbers and names, repeated and foreign
 * members, their order and layout are what a reader of bytes has to bear, and `JSON.stringify` would
 * iron all of that out.
 */

/** Spellings of numbers that JSON allows, sane and odd. */
const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength });
const wholePart = fc.oneof(
  fc.integer({ min: 0, max: 200 }).map(String),
  digits(25).map((text) => text.replace(/^0+(?=.)/, '')),
);
const exponent = fc
  .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 420 }))
  .map(([letter, sign, power]) => `${letter}${sign}${power}`);
const optional = <T>(value: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | ''> =>
  fc.oneof({ arbitrary: fc.constant<''>(''), weight: 3 }, { arbitrary: value, weight });
export const spelledNumber = fc
  .tuple(
    fc.constantFrom('', '-'),
    wholePart,
    optional(
      digits(22).map((text) => `.${text}`),
      6,
    ),
    optional(exponent),
  )
  .map((parts) => parts.join(''));
/** Printed doubles, and their neighbourhood in decimals: where rounding is hardest. */
export const printedDouble = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .chain((value) => fc.constantFrom(...spellingsOf(value)));

function spellingsOf(value: number): string[] {
  const small = Math.abs(value) < 1e21 ? value : value / 1e300;
  return [
    JSON.stringify(value),
    value.toExponential(),
    small.toFixed(15).replace(/^-0+(?=\d)/, '-0'),
    small.toPrecision(17).includes('e') ? String(small) : small.toPrecision(17),
    ...(Math.abs(small) < 1e6 ? [halfWay(small)] : []),
  ];
}

/** Exactly between a double and the next one, in as many decimals as that takes (at most 60). */
function halfWay(value: number): string {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = bits[0]! + 1n;
  const next = new Float64Array(bits.buffer)[0]!;
  const scaled =
    (BigInt(Math.round(value * 2 ** 40)) + BigInt(Math.round(next * 2 ** 40))) * 5n ** 41n;
  const negative = scaled < 0n;
  const text = String(negative ? -scaled : scaled).padStart(42, '0');
  return `${negative ? '-' : ''}${text.slice(0, -41)}.${text.slice(-41)}`;
}

const space = fc.constantFrom('', '', '', '', ' ', '\n', '\r\n\t', '   ');

const degrees = (limit: number): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.integer({ min: -limit * 1e7, max: limit * 1e7 }).map((n) => String(n / 1e7)),
    },
    {
      weight: 3,
      arbitrary: fc.double({ min: -limit, max: limit, noNaN: true }).map((n) => JSON.stringify(n)),
    },
    { weight: 1, arbitrary: fc.integer({ min: -limit, max: limit }).map((n) => `${n}.0e0`) },
    { weight: 1, arbitrary: fc.constantFrom('-0', '0', '0.0', '-0.00', '1e-7', '1E1') },
  );
/** Nothing, or one or two further ordinates, of any size. */
const height = fc.oneof(
  { weight: 40, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: spelledNumber.map((text) => `,${text}`) },
  { weight: 1, arbitrary: fc.constantFrom(',0', ', 12.5 , -7', ',1234567890123') },
);
const position = fc
  .tuple(space, degrees(180), space, degrees(90), height)
  .map(([a, lon, b, lat, more]) => `[${a}${lon}${b},${a}${lat}${more}${b}]`);
const list = (items: readonly string[], gap: string): string =>
  `[${gap}${items.join(`${gap},${gap}`)}${gap}]`;
const ring = fc
  .tuple(fc.array(position, { minLength: 3, maxLength: 6 }), space)
  .map(([open, gap]) => list([...open, open[0]!], gap));
const rings = fc
  .tuple(fc.array(ring, { minLength: 1, maxLength: 3 }), space)
  .map(([items, gap]) => list(items, gap));
const polygons = fc
  .tuple(fc.array(rings, { minLength: 1, maxLength: 3 }), space)
  .map(([items, gap]) => list(items, gap));

type Member = readonly [name: string, value: string];

/** Members in any order, some of them repeated or with a name spelled in escapes. */
const object = (members: fc.Arbitrary<Member[]>): fc.Arbitrary<string> =>
  fc
    .tuple(
      members.chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
      space,
      fc.nat(60),
    )
    .map(([all, gap, odd]) => {
      const written = odd === 0 ? [...all, ...all.slice(0, 1)] : all;
      const fields = written.map(([name, value], index) => {
        const text = odd === index + 1 ? escaped(name) : JSON.stringify(name);
        return `${text}${gap}:${gap}${value}`;
      });
      return `{${gap}${fields.join(`${gap},${gap}`)}${gap}}`;
    });

/** The name with its last character escaped: `"typ\\u0065"`. */
function escaped(name: string): string {
  const code = name
    .charCodeAt(name.length - 1)
    .toString(16)
    .padStart(4, '0');
  return `"${name.slice(0, -1)}\\u${code}"`;
}

const someMembers = (...members: fc.Arbitrary<Member[]>[]): fc.Arbitrary<Member[]> =>
  fc.tuple(...members).map((lists) => lists.flat());
const always = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Member[]> =>
  value.map((text) => [[name, text]]);
/** One time in `freq`. */
const rarely = (name: string, value: fc.Arbitrary<string>, freq = 12): fc.Arbitrary<Member[]> =>
  fc.oneof(
    { weight: freq - 1, arbitrary: fc.constant<Member[]>([]) },
    { weight: 1, arbitrary: always(name, value) },
  );

const jsonText = fc
  .jsonValue({ maxDepth: 3, stringUnit: 'grapheme' })
  .map((value) => JSON.stringify(value))
  .filter((text) => !text.includes('\\u0000'));
const bbox = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('[1,2,3,4]', 'null', '[1,2,3,4,5,6]') },
  { weight: 1, arbitrary: fc.constantFrom('[1,2]', '[1,2,3,"4"]', '[1,2,3,1e400]') },
);
const crsNamed = (name: string): string => `{"type":"name","properties":{"name":"${name}"}}`;
const crs = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('null', crsNamed('EPSG:4490'), crsNamed('CRS84')) },
  { weight: 1, arbitrary: fc.constant(crsNamed('EPSG:3857')) },
);
const oddGeometry = fc.constantFrom(
  'null',
  '{"type":"Polygon","coordinates":[]}',
  '{"type":"MultiPolygon","coordinates":[]}',
  '{"type":"MultiPolygon","coordinates":[[]]}',
  '{"type":"Polygon","coordinates":[[]]}',
  '{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2]]]}',
  '{"type":"Polygon","coordinates":[[[1,1],[2,1],[1,1]]]}',
  '{"type":"Polygon","coordinates":[[[30,120],[31,120],[31,121],[30,120]]]}',
  '{"type":"Polygon","coordinates":[[[1,1,null],[2,1],[2,2],[1,1]]]}',
  '{"type":"Polygon","coordinates":[[[1,1,1e400],[2,1],[2,2],[1,1]]]}',
  '{"type":"Polygon","coordinates":[[[1e400,1],[2,1],[2,2],[1e400,1]]]}',
  '{"type":"Polygon","coordinates":[[["1",1],[2,1],[2,2],["1",1]]]}',
  '{"type":"Polygon","coordinates":[[[1],[2,1],[2,2],[1]]]}',
  '{"type":"Polygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]]]]}',
  '{"type":"MultiPolygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}',
  '{"type":"Polygon","coordinates":{"coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}',
  '{"type":"Polygon","coordinates":"\\n"}',
  '{"type":"LineString","coordinates":[[1,1],[2,2]]}',
  '{"type":"GeometryCollection","geometries":[]}',
  '{"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}',
  '[{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}]',
  '7',
  '"coordinates"',
);
const polygon = object(
  someMembers(
    always('type', fc.constant('"Polygon"')),
    always('coordinates', rings),
    rarely('bbox', bbox),
    rarely('crs', crs, 40),
    rarely('note', jsonText),
  ),
);
const multiPolygon = object(
  someMembers(always('type', fc.constant('"MultiPolygon"')), always('coordinates', polygons)),
);
const geometry = fc.oneof(
  { weight: 40, arbitrary: polygon },
  { weight: 20, arbitrary: multiPolygon },
  { weight: 1, arbitrary: oddGeometry },
);

const scalar = fc.oneof(
  fc
    .string({ unit: 'grapheme', maxLength: 8 })
    .map((text) => JSON.stringify(text.replaceAll('\u0000', ''))),
  fc.integer().map(String),
  fc.constantFrom(
    'null',
    'true',
    '"\\u4e2d\\u6587"',
    '"朝阳"',
    '"\\ud83d\\ude00"',
    '""',
    '" 7 "',
    '-1.5E-3',
  ),
);
const propertyObject = object(
  someMembers(
    rarely('id', scalar, 2),
    rarely('name', scalar, 2),
    rarely('nameEn', scalar, 3),
    rarely('名称', scalar, 3),
    rarely('geometry', geometry),
    rarely('coordinates', rings),
    rarely('properties', jsonText),
    rarely('more', fc.oneof(jsonText, spelledNumber)),
  ),
);
const properties = fc.oneof(
  { weight: 30, arbitrary: propertyObject },
  { weight: 3, arbitrary: fc.constantFrom('null', '{}') },
  { weight: 1, arbitrary: fc.constantFrom('[1]', '"x"') },
);
const feature = object(
  someMembers(
    always('type', fc.constant('"Feature"')),
    always('properties', properties),
    always('geometry', geometry),
    rarely('id', scalar, 2),
    rarely('bbox', bbox, 20),
    rarely('crs', crs, 30),
    rarely('coordinates', rings),
    rarely('other', jsonText),
  ),
);
const items = fc.oneof(
  { weight: 40, arbitrary: feature },
  { weight: 1, arbitrary: fc.oneof(jsonText, geometry) },
);
const features = fc
  .tuple(fc.array(items, { maxLength: 5 }), space)
  .map(([written, gap]) => list(written, gap));
const collection = object(
  someMembers(
    always('type', fc.constant('"FeatureCollection"')),
    always('features', features),
    rarely('crs', crs, 6),
    rarely('bbox', bbox, 20),
    rarely('name', scalar),
    rarely('properties', propertyObject),
    rarely('geometry', geometry),
  ),
);

/** A document, most often a FeatureCollection of areas. */
export const arbitraryDocument: fc.Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: collection },
  { weight: 1, arbitrary: feature },
  { weight: 1, arbitrary: geometry },
  {
    weight: 1,
    arbitrary: object(someMembers(rarely('type', jsonText, 2), rarely('features', jsonText, 2))),
  },
);

/** Whole parts that a reader may take for the beginning of the next number, too. */
const LIKELY_WHOLES = ['115', '26', '0', '-0', '-9', '1', '12', '-71', '180', '179', '90', '89'];
/** What stands now and then among numbers that are alike: other spellings, the limits, no numbers at all. */
const INTRUDERS =
  '0 -0 5 -0.0 0.0000000 180 180.0000000 180.0000001 -180.0 90.0 90.00000001 89.9999999 1e1 2.5E-3 115.5e0 00.5 026.5799203 115. 26.x - 1e400 115.519174212345678'.split(
    ' ',
  );

/** A number that begins as others do: how many decimals it has, and the last ones, are its own. */
const alike = (whole: string, shared: string, decimals: number): fc.Arbitrary<string> => {
  const usual = fc
    .tuple(fc.constantFrom(0, 0, 0, 0, 1, -1, 2, -3), fc.integer({ min: 0, max: 999_999_999 }))
    .map(([more, value]) => {
      const count = Math.min(Math.max(decimals + more, 0), 9);
      const own = String(value).padStart(9, '0');
      return count === 0 ? whole : `${whole}.${(shared + own).slice(0, count)}`;
    });
  return fc.oneof(
    { weight: 80, arbitrary: usual },
    { weight: 1, arbitrary: fc.constantFrom(...INTRUDERS) },
  );
};

const beginning = fc.record({
  whole: fc.constantFrom(...LIKELY_WHOLES),
  shared: fc.oneof(digits(2), fc.constant('')),
  decimals: fc.integer({ min: 0, max: 9 }),
});

/** A ring without white space as most programs write it: positions alike for the greater part. */
export const positionsAlike = fc
  .tuple(beginning, beginning)
  .chain(([lon, lat]) =>
    fc.array(
      fc.tuple(
        alike(lon.whole, lon.shared, lon.decimals),
        alike(lat.whole, lat.shared, lat.decimals),
        fc.oneof(
          { weight: 60, arbitrary: fc.constant('') },
          { weight: 1, arbitrary: fc.constantFrom(',5', ',-7.25', ' ', ',') },
        ),
      ),
      { minLength: 3, maxLength: 24 },
    ),
  )
  .map((positions) => positions.map(([lon, lat, more]) => `[${lon},${lat}${more}]`))
  .map((positions) => `[${[...positions, positions[0]].join(',')}]`);
