import { useEffect, useRef, useState } from 'preact/hooks';
import type { QueueFilter, QueueSort } from '../../../protocol/queue.ts';
import type { Connection } from '../../core/connection.ts';
import { followRows, type FollowedRows } from '../../core/follow.ts';
import type { RowsReplica } from '../../core/replica-rows.ts';
import { window_rows, windowFor, type View } from './list-window.ts';
import type { SignedIn } from '../session/session.ts';

/** Which list; its window follows the view. */
export type ListWhat =
  | { readonly on: 'queue'; readonly filter: QueueFilter; readonly sort: QueueSort }
  | { readonly on: 'mine'; readonly list: 'active' | 'closed' };

export interface List {
  /** Equal for the same list. */
  readonly key: string;
  readonly followed: FollowedRows;
  /** Whether it is only the last known state, until it is told again. */
  readonly isRemembered: boolean;
  /** Reports the visible rows, so that they and those ahead are loaded. */
  look(view: View): void;
  /** Asks again after the list was gone. */
  again(): void;
}

/** The list shown last, so that returning to it shows it at once in the same place. */
let last:
  | { readonly connection: Connection; readonly key: string; readonly is: RowsReplica }
  | undefined;

/** Follows a list of any length by one window, while the component is mounted. */
export function useList({ connection, rights }: SignedIn, what: ListWhat): List {
  const key = JSON.stringify(what);
  const remembered = last?.connection === connection && last.key === key ? last.is : undefined;
  const [held, setHeld] = useState<{ key: string; followed: FollowedRows }>();
  const [round, setRound] = useState(0);
  const look = useRef<(view: View) => void>(() => {});
  useEffect(() => {
    let is = remembered;
    let view: View | undefined;
    let asked = remembered?.offset ?? 0;
    const follow = (): void => {
      // One move at a time: the next depends on the view at that moment.
      if (is === undefined || view === undefined || is.offset !== asked) return;
      asked = windowFor(view, is.offset, is.total);
      if (asked !== is.offset) following.move(asked);
    };
    const first = { ...what, offset: asked, limit: window_rows };
    const following = followRows(connection, first, (followed) => {
      if (followed.kind === 'here') {
        ({ is } = followed);
        last = { connection, key, is };
        follow();
      }
      setHeld({ key, followed });
    });
    look.current = (next) => {
      view = next;
      follow();
    };
    return () => following.stop();
  }, [connection, key, round]);
  // Rows of the former list are not shown under the new one's name.
  const followed: FollowedRows =
    held?.key === key
      ? held.followed
      : remembered
        ? { kind: 'here', is: remembered }
        : { kind: 'loading' };
  const again = (): void => {
    setHeld(undefined);
    setRound(round + 1);
  };
  // Other rights may give access.
  useEffect(() => {
    if (followed.kind === 'gone') again();
  }, [rights]);
  const isRemembered = held?.key !== key;
  return { key, followed, isRemembered, again, look: (view) => look.current(view) };
}
