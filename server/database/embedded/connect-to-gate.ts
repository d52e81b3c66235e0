import knexModule, { type Knex } from 'knex';
import { columnTypes } from '../column-types.ts';
import type { GateAddress } from './child-protocol.ts';

/** An ordinary knex pool on the gate; connections to a process that died are replaced. */
export function connectToGate(options: {
  poolMax: number;
  password: string | null;
  address: () => Promise<GateAddress>;
  /** Changes when the process is started again. */
  generation: () => number;
  onNotice: (text: string) => void;
}): Knex {
  const connection = async () => {
    const { host, port } = await options.address();
    const generation = options.generation();
    return {
      host,
      port,
      user: 'postgres',
      database: 'postgres',
      types: columnTypes,
      ...(options.password === null ? {} : { password: options.password }),
      expirationChecker: () => options.generation() !== generation,
    };
  };
  return knexModule({
    client: 'pg',
    connection,
    pool: { min: 0, max: options.poolMax },
    // knex warns of each pooled connection that ended; a restart is reported once, elsewhere.
    log: {
      warn: (message: string) => void (isConnectionEnd(message) || options.onNotice(message)),
    },
  });
}

const isConnectionEnd = (message: unknown): boolean =>
  typeof message === 'string' && message.startsWith('Connection Error');
