import type { Connection } from './connection.ts';
import type { Signal } from './replica-beside.ts';
import type { WatchEvent, WatchState, WatchWhat } from './watches.ts';

/** What is followed: not there yet, present, or not available to this account. */
export type Followed<T> =
  | { readonly kind: 'loading' }
  /** While disconnected this is the last known value. */
  | { readonly kind: 'here'; readonly is: T }
  | { readonly kind: 'gone'; readonly code: string; readonly sentence: string };

export interface Following {
  stop(): void;
}

/**
 * Follows what is always sent as a whole. `next` computes the new value from the held one
 * (undefined at a state) and from what arrived.
 */
export function followPlain<T>(
  connection: Connection,
  what: WatchWhat,
  tell: (followed: Followed<T>) => void,
  next: (held: T | undefined, is: WatchState | WatchEvent | Signal) => T | undefined,
): Following {
  let held: T | undefined;
  const take = (is: WatchState | WatchEvent | Signal): void => {
    held = next(held, is);
    if (held !== undefined) tell({ kind: 'here', is: held });
  };
  return connection.watch({
    what: () => what,
    state(is) {
      held = undefined;
      take(is);
    },
    resumed() {},
    event: take,
    signal: take,
    gone: (code, sentence) => tell({ kind: 'gone', code, sentence }),
  });
}
