import { frame, zeroTerminated } from './frames.ts';

/** `I` idle, `T` in a transaction, `E` in a failed transaction. */
export type TransactionStatus = 'I' | 'T' | 'E';

export const readyForQuery = (status: TransactionStatus): Buffer => frame('Z', status);

/** An ErrorResponse; `code` is the SQLSTATE. After FATAL the gate closes the connection. */
export function errorResponse(error: {
  severity: 'ERROR' | 'FATAL';
  code: string;
  message: string;
  hint?: string;
}): Buffer {
  const fields = [
    `S${error.severity}`,
    `V${error.severity}`,
    `C${error.code}`,
    `M${error.message}`,
    ...(error.hint === undefined ? [] : [`H${error.hint}`]),
  ];
  return frame('E', ...fields.map(zeroTerminated), '\0');
}

export const authenticationOk = (): Buffer => frame('R', int32(0));
export const authenticationCleartextPassword = (): Buffer => frame('R', int32(3));

export const backendKeyData = (processId: number, secret: number): Buffer =>
  frame('K', int32(processId), int32(secret));

/** Tells a client of protocol 3.x that 3.0 is spoken and its `_pq_.` options are not known. */
export const negotiateProtocolVersion = (unknownOptions: string[]): Buffer =>
  frame('v', int32(0), int32(unknownOptions.length), ...unknownOptions.map(zeroTerminated));

export const sync = (): Buffer => frame('S');
export const query = (sql: string): Buffer => frame('Q', zeroTerminated(sql));
/** A Parse message without parameter types. */
export const parse = (name: string, sql: string): Buffer =>
  frame('P', zeroTerminated(name), zeroTerminated(sql), Buffer.alloc(2));
export const closeStatement = (name: string): Buffer => frame('C', 'S', zeroTerminated(name));

/** The packet that opens a session, as libpq would send it. */
export function startupMessage(parameters: Record<string, string>): Buffer {
  const body = Object.entries(parameters).flat().map(zeroTerminated);
  const length = body.reduce((sum, part) => sum + part.length, 9);
  return Buffer.concat([int32(length), int32(3 << 16), ...body, Buffer.from([0])]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
