/**
 * Frames that wait, from the newest back to the oldest. Outboxes that were given the same frames
 * hold the same link, so a frame for a thousand watchers is remembered once, and what one turn
 * brought them is joined for writing once.
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

  /** Lets go of what was added last. */
  forget(): void {
    this.#next = undefined;
  }

  /** All in one piece, which is not to be changed. */
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
