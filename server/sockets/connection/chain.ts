/**
 * Queued frames, from the newest back to the oldest. Outboxes with the same frames share the same
 * link, so a frame for a thousand watchers is held once and joined for writing once.
 */
export class Link {
  readonly before: Link | null;
  readonly frame: Buffer;
  /** Of all frames up to this one. */
  readonly bytes: number;
  readonly count: number;
  #next: Link | undefined;
  #joined: Buffer | undefined;

  private constructor(before: Link | null, frame: Buffer) {
    this.before = before;
    this.frame = frame;
    this.bytes = (before?.bytes ?? 0) + frame.length;
    this.count = before === null ? 0 : before.count + 1;
  }

  /** Where every chain begins: no frame at all. */
  static root(): Link {
    return new Link(null, Buffer.alloc(0));
  }

  /** The chain with one more frame; the same link for whoever adds the same frame next. */
  plus(frame: Buffer): Link {
    if (this.#next?.frame !== frame) this.#next = new Link(this, frame);
    return this.#next;
  }

  /** Forgets the frame added last, so that it can be collected. */
  forget(): void {
    this.#next = undefined;
  }

  /** All frames in one buffer. Do not change it. */
  joined(): Buffer {
    if (this.count === 1) return this.frame;
    this.#joined ??= Buffer.concat(framesOf(this), this.bytes);
    return this.#joined;
  }
}

/** All frames up to this link, oldest first. */
export function framesOf(last: Link): Buffer[] {
  const frames: Buffer[] = [];
  for (let link = last; link.before !== null; link = link.before) frames.push(link.frame);
  return frames.toReversed();
}
