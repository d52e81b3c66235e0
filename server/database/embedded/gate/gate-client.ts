import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  authenticationCleartextPassword,
  authenticationOk,
  backendKeyData,
  errorResponse,
  negotiateProtocolVersion,
  readyForQuery,
} from './backend-messages.ts';
import { type Frame, FrameReader, ProtocolViolation, readString } from './frames.ts';
import type { ListenChange } from './sql-text.ts';
import type { StatementNames } from './statement-names.ts';

/** Messages that the backend must see together: up to a Sync, a Flush or a simple query. */
export interface Unit {
  messages: Frame[];
  /** False after a Flush: the answer has no ReadyForQuery and more is to come. */
  complete: boolean;
}

/** What a client tells the gate. */
export interface ClientEvents {
  unit(client: GateClient): void;
  cancel(processId: number, secret: number): void;
  closed(client: GateClient): void;
}

const STARTUP_LIMIT_MILLISECONDS = 10_000;
const CANCEL_REQUEST = 80_877_102;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

/** Start-up parameters that change nothing here and may be given. */
const HARMLESS_PARAMETERS = new Set([
  'user',
  'database',
  'application_name',
  'fallback_application_name',
  'extra_float_digits',
]);

/** One connection: start-up, then cutting its messages into units. */
export class GateClient {
  readonly processId: number;
  readonly secret = randomInt(1, 2 ** 31);
  readonly names: StatementNames;
  readonly units: Unit[] = [];
  readonly channels = new Set<string>();
  /** LISTEN and UNLISTEN of the present transaction; they count when it commits. */
  listenChanges: ListenChange[] = [];
  cancelled = false;
  /**
   * It was rolled back because it kept the others waiting, within a transaction or between a Flush
   * and its Sync; it has yet to hear so.
   */
  expired: 'transaction' | 'unfinished' | null = null;
  closed = false;

  readonly #socket: Socket;
  readonly #events: ClientEvents;
  readonly #parameters: Buffer;
  readonly #password: string | null;
  readonly #reader = new FrameReader();
  #state: 'startup' | 'password' | 'ready' = 'startup';
  #messages: Frame[] = [];
  /** The connection is being ended; what still comes in is not looked at. */
  #ended = false;

  constructor(options: {
    socket: Socket;
    processId: number;
    names: StatementNames;
    /** ParameterStatus messages to greet with. */
    parameters: Buffer;
    /** Asked for when not null. */
    password: string | null;
    events: ClientEvents;
  }) {
    this.#socket = options.socket;
    this.processId = options.processId;
    this.names = options.names;
    this.#parameters = options.parameters;
    this.#password = options.password;
    this.#events = options.events;
    const tooSlow = setTimeout(() => this.#socket.destroy(), STARTUP_LIMIT_MILLISECONDS);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => {
      this.#receive(chunk);
      if (this.#state === 'ready') clearTimeout(tooSlow);
    });
    // Node closes the socket after an error; 'close' does what there is to do.
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      clearTimeout(tooSlow);
      this.closed = true;
      this.#events.closed(this);
    });
  }

  write(bytes: Buffer): void {
    if (!this.closed && bytes.length > 0) this.#socket.write(bytes);
  }

  /** Says why and ends the connection. */
  terminate(code: string, message: string, hint?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const error = { severity: 'FATAL' as const, code, message };
    this.#socket.end(errorResponse(hint === undefined ? error : { ...error, hint }));
    this.#socket.destroySoon();
  }

  #receive(chunk: Buffer): void {
    this.#reader.push(chunk);
    try {
      while (!this.#ended && this.#step());
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.terminate('08P01', error.message);
    }
  }

  /** Handles one message; false when none is complete. */
  #step(): boolean {
    if (this.#state === 'startup') {
      const packet = this.#reader.nextStartup();
      if (packet) this.#startup(packet);
      return packet !== null;
    }
    const message = this.#reader.next();
    if (!message) return false;
    if (this.#state === 'password') this.#checkPassword(message);
    else this.#accept(message);
    return true;
  }

  #startup(packet: Buffer): void {
    const version = packet.readUInt32BE(0);
    if (version === SSL_REQUEST || version === GSS_REQUEST) {
      this.#socket.write('N');
      return;
    }
    if (version === CANCEL_REQUEST) {
      if (packet.length >= 12) this.#events.cancel(packet.readUInt32BE(4), packet.readUInt32BE(8));
      this.#ended = true;
      this.#socket.destroy();
      return;
    }
    if (version >>> 16 !== 3) throw new ProtocolViolation('unsupported frontend protocol');
    const parameters = readParameters(packet);
    const refused = refuseParameters(parameters);
    if (refused) {
      this.terminate(refused.code, refused.message, refused.hint);
      return;
    }
    const extensions = [...parameters.keys()].filter((name) => name.startsWith('_pq_.'));
    if ((version & 0xffff) !== 0 || extensions.length > 0) {
      this.#socket.write(negotiateProtocolVersion(extensions));
    }
    if (this.#password === null) {
      this.#welcome();
    } else {
      this.#state = 'password';
      this.#socket.write(authenticationCleartextPassword());
    }
  }

  #checkPassword(message: Frame): void {
    if (message.type !== 'p') throw new ProtocolViolation('expected password response');
    const given = Buffer.from(readString(message.body).text);
    const expected = Buffer.from(this.#password ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      this.terminate('28P01', 'password authentication failed');
      return;
    }
    this.#welcome();
  }

  #welcome(): void {
    this.#state = 'ready';
    this.#socket.write(
      Buffer.concat([
        authenticationOk(),
        this.#parameters,
        backendKeyData(this.processId, this.secret),
        readyForQuery('I'),
      ]),
    );
  }

  /** PGlite never recovers from a message it does not know: everything is looked at here. */
  #accept(message: Frame): void {
    assertStrings(message);
    switch (message.type) {
      case 'P':
      case 'B':
      case 'D':
      case 'E':
      case 'C':
        this.#messages.push(message);
        return;
      case 'S':
      case 'Q':
      case 'F':
        this.#close([...this.#messages, message], true);
        return;
      case 'H':
        this.#close([...this.#messages, message], false);
        return;
      case 'd':
      case 'c':
      case 'f':
        // The rest of a COPY that was refused; PostgreSQL ignores it, too.
        return;
      case 'X':
        this.#ended = true;
        this.#socket.end();
        return;
      default:
        throw new ProtocolViolation(`invalid frontend message type ${message.whole[0]}`);
    }
  }

  #close(messages: Frame[], complete: boolean): void {
    this.#messages = [];
    this.units.push({ messages, complete });
    this.#events.unit(this);
  }
}

/**
 * Makes sure that the strings at the front of a message end within it.
 * @throws ProtocolViolation
 */
function assertStrings({ type, body }: Frame): void {
  if (type === 'Q' || type === 'E') readString(body);
  else if (type === 'P' || type === 'B') readString(body, readString(body).end);
  else if (type === 'D' || type === 'C') readString(body, 1);
}

function readParameters(packet: Buffer): Map<string, string> {
  const parameters = new Map<string, string>();
  let offset = 4;
  while (offset < packet.length && packet[offset] !== 0) {
    const name = readString(packet, offset);
    const value = readString(packet, name.end);
    parameters.set(name.text, value.text);
    offset = value.end;
  }
  return parameters;
}

function refuseParameters(
  parameters: Map<string, string>,
): { code: string; message: string; hint: string } | null {
  for (const [name, value] of parameters) {
    if (HARMLESS_PARAMETERS.has(name) || name.startsWith('_pq_.')) continue;
    if (name === 'client_encoding' && /^'?utf-?8'?$/i.test(value)) continue;
    return {
      code: '0A000',
      message: `start-up parameter ${name}=${value} is not available on the embedded database`,
      hint: 'Use SET LOCAL within a transaction.',
    };
  }
  const database = parameters.get('database') ?? parameters.get('user');
  if (database === 'postgres') return null;
  return {
    code: '3D000',
    message: `database "${database}" does not exist`,
    hint: 'The embedded database has a single database, named postgres.',
  };
}
