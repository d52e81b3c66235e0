import type { Message } from '#engine/coverage/types.ts';

/** Where a text stops being JSON, and what was found there. */
export interface SyntaxFault {
  /** UTF-16 offset of the first character that cannot be. */
  offset: number;
  message: Message;
}

type Expectation =
  | 'value'
  | 'value-or-end'
  | 'key'
  | 'key-or-end'
  | 'colon'
  | 'comma-or-end'
  | 'end';

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;
const NON_FINITE = /[+-]?(?:NaN|Infinity)/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Finds the first syntax error of a text that `JSON.parse` has refused. V8 reports a position for
 * some errors only, and differently in each version; this scanner always has one. It keeps its own
 * stack, so deep nesting cannot overflow. Returns null where it finds no fault (then `JSON.parse`
 * failed for another reason).
 */
export function findSyntaxError(text: string): SyntaxFault | null {
  const stack: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  let at = 0;
  const afterValue = (): Expectation => (stack.length === 0 ? 'end' : 'comma-or-end');

  for (;;) {
    at = skipSpace(text, at);
    const char = text[at];
    if (char === undefined) return expected === 'end' ? null : endOfText(text, stack.length);

    if (expected === 'end') return contentAfterEnd(at, char);
    if (expected === 'colon') {
      if (char !== ':') return unexpected(text, at, expected);
      at += 1;
      expected = 'value';
    } else if (expected === 'comma-or-end') {
      const open = stack.at(-1);
      if (char === ',') expected = open === '{' ? 'key' : 'value';
      else if (char === (open === '{' ? '}' : ']')) {
        stack.pop();
        expected = afterValue();
      } else return unexpected(text, at, expected);
      at += 1;
    } else if (expected === 'key' || expected === 'key-or-end') {
      if (char === '}' && expected === 'key-or-end') {
        stack.pop();
        at += 1;
        expected = afterValue();
      } else if (char === '"') {
        const end = endOfString(text, at);
        if (typeof end !== 'number') return end;
        at = end;
        expected = 'colon';
      } else return unexpected(text, at, expected);
    } else if (char === ']' && expected === 'value-or-end') {
      stack.pop();
      at += 1;
      expected = afterValue();
    } else if (char === '{' || char === '[') {
      stack.push(char);
      at += 1;
      expected = char === '{' ? 'key-or-end' : 'value-or-end';
    } else {
      const end = endOfScalar(text, at, char);
      if (typeof end !== 'number') return end;
      at = end;
      expected = afterValue();
    }
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
    at += 1;
  }
  return at;
}

/** Offset behind the number, string or literal at `at`, or the fault. */
function endOfScalar(text: string, at: number, char: string): number | SyntaxFault {
  if (char === '"') return endOfString(text, at);
  for (const pattern of [LITERAL, NUMBER]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) {
      // `01` and `1.` match a shorter number; what follows must not go on with it.
      const next = text[pattern.lastIndex];
      if (next !== undefined && /[\w.+-]/.test(next))
        return unexpected(text, pattern.lastIndex, 'value');
      return pattern.lastIndex;
    }
  }
  return unexpected(text, at, 'value');
}

/** Offset behind the closing quote of the string at `at`, or the fault. */
function endOfString(text: string, at: number): number | SyntaxFault {
  let index = at + 1;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index + 1;
    if (code === 0x5c) {
      ESCAPE.lastIndex = index;
      if (!ESCAPE.test(text)) {
        return fault(
          index,
          '字符串中的转义符 “\\” 用法不对',
          'bad escape in a string (a lone “\\”?); write “\\\\”',
        );
      }
      index = ESCAPE.lastIndex;
    } else if (code < 0x20) {
      return fault(
        index,
        `字符串中有未转义的控制字符 ${codePoint(code)}（引号未闭合？）`,
        `unescaped control character ${codePoint(code)} in a string (missing closing quote?)`,
      );
    } else index += 1;
  }
  return fault(
    at,
    '此处开始的字符串没有结束，文件可能被截断',
    'the string that starts here never ends; the file may be cut off',
  );
}

function endOfText(text: string, open: number): SyntaxFault {
  const levels = open === 0 ? '' : `，还有 ${open} 层括号未闭合`;
  const levelsEn = open === 0 ? '' : ` with ${open} bracket${open === 1 ? '' : 's'} still open`;
  return fault(
    text.length,
    `文件在此处中断${levels}，可能没有传完整`,
    `the text ends here${levelsEn}; the file may be cut off`,
  );
}

function contentAfterEnd(at: number, char: string): SyntaxFault {
  if (char === '{' || char === '\u001e') {
    return fault(
      at,
      '一个 JSON 对象之后又开始了另一个：这像是按行分隔的 GeoJSON（GeoJSONSeq），请先合并：ogr2ogr -f GeoJSON out.geojson in.geojsonl',
      'a second JSON object starts here: this looks like newline-delimited GeoJSON (GeoJSONSeq); join it with: ogr2ogr -f GeoJSON out.geojson in.geojsonl',
    );
  }
  return fault(
    at,
    `JSON 已经结束，后面多出了 ${shown(char)}`,
    `unexpected ${shown(char)} after the end of the JSON value`,
  );
}

const EXPECTED: Record<Expectation, Message> = {
  value: { zh: '一个值', en: 'a value' },
  'value-or-end': { zh: '一个值或 “]”', en: 'a value or “]”' },
  key: { zh: '双引号括起的名称', en: 'a name in double quotes' },
  'key-or-end': { zh: '双引号括起的名称或 “}”', en: 'a name in double quotes or “}”' },
  colon: { zh: '“:”', en: '“:”' },
  'comma-or-end': { zh: '“,” 或右括号', en: '“,” or a closing bracket' },
  end: { zh: '结尾', en: 'the end' },
};

function unexpected(text: string, at: number, expected: Expectation): SyntaxFault {
  const char = text[at] ?? '';
  NON_FINITE.lastIndex = at;
  const nonFinite = NON_FINITE.exec(text)?.[0];
  if (nonFinite !== undefined) {
    return fault(
      at,
      `JSON 中不能有 ${nonFinite}；没有数值时请写 null，坐标必须是有限的数`,
      `${nonFinite} is not allowed in JSON; write null for a missing value, coordinates must be finite numbers`,
    );
  }
  if ((char === ']' || char === '}') && (expected === 'value' || expected === 'key')) {
    return fault(
      at,
      `${shown(char)} 前面多了一个逗号`,
      `there is a comma too many before ${shown(char)}`,
    );
  }
  if (char === '/' || char === '#')
    return fault(at, 'JSON 中不能有注释', 'comments are not allowed in JSON');
  if (char === "'")
    return fault(at, '请用双引号，不能用单引号', 'use double quotes, not single quotes');
  if (char === '<' && at < 64) {
    return fault(
      at,
      '这像是 XML 或 HTML（KML？下载时得到的错误页？），不是 JSON',
      'this looks like XML or HTML (KML? an error page of a download?), not JSON',
    );
  }
  const want = EXPECTED[expected];
  return fault(
    at,
    `此处应为${want.zh}，却是 ${shown(char)}`,
    `expected ${want.en}, found ${shown(char)}`,
  );
}

function fault(offset: number, zh: string, en: string): SyntaxFault {
  return { offset, message: { zh, en } };
}

const codePoint = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

/** A character as a message may show it: never a raw control character. */
function shown(char: string): string {
  const code = char.charCodeAt(0);
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code <= 0xdfff)
    ? codePoint(code)
    : `“${char}”`;
}
