import { useEffect, useRef, useState } from 'preact/hooks';
import type { Audience } from '../../protocol/ticket.ts';
import type { Connection } from '../core/connection.ts';
import { followRows, followTicket, type Followed, type TicketFollowing } from '../core/follow.ts';
import type { RowsReplica } from '../core/replica-rows.ts';
import type { TicketReplica } from '../core/replica-ticket.ts';
import type { WatchWhat } from '../core/watches.ts';

type RowsWhat = Extract<WatchWhat, { on: 'queue' | 'mine' }>;

const loading = { kind: 'loading' } as const;

/** The last list that was shown, so that going back to it shows it at once. */
let last:
  | { readonly connection: Connection; readonly key: string; readonly is: RowsReplica }
  | undefined;

/** Follows a list while the component is there; `again` asks anew after it was gone. */
export function useRows(
  connection: Connection,
  what: RowsWhat,
): { readonly followed: Followed<RowsReplica>; readonly again: () => void } {
  const key = JSON.stringify(what);
  const remembered = last?.connection === connection && last.key === key ? last.is : undefined;
  const [held, setHeld] = useState<{ key: string; followed: Followed<RowsReplica> }>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const following = followRows(connection, what, (followed) => {
      if (followed.kind === 'here') last = { connection, key, is: followed.is };
      setHeld({ key, followed });
    });
    return () => following.stop();
  }, [connection, key, round]);
  return {
    // What belongs to the list asked for before is not shown under the new one's name.
    followed:
      held?.key === key ? held.followed : remembered ? { kind: 'here', is: remembered } : loading,
    again() {
      setHeld(undefined);
      setRound(round + 1);
    },
  };
}

/** Follows a ticket while the component is there; the component is keyed by the ticket. */
export function useTicket(
  connection: Connection,
  ticket: string,
  as: Audience,
): {
  readonly followed: Followed<TicketReplica>;
  readonly following: TicketFollowing | undefined;
  readonly again: () => void;
} {
  const [followed, setFollowed] = useState<Followed<TicketReplica>>(loading);
  const [round, setRound] = useState(0);
  const following = useRef<TicketFollowing | undefined>(undefined);
  useEffect(() => {
    following.current = followTicket(connection, ticket, as, setFollowed);
    return () => following.current?.stop();
  }, [connection, ticket, as, round]);
  return {
    followed,
    following: following.current,
    again() {
      setFollowed(loading);
      setRound(round + 1);
    },
  };
}
