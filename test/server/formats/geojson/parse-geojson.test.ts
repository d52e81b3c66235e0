import { describe, expect, test } from 'vitest';
import { parseGeoJson } from '../../../../server/formats/geojson/parse-geojson.ts';
import { bytesOf } from './collections.ts';

const problemOf = (text: string | Uint8Array, options = {}) => {
  const parsed = parseGeoJson(typeof text === 'string' ? bytesOf(text) : text, options);
  if (parsed.ok) throw new Error('expected a problem');
  expect(parsed.error).toHaveLength(1);
  return parsed.error[0]!;
};

describe('parseGeoJson accepts', () => {
  test.each([
    ['plain UTF-8', '{"名称":"四至"}'],
    ['a byte order mark', '\ufeff{"名称":"四至"}'],
    ['space around', '\r\n\t {"名称":"四至"}\n'],
    ['escapes', '{"名称":"\\u56db\\u81f3"}'],
  ])('%s', (_name, text) => {
    const parsed = parseGeoJson(bytesOf(text));
    expect(parsed).toMatchObject({ ok: true, value: { document: { 名称: '四至' } } });
  });

  test('surrogate pairs, escaped or not, and escaped backslashes before a u', () => {
    const parsed = parseGeoJson(bytesOf('["\\ud83d\\ude00", "😀", "\\\\u0000", "\\\\ud800"]'));
    expect(parsed).toMatchObject({
      ok: true,
      value: { document: ['😀', '😀', '\\u0000', '\\ud800'] },
    });
  });

  test('the word __proto__ where it is no key', () => {
    expect(parseGeoJson(bytesOf('{"note":"__proto__"}')).ok).toBe(true);
  });
});

describe('parseGeoJson says where the text stops being JSON', () => {
  test.each([
    ['cut off in an array', '{"features":[\n{"type":"Feature"},', 2, 20, /cut off/, /中断/],
    ['cut off in a string', '{"type":"Feat', 1, 9, /never ends/, /没有结束/],
    ['a comma too many', '[1,\n 2,\n]', 3, 1, /comma too many before “]”/, /多了一个逗号/],
    [
      'a comma too many in an object',
      '{"a":1,}',
      1,
      8,
      /comma too many before “}”/,
      /多了一个逗号/,
    ],
    ['a missing comma', '{"a":1 "b":2}', 1, 8, /expected “,” or a closing bracket/, /右括号/],
    ['a missing colon', '{"a" 1}', 1, 6, /expected “:”/, /“:”/],
    ['NaN', '{"a":[1, NaN]}', 1, 10, /NaN is not allowed/, /不能有 NaN/],
    ['-Infinity', '[-Infinity]', 1, 2, /-Infinity is not allowed/, /-Infinity/],
    ['single quotes', "{'a':1}", 1, 2, /double quotes/, /双引号/],
    ['a comment', '{} // done', 1, 4, /unexpected “\/” after the end/, /多出/],
    ['a comment inside', '[ // done\n]', 1, 3, /comments are not allowed/, /注释/],
    ['a bare word', '[undefined]', 1, 2, /found “u”/, /“u”/],
    ['a leading zero', '[01]', 1, 3, /found “1”/, /“1”/],
    ['the wrong bracket', '[1}', 1, 3, /closing bracket, found “}”/, /“}”/],
    ['a raw line feed in a string', '"a\nb"', 1, 3, /U\+000A/, /U\+000A/],
    ['a raw NUL in a string', '"a\u0000b"', 1, 3, /U\+0000/, /U\+0000/],
    ['a lone backslash', '"C:\\data"', 1, 4, /bad escape/, /转义/],
    ['XML', '<?xml version="1.0"?><kml/>', 1, 1, /KML/, /KML/],
    [
      'newline-delimited GeoJSON',
      '{"type":"Feature"}\n{"type":"Feature"}\n',
      2,
      1,
      /newline-delimited/,
      /GeoJSONSeq/,
    ],
    ['a column counted after Chinese text', '{"名称":"四至",}', 1, 12, /comma too many/, /逗号/],
  ])('%s', (_name, text, line, column, en, zh) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ code: 'not-json', line, column, pointer: '' });
    expect(problem.message.en).toMatch(en);
    expect(problem.message.zh).toMatch(zh);
  });
});

describe('parseGeoJson refuses bytes that are no UTF-8 text', () => {
  test('GBK, naming the encoding, the place and the way to convert', () => {
    const gbk = Buffer.concat([
      Buffer.from('{\n "n":"'),
      Buffer.from([0xc9, 0xe7, 0xc7, 0xf8]),
      Buffer.from('"}'),
    ]);
    const problem = problemOf(gbk);
    expect(problem).toMatchObject({ code: 'wrong-encoding', line: 2, column: 7 });
    expect(problem.message.en).toMatch(/GBK.*iconv -f GB18030 -t UTF-8/);
  });

  test('Latin-1 is not taken for Chinese', () => {
    const problem = problemOf(Buffer.from('{"n":"Zürich"}', 'latin1'));
    expect(problem).toMatchObject({ code: 'wrong-encoding', line: 1, column: 8 });
    expect(problem.message.en).not.toMatch(/GBK/);
  });

  test.each([
    ['a cut-off character', [0x22, 0xe5, 0x9b], 'wrong-encoding'],
    ['an overlong form', [0x22, 0xc0, 0x80, 0x22], 'wrong-encoding'],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], 'wrong-encoding'],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00], 'wrong-encoding'],
    ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04, 0x00], 'not-json'],
    ['gzip', [0x1f, 0x8b, 0x08, 0x00], 'not-json'],
    ['a Shapefile', [0x00, 0x00, 0x27, 0x0a, 0x00], 'not-json'],
  ])('%s', (_name, bytes, code) => {
    expect(problemOf(Uint8Array.from(bytes)).code).toBe(code);
  });
});

describe('parseGeoJson refuses what no later stage can bear', () => {
  test.each([
    ['an empty file', '', 'empty-file'],
    ['a file of spaces', ' \n\t', 'empty-file'],
    ['a file of a byte order mark', '\ufeff', 'empty-file'],
    ['a __proto__ key', '{"a":{"__proto__":{"x":1}}}', 'forbidden-key'],
    ['a __proto__ key in disguise', '{"\\u005f_pr\\u006fto__" : 1}', 'forbidden-key'],
    ['an escaped NUL', '{"a":"x\\u0000"}', 'nul-character'],
    ['a NUL behind an escaped backslash', '{"a":"\\\\\\u0000"}', 'nul-character'],
    ['half a character', '["\\ud83d"]', 'lone-surrogate'],
    ['half a character before text', '["\\ud83dx\\ude00"]', 'lone-surrogate'],
    ['the second half alone', '["\\ude00"]', 'lone-surrogate'],
  ])('%s', (_name, text, code) => {
    expect(problemOf(text).code).toBe(code);
  });

  test('more bytes than allowed', () => {
    expect(problemOf('{"a":1}', { maxBytes: 6 }).code).toBe('too-large');
  });

  test('arrays 2 million deep, closed or not', () => {
    const deep = '['.repeat(2_000_000);
    expect(problemOf(deep).code).toBe('json-too-deep');
    expect(problemOf(deep + ']'.repeat(2_000_000)).code).toBe('json-too-deep');
  });

  test('brackets in strings do not count as depth', () => {
    expect(parseGeoJson(bytesOf(`["${'['.repeat(200)}", "\\"[[[["]`), { maxDepth: 3 }).ok).toBe(
      true,
    );
  });
});
