import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { type Backend, lastStatus } from './backend.ts';
import {
  closeStatement,
  errorResponse,
  parse,
  query,
  readyForQuery,
  sync,
  type TransactionStatus,
} from './backend-messages.ts';
import { type Frame, framesOf, readString } from './frames.ts';
import { GateClient, type Unit } from './gate-client.ts';
import { applyListenChanges, deliver, listenToAll } from './notifications.ts';
import { SessionResidue } from './session-residue.ts';
import { listenChanges, refusal } from './sql-text.ts';
import { SharedStatements, StatementNames } from './statement-names.ts';

export interface GateOptions {
  /** A client that holds the backend in a transaction for longer without a word is rolled back. */
  idleTransactionMilliseconds: number;
  /** Asked of every client, or null where the socket's directory keeps strangers out. */
  password: string | null;
  /** The gate itself failed; the process must end. */
  onFailure: (error: unknown) => void;
}

/** Stands in for a refused statement, so that the backend's transaction fails as it should. */
const REFUSED = 'sizhi_gate_refused';

type GateError = Parameters<typeof errorResponse>[0];

const CANCELLED: GateError = {
  severity: 'ERROR',
  code: '57014',
  message: 'canceling statement due to user request',
};

/**
 * Lets many ordinary PostgreSQL clients share the one session of the embedded database.
 *
 * A client owns the backend from its first unit of messages until ReadyForQuery says idle; while
 * it is in a transaction it keeps the backend and the others wait in the order in which they
 * came. A client that goes away in the middle is rolled back. Only whole units reach the backend,
 * so a client that stops half-way through a message holds nobody up.
 */
export class Gate {
  readonly #backend: Backend;
  readonly #options: GateOptions;
  readonly #server: Server;
  readonly #clients = new Set<GateClient>();
  readonly #statements = new SharedStatements();
  readonly #residue = new SessionResidue();
  #parameters: Buffer = Buffer.alloc(0);
  #nextProcessId = 1;

  #waiting: GateClient[] = [];
  #owner: GateClient | null = null;
  #status: TransactionStatus = 'I';
  /** Command tags of the present tenure that decide about LISTEN. */
  #listenTag = false;
  #lastTransactionTag = '';
  /** Work of the gate's own, done as soon as nobody owns the backend. */
  #chores: (() => Promise<void>)[] = [];
  #turning = false;
  #idleTimer: NodeJS.Timeout | undefined;
  /** When the backend last answered a client. */
  #lastServed = 0;

  constructor(backend: Backend, options: GateOptions) {
    this.#backend = backend;
    this.#options = options;
    this.#server = createServer((socket) => this.#admit(socket));
  }

  /**
   * Begins to accept clients.
   * @returns the port, or 0 on a Unix socket
   * @throws the error of `listen` (EADDRINUSE, EACCES, …)
   */
  async listen(address: { path: string } | { host: string; port: number }): Promise<number> {
    this.#parameters = await this.#backend.sessionParameters();
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(address, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    if ('path' in address) chmodSync(address.path, 0o600);
    const bound = this.#server.address();
    return bound !== null && typeof bound === 'object' ? bound.port : 0;
  }

  /** Runs a statement of the host's own between two clients' turns. */
  whenIdle(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#chores.push(() => this.#backend.command(sql).then(() => resolve(), reject));
      this.#turn();
    });
  }

  /** Turns clients away, rolls back what is open and resolves when the backend is idle. */
  async close(): Promise<void> {
    this.#server.close();
    for (const client of this.#clients) {
      client.terminate('57P01', 'terminating connection: the embedded database is shutting down');
    }
    await this.whenIdle('select 1');
  }

  #admit(socket: Socket): void {
    const processId = this.#nextProcessId++;
    this.#clients.add(
      new GateClient({
        socket,
        processId,
        names: new StatementNames(processId, this.#statements),
        parameters: this.#parameters,
        password: this.#options.password,
        events: {
          unit: (client) => this.#enqueue(client),
          cancel: (id, secret) => this.#cancel(id, secret),
          closed: (client) => this.#farewell(client),
        },
      }),
    );
  }

  #enqueue(client: GateClient): void {
    if (client !== this.#owner && !this.#waiting.includes(client)) this.#waiting.push(client);
    this.#turn();
  }

  /** A running statement keeps the process busy and cannot hear of it; a waiting one can. */
  #cancel(processId: number, secret: number): void {
    for (const client of this.#clients) {
      if (client.processId !== processId || client.secret !== secret) continue;
      if (client.units.length > 0) client.cancelled = true;
    }
  }

  #farewell(client: GateClient): void {
    this.#clients.delete(client);
    client.units.length = 0;
    const lost = client.names.leave();
    if (lost.length > 0) {
      this.#chores.push(async () => {
        await this.#backend.run(Buffer.concat([...lost.map(closeStatement), sync()]));
      });
    }
    if (client.channels.size > 0) this.#chores.push(() => this.#listenToAll());
    this.#turn();
  }

  /** Works through what is to be done, one unit at a time, letting sockets breathe in between. */
  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    clearTimeout(this.#idleTimer);
    const step = async () => {
      if (await this.#step()) {
        setImmediate(() => void step().catch(this.#options.onFailure));
        return;
      }
      this.#turning = false;
      this.#watchIdleOwner();
    };
    void step().catch(this.#options.onFailure);
  }

  /** Does one thing; false when there is nothing to do. */
  async #step(): Promise<boolean> {
    if (this.#owner && (this.#owner.closed || this.#owner.expired)) {
      await this.#backend.rollback();
      await this.#release(this.#owner, 'ROLLBACK');
      return true;
    }
    if (this.#owner === null) {
      const chore = this.#chores.shift();
      if (chore) {
        await chore();
        // Statements of the gate's own are simple queries, which drop the unnamed statement.
        this.#statements.unnamedOwner = null;
        return true;
      }
      this.#owner = this.#waiting.shift() ?? null;
    }
    const unit = this.#owner?.units.shift();
    if (this.#owner && unit) {
      await this.#serve(this.#owner, unit);
      return true;
    }
    // The next in line has left without a word.
    if (this.#owner?.closed) return true;
    return false;
  }

  #watchIdleOwner(): void {
    const owner = this.#owner;
    if (!owner) return;
    // Others who join the line in the meantime do not lengthen the owner's time.
    const silence = performance.now() - this.#lastServed;
    this.#idleTimer = setTimeout(() => {
      owner.expired = this.#status === 'I' ? 'unfinished' : 'transaction';
      this.#turn();
    }, this.#options.idleTransactionMilliseconds - silence);
  }

  async #serve(client: GateClient, unit: Unit): Promise<void> {
    const out: Buffer[] = [];
    const refusedAs = client.cancelled ? CANCELLED : this.#expiry(client, unit);
    client.cancelled = false;
    if (refusedAs) {
      const standIn = { messages: [queryOf(REFUSED)], complete: unit.complete };
      await this.#run(client, standIn, out, refusedAs);
    } else {
      await this.#run(client, unit, out, null);
    }
    if (unit.complete) {
      client.names.settle();
      if (this.#status === 'I') out.push(await this.#release(client, this.#lastTransactionTag));
      out.push(readyForQuery(client.expired ? 'E' : this.#status));
    }
    client.write(Buffer.concat(out));
    this.#lastServed = performance.now();
  }

  /**
   * What a client whose transaction was rolled back for its silence is told: it stays in a failed
   * transaction until it says ROLLBACK; a COMMIT ends it as well, but never as a success.
   */
  #expiry(client: GateClient, unit: Unit): GateError | null {
    if (!client.expired) return null;
    const sql = unit.messages.map(sqlOf).find((text) => text !== null) ?? '';
    const end = /^\s*(?:(rollback|abort)(?!\s+to\b)|commit|end)\b/i.exec(sql);
    const isSettled = end !== null || (client.expired === 'unfinished' && unit.complete);
    if (isSettled) client.expired = null;
    if (end?.[1] !== undefined) return null;
    return {
      severity: 'ERROR',
      code: '25P03',
      message: `the transaction was rolled back: its client sent nothing for ${this.#options.idleTransactionMilliseconds} ms (idle-in-transaction timeout)`,
      hint: 'The embedded database serves one transaction at a time. Within a transaction use its own handle for every query, and wait for nothing else.',
    };
  }

  /** Sends a unit to the backend and sorts the answer; what is for the client goes to `out`. */
  async #run(
    client: GateClient,
    unit: Unit,
    out: Buffer[],
    instead: GateError | null,
  ): Promise<void> {
    let refused = instead;
    const messages = unit.messages.map((message) => {
      const sql = sqlOf(message);
      if (sql === null) return message;
      const reason = refusal(sql);
      if (reason) {
        refused = { severity: 'ERROR', code: '0A000', ...reason };
        return message.type === 'Q' ? queryOf(REFUSED) : parseOf(message, REFUSED);
      }
      this.#residue.noteText(sql);
      client.listenChanges.push(...listenChanges(sql));
      return message;
    });
    const translated = messages.flatMap((message) => client.names.translate(message));
    const answer = await this.#backend.run(Buffer.concat(translated));
    this.#status = lastStatus(answer) ?? this.#status;
    for (const one of framesOf(answer)) {
      const wanted = client.names.observe(one);
      if (one.type === 'C') this.#noteTag(client, readString(one.body).text);
      // What fails outside a transaction block is undone as a whole, LISTEN included.
      if (one.type === 'E' && this.#status === 'I') client.listenChanges = [];
      if (one.type === 'E' && refused && one.body.includes(REFUSED))
        out.push(errorResponse(refused));
      else if (one.type === 'A') deliver(one, client, this.#clients, out);
      else if (wanted && one.type !== 'Z') out.push(one.whole);
    }
  }

  #noteTag(client: GateClient, tag: string): void {
    this.#residue.noteTag(tag);
    if (tag === 'COMMIT' || tag === 'ROLLBACK') this.#lastTransactionTag = tag;
    if (tag === 'LISTEN' || tag === 'UNLISTEN') this.#listenTag = true;
    if (tag === 'DEALLOCATE ALL' || tag === 'DISCARD ALL') this.#statements.lostAll(client.names);
    if (tag === 'DISCARD ALL') {
      client.listenChanges.push({ listen: false, channel: null });
      this.#listenTag = true;
    }
  }

  /** Sweeps up after a client and frees the backend; the answer holds changed parameters. */
  async #release(client: GateClient, lastTransactionTag: string): Promise<Buffer> {
    const parameters: Buffer[] = [];
    for (const sql of this.#residue.takeSweep()) {
      for (const one of framesOf(await this.#backend.command(sql))) {
        if (one.type === 'S') parameters.push(one.whole);
      }
      this.#statements.unnamedOwner = null;
    }
    if (this.#listenTag) {
      if (lastTransactionTag !== 'ROLLBACK') applyListenChanges(client);
      await this.#listenToAll();
    }
    client.listenChanges = [];
    this.#listenTag = false;
    this.#lastTransactionTag = '';
    this.#owner = null;
    this.#status = 'I';
    // More has come in the meantime: back to the end of the line.
    if (client.units.length > 0 && !client.closed) this.#waiting.push(client);
    return Buffer.concat(parameters);
  }

  async #listenToAll(): Promise<void> {
    await this.#backend.command(listenToAll(this.#clients));
    this.#statements.unnamedOwner = null;
  }
}

/** The SQL text that a message carries, or null. */
function sqlOf(message: Frame): string | null {
  if (message.type === 'Q') return readString(message.body).text;
  if (message.type !== 'P') return null;
  return readString(message.body, readString(message.body).end).text;
}

const queryOf = (sql: string): Frame => asFrame(query(sql));

/** The Parse message with another text and without parameters. */
function parseOf(message: Frame, sql: string): Frame {
  return asFrame(parse(readString(message.body).text, sql));
}

const asFrame = (whole: Buffer): Frame => ({
  type: String.fromCharCode(whole[0] ?? 0),
  body: whole.subarray(5),
  whole,
});
