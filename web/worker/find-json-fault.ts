/** Where a text stops being JSON. */
export interface JsonFault {
  /** 1-based. */
  line: number;
  column: number;
  /** What stands there, cut short; empty at the end of the text. */
  found: string;
}

// Runs of plain characters in a string are one step each: step by step, a long one would exhaust the stack.
const TOKEN =
  /[ \t\n\r]*(?:([[\]{},:])|("[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|true\b|false\b|null\b))/y;

/** What may come next: a value, a value or `]`, a name, a name or `}`, a colon, what follows a value. */
type Expected = 'value' | 'first-item' | 'name' | 'first-name' | 'colon' | 'follow';

/**
 * The first place at which a text that `JSON.parse` refused goes wrong. Browsers word their messages
 * differently, and some name no place. Null when nothing is found, which would be a text that is JSON.
 */
export function findJsonFault(text: string): JsonFault | null {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let isOver = false;
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      const at = from + (/^[ \t\n\r]*/.exec(text.slice(from, from + 10_000))?.[0].length ?? 0);
      return at >= text.length && isOver ? null : placeOf(text, at);
    }
    const [, mark, string] = match;
    const next: Expected | null = isOver
      ? null
      : step(expected, mark ?? (string === undefined ? 'scalar' : 'string'), open);
    if (next === null) return placeOf(text, TOKEN.lastIndex - match[0].trimStart().length);
    expected = next;
    isOver = expected === 'follow' && open.length === 0;
  }
}

/** What is expected after a token; null when it may not stand there. Keeps the open brackets. */
function step(expected: Expected, token: string, open: ('[' | '{')[]): Expected | null {
  const innermost = open.at(-1);
  const close = (): Expected => {
    open.pop();
    return 'follow';
  };
  switch (expected) {
    case 'colon':
      return token === ':' ? 'value' : null;
    case 'follow':
      if (token === ',') return innermost === '[' ? 'value' : innermost === '{' ? 'name' : null;
      return isClosing(token, innermost) ? close() : null;
    case 'name':
    case 'first-name':
      if (token === 'string') return 'colon';
      return expected === 'first-name' && token === '}' ? close() : null;
    default:
      if (token === '[' || token === '{') {
        open.push(token);
        return token === '[' ? 'first-item' : 'first-name';
      }
      if (expected === 'first-item' && token === ']') return close();
      return token === 'string' || token === 'scalar' ? 'follow' : null;
  }
}

const isClosing = (token: string, innermost: '[' | '{' | undefined): boolean =>
  (token === ']' && innermost === '[') || (token === '}' && innermost === '{');

function placeOf(text: string, offset: number): JsonFault {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  const found = text.slice(offset, offset + 20).split('\n')[0] ?? '';
  return { line, column: offset - lineStart + 1, found };
}
