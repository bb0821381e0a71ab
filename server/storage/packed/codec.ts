import { Packr, RESERVE_START_SPACE } from 'msgpackr';

/**
 * The form of stored values, as the first byte of each. A new form also raises `folder_schema`, so
 * that a version that does not know it refuses the folder before it changes anything.
 */
export const schema = 1;

/** Plain MessagePack, each value by itself, so that any tool can read a folder. */
const packr = new Packr({ useRecords: false, variableMapSize: true, structuredClone: false });

/** `room`: bytes to leave free at the start. Throws on what is not plain data. */
export function encode(value: unknown, room = 0): Buffer {
  const bytes = packr.pack(value, RESERVE_START_SPACE | (room + 1));
  bytes[room] = schema;
  return bytes;
}

/** Decodes a stored value. Older forms would be upgraded here. */
export function decode(bytes: Uint8Array): unknown {
  const value: unknown = packr.unpack(bytes.subarray(1));
  switch (bytes[0]) {
    case schema:
      return value;
    default:
      throw new Error(`a stored value has the unknown schema ${bytes[0]}`);
  }
}
