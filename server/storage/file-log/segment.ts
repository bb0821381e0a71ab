import type { Position } from '../log.ts';
import {
  bodyAt,
  encodeBareFrame,
  headerAt,
  paddedBytes,
  sector_bytes,
  segmentIdAt,
  type FrameHeader,
  type NewFrame,
} from './frame.ts';

/** A file of the log. The newest is the begun one with the highest number. */
export interface Segment {
  readonly name: string;
  readonly number: number;
}

/** Where the chain continues in an older segment: after its frames up to offset `end`. */
export interface SegmentEnd {
  /** In hexadecimal digits. */
  readonly id: string;
  readonly end: number;
}

/** What the first frame of a segment says about it. */
export interface SegmentHeader {
  readonly number: number;
  readonly bytes: number;
  readonly epoch: string;
  /** What it was begun after; null for the first one of a folder. */
  readonly before: SegmentEnd | null;
}

export function segmentName(number: number): string {
  return `${String(number).padStart(10, '0')}.log`;
}

/** The number in a name, also of an unfinished file; undefined for other files. */
export function numberInName(name: string): number | undefined {
  const digits = /^(\d{10,15})\.log(\.new)?$/u.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The whole first sector of a segment. */
export function encodeSegmentHeader(frame: NewFrame, header: SegmentHeader): Buffer {
  const encoded = encodeBareFrame(frame, Buffer.from(JSON.stringify(header)));
  if (encoded.length > sector_bytes) throw new Error('the epoch is too long for a segment');
  return encoded;
}

export interface Begun {
  readonly id: Buffer;
  /** Of the first frame. */
  readonly frame: FrameHeader;
  readonly header: SegmentHeader;
}

/** The header of a file: `unused` where it was only made, `invalid` where it is no segment. */
export function segmentIn(file: Buffer): Begun | 'unused' | 'invalid' {
  if (isZero(file, 0)) return 'unused';
  if (file.length < sector_bytes) return 'invalid';
  const id = segmentIdAt(file, 0);
  const frame = headerAt(file, 0, id);
  if (frame === undefined || frame.count > 0) return 'invalid';
  const body = bodyAt(file, 0, frame);
  if (body === undefined) return 'invalid';
  return { id, frame, header: JSON.parse(body.toString()) as SegmentHeader };
}

export interface Frame {
  readonly at: number;
  readonly header: FrameHeader;
  /** Undefined where it is damaged and not needed. */
  readonly body: Buffer | undefined;
}

/** The consecutive frames of a segment, and what ended them. */
export interface Scan {
  readonly frames: readonly Frame[];
  /** The offset after the last of them. */
  readonly end: number;
  /** The position of the last entry up to there. */
  readonly last: Position;
  /**
   * `open`: nothing more was written. `torn`: the next frame is incomplete. `damaged`: a frame is
   * invalid although the log continued after it, or does not follow the one before.
   */
  readonly rest: 'open' | 'torn' | 'damaged';
  /** The first position that is in no frame, not even in an incomplete one. */
  readonly next: Position;
}

/**
 * Reads up to `upTo`, or to the last valid frame. Applied entries need no body, so a body that was
 * damaged since ends nothing: its header says where the next frame is.
 */
export function scanSegment(
  file: Buffer,
  { id, frame }: Begun,
  applied: Position,
  upTo = file.length,
): Scan {
  const frames: Frame[] = [];
  let last = frame.prev;
  let next = frame.first;
  let at = sector_bytes;
  const ended = (rest: Scan['rest']): Scan => ({ frames, end: at, last, rest, next });
  while (at < upTo) {
    const header = headerAt(file, at, id);
    const body = header === undefined ? undefined : bodyAt(file, at, header);
    if (header !== undefined) {
      // It is intact, but a correct log would not have written it here.
      if (header.prev !== last || header.first < next || header.count === 0)
        return ended('damaged');
      next = header.first + header.count;
    }
    if (header === undefined || (body === undefined && next - 1 > applied)) {
      // A frame is written only after the one before is on the disk.
      for (let later = at + sector_bytes; later < upTo; later += sector_bytes) {
        if (headerAt(file, later, id) !== undefined) return ended('damaged');
      }
      return ended(isZero(file, at) ? 'open' : 'torn');
    }
    frames.push({ at, header, body });
    last = next - 1;
    at += paddedBytes(header.body_bytes);
  }
  return ended('open');
}

function isZero(file: Buffer, from: number): boolean {
  for (let at = from; at < file.length; at += zeros.length) {
    const part = file.subarray(at, at + zeros.length);
    if (!part.equals(zeros.subarray(0, part.length))) return false;
  }
  return true;
}

const zeros = Buffer.alloc(64 * 1024);
