import { connect, type Socket } from 'node:net';
import { startupMessage } from '../../server/database/embedded/gate/backend-messages.ts';
import {
  type Frame,
  FrameReader,
  frame,
  zeroTerminated,
} from '../../server/database/embedded/gate/frames.ts';

/** A client that says exactly what a test wants to be said, for what `pg` would never send. */
export class WireClient {
  readonly socket: Socket;
  readonly #reader = new FrameReader();
  readonly #frames: Frame[] = [];
  #wake: (() => void) | undefined;
  ended = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#reader.push(chunk);
      for (let one = this.#reader.next(); one; one = this.#reader.next()) this.#frames.push(one);
      this.#wake?.();
    });
    socket.on('close', () => {
      this.ended = true;
      this.#wake?.();
    });
    // The close that follows is what tests look at.
    socket.on('error', () => undefined);
  }

  /** Connects to the socket or port in a `connectionUrl` without saying anything. */
  static async connect(connectionUrl: string): Promise<WireClient> {
    const url = new URL(connectionUrl);
    const directory = url.searchParams.get('host');
    const socket = directory
      ? connect(`${directory}/.s.PGSQL.${url.port}`)
      : connect(Number(url.port), url.hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new WireClient(socket);
  }

  /** Connects and reads up to the first ReadyForQuery. */
  static async open(connectionUrl: string): Promise<WireClient> {
    const client = await WireClient.connect(connectionUrl);
    client.send(startupMessage({ user: 'postgres', database: 'postgres' }));
    await client.answer();
    return client;
  }

  send(...messages: Buffer[]): void {
    this.socket.write(Buffer.concat(messages));
  }

  /** The messages up to and including one of a type, or up to the end of the connection. */
  async answer(last = 'Z'): Promise<Frame[]> {
    for (;;) {
      const index = this.#frames.findIndex((one) => one.type === last);
      if (index >= 0) return this.#frames.splice(0, index + 1);
      if (this.ended) return this.#frames.splice(0);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The types of the messages of one answer, with the status of ReadyForQuery: `1 2 C ZI`. */
  async types(last = 'Z'): Promise<string> {
    const answer = await this.answer(last);
    return answer.map((one) => one.type + (one.type === 'Z' ? one.body.toString() : '')).join(' ');
  }

  close(): void {
    this.socket.destroy();
  }
}

export const bind = (statement: string, portal = ''): Buffer =>
  frame('B', zeroTerminated(portal), zeroTerminated(statement), Buffer.alloc(6));
export const execute = (portal = '', rows = 0): Buffer => {
  const limit = Buffer.alloc(4);
  limit.writeInt32BE(rows);
  return frame('E', zeroTerminated(portal), limit);
};
export const describeStatement = (name: string): Buffer => frame('D', 'S', zeroTerminated(name));
export const flush = (): Buffer => frame('H');

/** The value of the first column of the first DataRow. */
export function firstValue(answer: Frame[]): string | null {
  const row = answer.find((one) => one.type === 'D');
  return row ? row.body.toString('utf8', 6, 6 + row.body.readInt32BE(2)) : null;
}

/** A field of the first ErrorResponse: `C` the SQLSTATE, `M` the message. */
export function errorField(answer: Frame[], field: string): string | null {
  const error = answer.find((one) => one.type === 'E');
  const fields = error?.body.toString('utf8').split('\0') ?? [];
  return fields.find((one) => one.startsWith(field))?.slice(1) ?? null;
}
