import { parse, query, startupMessage, sync, type TransactionStatus } from './backend-messages.ts';
import { framesOf, readString } from './frames.ts';

/** What the gate needs of PGlite. The call works synchronously; the promise is a formality. */
export interface ProtocolEngine {
  execProtocolRawStream(
    message: Uint8Array,
    options: { syncToFs: boolean; onRawData: (data: Uint8Array) => void },
  ): Promise<void>;
}

/**
 * The one session of the embedded database. PGlite answers an error with a ReadyForQuery of its
 * own, before the Sync that the client still sends, and loops for ever after a FATAL; callers
 * therefore count Syncs themselves and a FATAL ends the process.
 */
export class Backend {
  readonly #engine: ProtocolEngine;
  readonly #onFatal: (message: string) => never;

  /** @param onFatal ends the process; called when the session is beyond repair */
  constructor(engine: ProtocolEngine, onFatal: (message: string) => never) {
    this.#engine = engine;
    this.#onFatal = onFatal;
  }

  /** Runs complete messages and returns everything the backend answered. */
  async run(messages: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.#engine.execProtocolRawStream(messages, {
      // PGlite writes to the directory directly; there is nothing to copy back.
      syncToFs: false,
      onRawData: (data) => {
        // The view is into the heap of the backend, which the next message overwrites.
        const chunk = Buffer.from(data);
        if (/^E....S(?:FATAL|PANIC)\0/s.test(chunk.subarray(0, 16).toString('latin1'))) {
          this.#onFatal(chunk.subarray(5).toString('utf8').replaceAll('\0', ' ').trim());
        }
        chunks.push(chunk);
      },
    });
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  }

  /** The ParameterStatus messages with which every session begins. */
  async sessionParameters(): Promise<Buffer> {
    const answer = await this.run(startupMessage({ user: 'postgres', database: 'postgres' }));
    const parameters = Array.from(framesOf(answer)).filter((one) => one.type === 'S');
    return Buffer.concat(parameters.map((one) => one.whole));
  }

  /**
   * Runs a statement of the gate's own.
   * @throws Error when the backend refuses it
   */
  async command(sql: string): Promise<Buffer> {
    const answer = await this.run(query(sql));
    for (const one of framesOf(answer)) {
      if (one.type === 'E') throw new Error(`${sql}: ${describeError(one.body)}`);
    }
    return answer;
  }

  /**
   * Undoes whatever an absent client has left open; afterwards the session is idle. A Sync alone
   * would commit what came before it, so an error goes ahead of it.
   */
  async rollback(): Promise<void> {
    await this.run(Buffer.concat([parse('', 'sizhi_gate_client_has_gone'), sync()]));
    await this.command('rollback');
  }
}

/** The status in the last ReadyForQuery of an answer, or null when there is none. */
export function lastStatus(answer: Buffer): TransactionStatus | null {
  let status: TransactionStatus | null = null;
  for (const one of framesOf(answer)) {
    if (one.type === 'Z') status = one.body.toString('latin1') as TransactionStatus;
  }
  return status;
}

function describeError(body: Buffer): string {
  let offset = 0;
  while (body[offset] !== undefined && body[offset] !== 0) {
    const field = readString(body, offset + 1);
    if (body[offset] === 0x4d /* M: the message */) return field.text;
    offset = field.end;
  }
  return 'unknown error';
}
