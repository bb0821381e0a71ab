import { crc32 } from 'node:zlib';
import type { LogEntry, Position } from '../log.ts';

/**
 * A frame is one batch as it lies in a segment: a header, then the entries, from one sector's beginning
 * and filled up with zeros to the end of another. All numbers are little-endian.
 *
 * | at | bytes | header |
 * |---|---|---|
 * | 0 | 4 | `SBL1`: the form |
 * | 4 | 16 | the segment's random bytes, without which nobody can make up a frame |
 * | 20 | 6 | position of the first entry; without entries: the first that may be given after it |
 * | 26 | 6 | `prev`: the position before it in the chain |
 * | 32 | 4 | count of entries, one position each |
 * | 36 | 4 | bytes of the body |
 * | 40 | 4 | CRC-32 of the body |
 * | 44 | 4 | CRC-32 of these 44 bytes |
 *
 * An entry: 2 bytes for the length of its subject, 4 for its own, then both.
 */
export interface FrameHeader {
  readonly first: Position;
  readonly prev: Position;
  readonly count: number;
  readonly body_bytes: number;
  readonly body_crc: number;
}

/** The unit that a disk writes atomically. */
export const sector_bytes = 512;
export const segment_id_bytes = 16;
export const frame_header_bytes = 48;
const form = Buffer.from('SBL1').readUInt32LE();
const header_crc_at = 44;
const entry_header_bytes = 6;

/** Bytes of an entry in a frame. */
export function frameBytesOf(subject: string, bytes: Uint8Array): number {
  return entry_header_bytes + Buffer.byteLength(subject) + bytes.length;
}

/** Bytes of a whole frame with a body of this size: a whole number of sectors. */
export function paddedBytes(body_bytes: number): number {
  return Math.ceil((frame_header_bytes + body_bytes) / sector_bytes) * sector_bytes;
}

export interface NewFrame {
  readonly id: Uint8Array;
  readonly first: Position;
  readonly prev: Position;
}

/** Writes a frame to the beginning of `into` and returns that part of it. */
export function encodeFrame(
  into: Buffer,
  frame: NewFrame,
  entries: ReadonlyArray<Pick<LogEntry, 'subject' | 'bytes'>>,
): Buffer {
  let at = frame_header_bytes;
  for (const { subject, bytes } of entries) {
    const subject_bytes = into.write(subject, at + entry_header_bytes);
    into.writeUInt16LE(subject_bytes, at);
    into.writeUInt32LE(bytes.length, at + 2);
    at += entry_header_bytes + subject_bytes;
    into.set(bytes, at);
    at += bytes.length;
  }
  return sealed(into, frame, entries.length, at);
}

/** A frame without entries, whose body describes the segment. */
export function encodeBareFrame(frame: NewFrame, body: Uint8Array): Buffer {
  const into = Buffer.alloc(paddedBytes(body.length));
  into.set(body, frame_header_bytes);
  return sealed(into, frame, 0, frame_header_bytes + body.length);
}

function sealed(into: Buffer, { id, first, prev }: NewFrame, count: number, end: number): Buffer {
  const body_bytes = end - frame_header_bytes;
  into.writeUInt32LE(form, 0);
  into.set(id, 4);
  into.writeUIntLE(first, 20, 6);
  into.writeUIntLE(prev, 26, 6);
  into.writeUInt32LE(count, 32);
  into.writeUInt32LE(body_bytes, 36);
  into.writeUInt32LE(crc32(into.subarray(frame_header_bytes, end)), 40);
  into.writeUInt32LE(crc32(into.subarray(0, header_crc_at)), header_crc_at);
  const padded = paddedBytes(body_bytes);
  into.fill(0, end, padded);
  return into.subarray(0, padded);
}

/** The bytes at the place of the id in a frame's header. */
export function segmentIdAt(segment: Buffer, at: number): Buffer {
  return segment.subarray(at + 4, at + 4 + segment_id_bytes);
}

/**
 * The header at this place; undefined where there is no valid one of that segment. The body is not
 * checked.
 */
export function headerAt(segment: Buffer, at: number, id: Uint8Array): FrameHeader | undefined {
  if (at + sector_bytes > segment.length || segment.readUInt32LE(at) !== form) return undefined;
  if (!segmentIdAt(segment, at).equals(id)) return undefined;
  const crc = segment.readUInt32LE(at + header_crc_at);
  if (crc !== crc32(segment.subarray(at, at + header_crc_at))) return undefined;
  return {
    first: segment.readUIntLE(at + 20, 6),
    prev: segment.readUIntLE(at + 26, 6),
    count: segment.readUInt32LE(at + 32),
    body_bytes: segment.readUInt32LE(at + 36),
    body_crc: segment.readUInt32LE(at + 40),
  };
}

/** The body of a frame; undefined where it does not match the header. */
export function bodyAt(segment: Buffer, at: number, header: FrameHeader): Buffer | undefined {
  const from = at + frame_header_bytes;
  const body = segment.subarray(from, from + header.body_bytes);
  if (body.length < header.body_bytes || crc32(body) !== header.body_crc) return undefined;
  return body;
}

/** The entries of a valid body. They share its memory. */
export function entriesIn(body: Buffer, { first, count }: FrameHeader): LogEntry[] {
  const entries: LogEntry[] = [];
  let at = 0;
  for (let position = first; position < first + count; position += 1) {
    const from = at + entry_header_bytes;
    const subjectEnd = from + body.readUInt16LE(at);
    const end = subjectEnd + body.readUInt32LE(at + 2);
    const subject = body.toString('utf8', from, subjectEnd);
    entries.push({ position, subject, bytes: body.subarray(subjectEnd, end) });
    at = end;
  }
  return entries;
}
