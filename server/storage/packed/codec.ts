import { Packr, RESERVE_START_SPACE } from 'msgpackr';

/**
 * Which form stored values have; it stands before each. A change of it raises `folder_schema` too, so
 * that a version that does not know it refuses the folder before it touches anything.
 */
export const schema = 1;

/** Plain MessagePack, each value for itself, so that any tool can read a folder. */
const packr = new Packr({ useRecords: false, variableMapSize: true, structuredClone: false });

/** `room`: bytes to leave free at the start. Throws on what is not plain data. */
export function encode(value: unknown, room = 0): Buffer {
  const bytes = packr.pack(value, RESERVE_START_SPACE | (room + 1));
  bytes[room] = schema;
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
