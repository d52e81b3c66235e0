/** JSON text in memory of its own, which can be handed to another thread without a copy. */
export const toBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value));
