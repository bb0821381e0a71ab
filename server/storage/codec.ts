import { Packr } from 'msgpackr';

/**
 * Which form stored values have. It is the first byte of each value, and stands in the folder as a
 * whole, so that a version that does not know it refuses the folder before it touches anything.
 */
export const schema = 1;

/** Plain MessagePack, each value for itself, so that any tool can read a folder. */
const packr = new Packr({ useRecords: false, variableMapSize: true, structuredClone: false });

/** Throws on what is not plain data. */
export function encode(value: unknown): Buffer {
  const packed = packr.pack(value);
  const bytes = Buffer.allocUnsafe(1 + packed.length);
  bytes[0] = schema;
  bytes.set(packed, 1);
  return bytes;
}

/** What was stored, in the form of today: an older schema is upgraded here. */
export function decode(bytes: Uint8Array): unknown {
  const value: unknown = packr.unpack(bytes.subarray(1));
  switch (bytes[0]) {
    case schema:
      return value;
    default:
      throw new Error(`a stored value has the unknown schema ${bytes[0]}`);
  }
}
