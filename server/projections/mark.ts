/** How far an account has read a ticket, in each audience's own numbers; 0: nothing of it. */
export interface StoredMark {
  readonly public: number;
  readonly support: number;
  /** When it moved last, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * A mark that knows what both know. Marks only grow, so whoever writes one need not know who else
 * does: in whatever order and however often marks are merged, the same comes of it.
 */
export function mergeMark(a: StoredMark, b: StoredMark): StoredMark {
  return {
    public: Math.max(a.public, b.public),
    support: Math.max(a.support, b.support),
    at: Math.max(a.at, b.at),
  };
}

export const noMark: StoredMark = { public: 0, support: 0, at: 0 };
