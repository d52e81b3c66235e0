/**
 * Framing of the PostgreSQL wire protocol, version 3.
 * Source: PostgreSQL documentation, “Frontend/Backend Protocol”, Message Formats.
 */

/** One typed message: `whole` is the type byte, the length and the body; `body` a view into it. */
export interface Frame {
  type: string;
  body: Buffer;
  whole: Buffer;
}

/** The bytes do not follow the protocol; the connection cannot go on. */
export class ProtocolViolation extends Error {}

/** Larger messages are refused: PostgreSQL's own limit for a field, and most of a WASM heap. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
const MAX_STARTUP_BYTES = 10_000;

/** Cuts an incoming stream of bytes into messages; keeps the incomplete rest. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next start-up packet, which has no type byte: its body, or null while incomplete. */
  nextStartup(): Buffer | null {
    if (this.#length < 4) return null;
    const length = this.#peek(4).readUInt32BE(0);
    if (length < 8 || length > MAX_STARTUP_BYTES) {
      throw new ProtocolViolation('invalid length of startup packet');
    }
    return this.#length < length ? null : this.#take(length).subarray(4);
  }

  /** The next typed message, or null while incomplete. */
  next(): Frame | null {
    if (this.#length < 5) return null;
    const head = this.#peek(5);
    const length = head.readUInt32BE(1);
    if (length < 4 || length > MAX_MESSAGE_BYTES) {
      throw new ProtocolViolation(`invalid message length ${length}`);
    }
    if (this.#length < length + 1) return null;
    const whole = this.#take(length + 1);
    return { type: String.fromCharCode(whole[0] ?? 0), body: whole.subarray(5), whole };
  }

  /** Joins chunks only as far as is asked for, so that a large message is copied once. */
  #peek(bytes: number): Buffer {
    const first = this.#chunks[0];
    if (first && first.length >= bytes) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #take(bytes: number): Buffer {
    const joined = this.#peek(bytes);
    this.#chunks[0] = joined.subarray(bytes);
    if (this.#chunks[0].length === 0) this.#chunks.shift();
    this.#length -= bytes;
    return joined.subarray(0, bytes);
  }
}

/** The messages in a complete answer of the backend, as views. */
export function* framesOf(answer: Buffer): Generator<Frame> {
  let start = 0;
  while (start + 5 <= answer.length) {
    const end = start + 1 + answer.readUInt32BE(start + 1);
    const whole = answer.subarray(start, end);
    yield { type: String.fromCharCode(answer[start] ?? 0), body: whole.subarray(5), whole };
    start = end;
  }
}

/** Builds a message: type byte, length, body. */
export function frame(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(
    body.reduce((sum, part) => sum + part.length, 4),
    1,
  );
  return Buffer.concat([head, ...body]);
}

/** A string as the protocol writes it: UTF-8 with a closing zero. */
export const zeroTerminated = (text: string): Buffer => Buffer.from(`${text}\0`);

/** Reads the zero-terminated string at `offset`; `end` is the offset behind its zero. */
export function readString(body: Buffer, offset = 0): { text: string; end: number } {
  const zero = body.indexOf(0, offset);
  if (zero < 0) throw new ProtocolViolation('invalid string in message');
  return { text: body.toString('utf8', offset, zero), end: zero + 1 };
}
