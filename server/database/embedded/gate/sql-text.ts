/**
 * What the gate must know of a statement before it runs. Literals and comments are blanked first,
 * so that a note that says “copy it from stdin” is no COPY.
 */

/** The text with string literals, dollar quotes and comments replaced by a space. */
export function withoutLiterals(sql: string): string {
  const token =
    /--[^\n]*|\/\*|'|\b[eE]'|"(?:[^"]|"")*"|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/g;
  let result = '';
  let kept = 0;
  for (let match = token.exec(sql); match; match = token.exec(sql)) {
    const opening = match[0];
    // Quoted identifiers stay: they are names, and LISTEN needs them.
    if (opening.startsWith('"')) continue;
    const end = endOfLiteral(sql, opening, token.lastIndex);
    result += `${sql.slice(kept, match.index)} `;
    kept = end;
    token.lastIndex = end;
  }
  return result + sql.slice(kept);
}

function endOfLiteral(sql: string, opening: string, from: number): number {
  if (opening.startsWith('--')) return from;
  if (opening.startsWith('$')) return indexBehind(sql, opening, from);
  if (opening === '/*') return endOfBlockComment(sql, from);
  const closing = opening === "'" ? /''|'/g : /''|\\.|'/gs;
  closing.lastIndex = from;
  for (let match = closing.exec(sql); match; match = closing.exec(sql)) {
    if (match[0] === "'") return closing.lastIndex;
  }
  return sql.length;
}

function indexBehind(sql: string, text: string, from: number): number {
  const found = sql.indexOf(text, from);
  return found < 0 ? sql.length : found + text.length;
}

/** Block comments nest in PostgreSQL. */
function endOfBlockComment(sql: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 1;
  for (let match = marks.exec(sql); match; match = marks.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

/** Why the embedded database cannot run this, or null. */
export function refusal(sql: string): { message: string; hint: string } | null {
  if (!/\bstdin\b|advisory_lock/i.test(sql)) return null;
  const text = withoutLiterals(sql).replace(/"(?:[^"]|"")*"/g, 'quoted');
  if (/\bcopy\b[^;]*\bfrom\s+stdin\b/i.test(text)) {
    return {
      message: 'COPY FROM STDIN is not available on the embedded database',
      hint: 'Use INSERT with several rows, or a PostGIS server (DATABASE_URL).',
    };
  }
  if (/\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(/i.test(text)) {
    return {
      message: 'session-level advisory locks are not available on the embedded database',
      hint: 'All clients share one session there and would all get the lock. Use pg_advisory_xact_lock.',
    };
  }
  return null;
}

/** A change to the channels a client listens to; `channel` null means all of them (UNLISTEN *). */
export interface ListenChange {
  listen: boolean;
  channel: string | null;
}

/** The LISTEN and UNLISTEN statements in a text, in order. */
export function listenChanges(sql: string): ListenChange[] {
  if (!/listen/i.test(sql)) return [];
  const statement = /(?:^|;)\s*(un)?listen\s+("(?:[^"]|"")*"|\*|[\w$\u0080-\uffff]+)\s*(?=;|$)/gi;
  return Array.from(withoutLiterals(sql.replace(/\0$/, '')).matchAll(statement), (match) => ({
    listen: match[1] === undefined,
    channel: match[2] === '*' ? null : identifier(match[2] ?? ''),
  }));
}

/** PostgreSQL folds unquoted names to lower case and cuts names to 63 bytes. */
function identifier(written: string): string {
  const name = written.startsWith('"')
    ? written.slice(1, -1).replaceAll('""', '"')
    : written.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const bytes = Buffer.from(name);
  if (bytes.length <= 63) return name;
  let end = 63;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
