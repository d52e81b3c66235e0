import type { Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { decodeText } from './decode-text.ts';
import { findSyntaxError } from './find-syntax-error.ts';
import type { GeoJsonProblemCode } from './problem-codes.ts';
import type { GeoJsonProblem } from './problem-collector.ts';
import { placeOfOffset } from './text-place.ts';

export interface ParseOptions {
  /** Longer inputs are refused. Default 500 MB: V8 has no longer strings. */
  maxBytes?: number;
  /** Deeper nesting of arrays and objects is refused. Default 100 000. */
  maxDepth?: number;
}

/** A JSON text that can be trusted to be finite and shallow enough; not yet checked as GeoJSON. */
export interface ParsedCollection {
  /** What `JSON.parse` gave. Pass it to `readCommunities`, `readJurisdiction` or `readFeatures`. */
  document: unknown;
  bytes: number;
}

export const DEFAULT_MAX_BYTES = 500_000_000;
/** `JSON.parse` takes millions of levels, but nothing behind it needs to be exposed to them. */
export const DEFAULT_MAX_DEPTH = 100_000;

/**
 * Bytes of a GeoJSON file → JSON document. Never throws on bad input: problems of size, encoding,
 * nesting and syntax come back with line and column.
 */
export function parseGeoJson(
  bytes: Uint8Array,
  options: ParseOptions = {},
): Result<ParsedCollection, GeoJsonProblem[]> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (bytes.length > maxBytes) return err([tooLarge(bytes.length, maxBytes)]);
  const decoded = decodeText(bytes);
  if (!decoded.ok) return err([decoded.error]);
  const text = decoded.value;
  if (text.trim() === '') {
    return refuse(
      'empty-file',
      '文件是空的，没有可读的内容',
      'the file is empty: there is nothing to read',
    );
  }
  const maxDepth = options.maxDepth ?? DEFAULT_MAX_DEPTH;
  const tooDeep = findTooDeep(text, maxDepth);
  if (tooDeep !== null) return err([tooDeep]);

  const forbidden = findForbidden(text);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    if (error instanceof RangeError) return err([depthProblem(text, 0, maxDepth)]);
    if (!(error instanceof SyntaxError)) throw error;
    const fault = findNotJson(text);
    return fault === null
      ? refuse('not-json', '不是有效的 JSON', `not valid JSON: ${firstLine(error.message)}`)
      : err([fault]);
  }
  if (forbidden !== null) return err([forbidden]);
  return ok({ document, bytes: bytes.length });
}

function refuse(
  code: GeoJsonProblemCode,
  zh: string,
  en: string,
): { ok: false; error: GeoJsonProblem[] } {
  return err([{ code, message: { zh, en }, pointer: '' }]);
}

/** `bytes`: how many there are, or null when they were not all counted. */
export function tooLarge(bytes: number | null, maxBytes: number): GeoJsonProblem {
  const limit = megabytes(maxBytes);
  return {
    code: 'too-large',
    message:
      bytes === null
        ? {
            zh: `文件超过上限 ${limit} MB；请拆分后分别处理`,
            en: `more than the limit of ${limit} MB; split the file`,
          }
        : {
            zh: `文件有 ${megabytes(bytes)} MB，超过上限 ${limit} MB；请拆分后分别处理`,
            en: `${megabytes(bytes)} MB is over the limit of ${limit} MB; split the file`,
          },
    pointer: '',
  };
}

/** The first syntax error of a text that `JSON.parse` refuses. */
export function findNotJson(text: string): GeoJsonProblem | null {
  const fault = findSyntaxError(text);
  if (fault === null) return null;
  return {
    code: 'not-json',
    message: {
      zh: `不是有效的 JSON:${fault.message.zh}`,
      en: `not valid JSON: ${fault.message.en}`,
    },
    pointer: '',
    ...placeOfOffset(text, fault.offset),
  };
}

/** The first bracket beyond `maxDepth` levels of a text, JSON or not. */
export function findTooDeep(text: string, maxDepth: number): GeoJsonProblem | null {
  const offset = offsetOfTooDeep(text, maxDepth);
  return offset === -1 ? null : depthProblem(text, offset, maxDepth);
}

function depthProblem(text: string, offset: number, maxDepth: number): GeoJsonProblem {
  return {
    code: 'json-too-deep',
    message: {
      zh: `JSON 嵌套超过 ${maxDepth} 层，不是正常的 GeoJSON`,
      en: `nested more than ${maxDepth} levels deep; no sensible GeoJSON is`,
    },
    pointer: '',
    ...placeOfOffset(text, offset),
  };
}

/** Offset of the first bracket beyond `maxDepth` levels, or -1. */
function offsetOfTooDeep(text: string, maxDepth: number): number {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > maxDepth) return index;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return -1;
}

// The key `__proto__`, with any of its letters escaped: code that copies objects could set a prototype with it.
const PROTO_KEY =
  /"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;
const ESCAPES = /\\(?:u([0-9a-fA-F]{4})|.)/g;

/** What JSON allows and no later stage can bear: prototype keys, NUL (PostgreSQL) and half characters. */
export function findForbidden(text: string): GeoJsonProblem | null {
  const at = (offset: number, code: GeoJsonProblemCode, message: Message): GeoJsonProblem => ({
    code,
    message,
    pointer: '',
    ...placeOfOffset(text, offset),
  });
  const hasEscapes = text.includes('\\u');
  if (hasEscapes || text.includes('__proto__')) {
    const proto = PROTO_KEY.exec(text);
    if (proto !== null) {
      return at(proto.index, 'forbidden-key', {
        zh: '属性名不能是 “__proto__”；请改名或删除',
        en: 'a member must not be called “__proto__”; rename or remove it',
      });
    }
  }
  if (!hasEscapes) return null;
  let highAt = -1;
  for (const match of text.matchAll(ESCAPES)) {
    const unit = match[1] === undefined ? -1 : Number.parseInt(match[1], 16);
    const low = unit >= 0xdc00 && unit <= 0xdfff;
    const paired = low && highAt !== -1 && highAt + 6 === match.index;
    if (highAt !== -1 && !paired) break;
    if (low && !paired) {
      highAt = match.index;
      break;
    }
    if (unit === 0) {
      return at(match.index, 'nul-character', {
        zh: '文字中有 NUL 字符（\\u0000），数据库无法保存；请删除',
        en: 'a string holds a NUL character (\\u0000), which no database stores; remove it',
      });
    }
    highAt = unit >= 0xd800 && unit <= 0xdbff ? match.index : -1;
  }
  if (highAt === -1) return null;
  return at(highAt, 'lone-surrogate', {
    zh: '文字中有半个字符（单独的 UTF-16 代理项），请重新导出',
    en: 'a string holds half a character (a lone UTF-16 surrogate); export the file again',
  });
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
