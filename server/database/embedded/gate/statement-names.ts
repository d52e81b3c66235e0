import { createHash } from 'node:crypto';
import { type Frame, frame, readString, zeroTerminated } from './frames.ts';

/** What one client has prepared under one of its names. */
interface Prepared {
  /** The Parse message under the backend's name, kept so that it can be sent again. */
  parse: Buffer;
  backendName: string;
  /** False when another client's DEALLOCATE ALL or the unnamed statement's reuse took it away. */
  inBackend: boolean;
}

type Pending =
  | { kind: 'parse'; name: string; prepared: Prepared; injected: boolean }
  | { kind: 'close'; name: string };

/**
 * Keeps the prepared statements of clients that share one backend session apart. Every name gets
 * the client's number in front. The unnamed statement exists once in the backend, so the client's
 * Parse is remembered and sent again when another client has replaced it in the meantime.
 *
 * Portals need no such care: they end with their transaction, and a client keeps the backend
 * until its transaction ends.
 */
export class StatementNames {
  readonly #client: number;
  readonly #shared: SharedStatements;
  readonly #prepared = new Map<string, Prepared>();
  #pending: Pending[] = [];

  constructor(client: number, shared: SharedStatements) {
    this.#client = client;
    this.#shared = shared;
    shared.members.add(this);
  }

  /** The messages to send to the backend in place of one message of the client. */
  translate(message: Frame): Buffer[] {
    switch (message.type) {
      case 'Q':
        // A simple query destroys the unnamed statement.
        this.#prepared.delete('');
        this.#shared.unnamedOwner = null;
        return [message.whole];
      case 'P':
        return [this.#parse(message)];
      case 'B': {
        const portal = readString(message.body);
        const statement = readString(message.body, portal.end);
        const rest = message.body.subarray(statement.end);
        const name = zeroTerminated(this.#backendName(statement.text));
        return [
          ...this.#restore(statement.text),
          frame('B', zeroTerminated(portal.text), name, rest),
        ];
      }
      case 'D':
      case 'C':
        return message.body[0] === 0x53 /* S: a statement */
          ? this.#named(message)
          : [message.whole];
      default:
        return [message.whole];
    }
  }

  /**
   * Follows the backend's answers to the translated messages.
   * @returns false when the message answers something the client did not send
   */
  observe(answer: Frame): boolean {
    switch (answer.type) {
      case '1': {
        const pending = this.#shift('parse');
        if (pending?.kind !== 'parse') return true;
        pending.prepared.inBackend = true;
        this.#prepared.set(pending.name, pending.prepared);
        if (pending.name === '') this.#shared.unnamedOwner = this;
        return !pending.injected;
      }
      case '3': {
        const pending = this.#shift('close');
        if (pending) this.#prepared.delete(pending.name);
        return true;
      }
      case 'E':
        // The backend skips everything up to the next Sync.
        this.#pending = [];
        return true;
      default:
        return true;
    }
  }

  /** A Sync was answered: messages that the backend skipped are not waited for. */
  settle(): void {
    this.#pending = [];
  }

  /** Forgets this client's statements after its own DEALLOCATE ALL or DISCARD ALL. */
  forgetAll(): void {
    this.#prepared.clear();
  }

  /** The backend has lost all statements; they are parsed again when they are next used. */
  markLost(): void {
    for (const prepared of this.#prepared.values()) prepared.inBackend = false;
  }

  /** Leaves; returns the backend's names of the statements that are to be closed. */
  leave(): string[] {
    this.#shared.members.delete(this);
    if (this.#shared.unnamedOwner === this) this.#shared.unnamedOwner = null;
    return [...this.#prepared.values()]
      .filter((prepared) => prepared.inBackend && prepared.backendName !== '')
      .map((prepared) => prepared.backendName);
  }

  #parse(message: Frame): Buffer {
    const name = readString(message.body);
    const backendName = this.#backendName(name.text);
    const parse = frame('P', zeroTerminated(backendName), message.body.subarray(name.end));
    if (name.text === '') this.#prepared.delete('');
    this.#pending.push({
      kind: 'parse',
      name: name.text,
      prepared: { parse, backendName, inBackend: false },
      injected: false,
    });
    return parse;
  }

  #named(message: Frame): Buffer[] {
    const { text: name } = readString(message.body, 1);
    const renamed = frame(message.type, 'S', zeroTerminated(this.#backendName(name)));
    if (message.type === 'D') return [...this.#restore(name), renamed];
    this.#pending.push({ kind: 'close', name });
    return [renamed];
  }

  /** The remembered Parse, when the backend does not have the statement (any more). */
  #restore(name: string): Buffer[] {
    const parsedJustNow = this.#pending.some((one) => one.kind === 'parse' && one.name === name);
    const prepared = this.#prepared.get(name);
    if (parsedJustNow || !prepared || this.#isPresent(name, prepared)) return [];
    this.#pending.push({ kind: 'parse', name, prepared, injected: true });
    return [prepared.parse];
  }

  #isPresent(name: string, prepared: Prepared): boolean {
    return prepared.inBackend && (name !== '' || this.#shared.unnamedOwner === this);
  }

  #shift(kind: Pending['kind']): Pending | undefined {
    const index = this.#pending.findIndex((pending) => pending.kind === kind);
    return index < 0 ? undefined : this.#pending.splice(index, 1)[0];
  }

  /** PostgreSQL cuts statement names to 63 bytes without a word, hence the digest. */
  #backendName(name: string): string {
    if (name === '') return '';
    const plain = `${this.#client}:${name}`;
    if (Buffer.byteLength(plain) <= 63) return plain;
    return `${this.#client}:#${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;
  }
}

/** What the clients' statements have in common: the one unnamed place, and being lost together. */
export class SharedStatements {
  readonly members = new Set<StatementNames>();
  unnamedOwner: StatementNames | null = null;

  /** One client ran DEALLOCATE ALL or DISCARD ALL. */
  lostAll(by: StatementNames): void {
    for (const member of this.members) {
      if (member === by) member.forgetAll();
      else member.markLost();
    }
    this.unnamedOwner = null;
  }
}
