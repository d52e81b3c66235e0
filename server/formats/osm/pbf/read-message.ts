import { PbfReader } from 'pbf';

/** A message of Protocol Buffers that ends inside one of its fields, or holds what it cannot hold. */
export class DamagedMessage extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'DamagedMessage';
  }
}

/**
 * Reads all fields of a message. The library trusts lengths; here a field that reaches beyond the message
 * is damage. Messages inside are to be taken as bytes and read with this function in their turn.
 * @throws DamagedMessage
 */
export function readMessage(
  bytes: Uint8Array,
  field: (tag: number, reader: PbfReader) => void,
): void {
  const reader = new PbfReader(bytes);
  try {
    reader.readFields((tag, _, pbf) => {
      field(tag, pbf);
      if (pbf.pos > bytes.length) throw new DamagedMessage('a field is longer than its message');
    }, null);
  } catch (error) {
    if (error instanceof DamagedMessage) throw error;
    // What pbf throws on bad bytes is an Error or, of DataView, a RangeError; a fault of ours is neither.
    if (!(error instanceof Error) || error instanceof TypeError || isForeign(error)) throw error;
    throw new DamagedMessage(error.message);
  }
  if (reader.pos !== bytes.length) throw new DamagedMessage('a field is longer than its message');
}

/** Faults with a name of their own are not about the bytes of a message. */
const isForeign = ({ name }: Error): boolean => name !== 'Error' && name !== 'RangeError';
