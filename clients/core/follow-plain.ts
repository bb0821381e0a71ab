import type { Connection } from './connection.ts';
import type { Signal } from './replica-beside.ts';
import type { WatchEvent, WatchState, WatchWhat } from './watches.ts';

/** What is followed: not there yet, held and live, or not there for this account. */
export type Followed<T> =
  | { readonly kind: 'loading' }
  /** While the connection is away this is what was last told. */
  | { readonly kind: 'here'; readonly is: T }
  | { readonly kind: 'gone'; readonly code: string; readonly sentence: string };

export interface Following {
  stop(): void;
}

/** What is always told afresh; `next` gets nothing held with a state, and makes what is held of all that comes. */
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
