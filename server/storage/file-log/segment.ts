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

/** A file of the log. The one with the highest number that was begun is the newest. */
export interface Segment {
  readonly name: string;
  readonly number: number;
}

/** Where the chain goes on in an older segment: behind its frames up to `end`, in bytes. */
export interface SegmentEnd {
  /** In hexadecimal digits. */
  readonly id: string;
  readonly end: number;
}

/** What the first frame of a segment says of it. */
export interface SegmentHeader {
  readonly number: number;
  readonly bytes: number;
  readonly epoch: string;
  /** What it was begun behind; nothing in the first one of a folder. */
  readonly before: SegmentEnd | null;
}

export function segmentName(number: number): string {
  return `${String(number).padStart(10, '0')}.log`;
}

/** The number in a name, also in that of a file that was not finished; undefined for other files. */
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

/** What a file says of itself: `unused` where it was only made, `invalid` where it is no segment. */
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
  /** Undefined where it is damaged, and not needed. */
  readonly body: Buffer | undefined;
}

/** The frames of a segment one behind the other, and what ended them. */
export interface Scan {
  readonly frames: readonly Frame[];
  /** Behind the last of them, in bytes. */
  readonly end: number;
  /** The position of the last entry up to there. */
  readonly last: Position;
  /**
   * `open`: nothing more was written. `torn`: a frame was begun there that is not whole. `damaged`: one
   * is not whole though the log went on behind it, or does not follow on the one before.
   */
  readonly rest: 'open' | 'torn' | 'damaged';
  /** The first position that is in no frame, also none that is not whole. */
  readonly next: Position;
}

/**
 * Reads up to `upTo`, or up to where no whole frame follows. Of what is applied up to a position no
 * body is needed, so one that rotted on the disk since ends nothing: its header says where it lay.
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
      // Whole as it is, it was not written here by a log that is sound.
      if (header.prev !== last || header.first < next || header.count === 0)
        return ended('damaged');
      next = header.first + header.count;
    }
    if (header === undefined || (body === undefined && next - 1 > applied)) {
      // A frame is begun only once the one before is on the disk.
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
