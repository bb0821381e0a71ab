import { useEffect, useRef, useState } from 'preact/hooks';
import type { Audience } from '../../protocol/ticket.ts';
import type { Connection } from '../core/connection.ts';
import type { Followed } from '../core/follow-plain.ts';
import {
  followMarks,
  followPresence,
  followRows,
  followTicket,
  type FollowedRows,
  type TicketFollowing,
} from '../core/follow.ts';
import type { MarksReplica } from '../core/replica-marks.ts';
import type { PresenceReplica } from '../core/replica-presence.ts';
import type { RowsReplica } from '../core/replica-rows.ts';
import type { TicketReplica } from '../core/replica-ticket.ts';
import type { WatchWhat } from '../core/watches.ts';
import type { SignedIn } from './session.ts';

type RowsWhat = Extract<WatchWhat, { on: 'queue' | 'mine' }>;

const loading = { kind: 'loading' } as const;

/** The last list that was shown, so that going back to it shows it at once. */
let last:
  | { readonly connection: Connection; readonly key: string; readonly is: RowsReplica }
  | undefined;

/** Follows a list while the component is there; `again` asks anew after it was gone. */
export function useRows(
  { connection, rights }: SignedIn,
  what: RowsWhat,
): { readonly followed: FollowedRows; readonly again: () => void } {
  const key = JSON.stringify(what);
  const remembered = last?.connection === connection && last.key === key ? last.is : undefined;
  const [held, setHeld] = useState<{ key: string; followed: FollowedRows }>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const following = followRows(connection, what, (followed) => {
      if (followed.kind === 'here') last = { connection, key, is: followed.is };
      setHeld({ key, followed });
    });
    return () => following.stop();
  }, [connection, key, round]);
  // What belongs to the list asked for before is not shown under the new one's name.
  const followed =
    held?.key === key
      ? held.followed
      : remembered
        ? ({ kind: 'here', is: remembered } as const)
        : loading;
  const again = (): void => {
    setHeld(undefined);
    setRound(round + 1);
  };
  // What was out of reach may be in reach with other rights.
  useEffect(() => {
    if (followed.kind === 'gone') again();
  }, [rights]);
  return { followed, again };
}

/** Follows a ticket while the component is there; the component is keyed by the ticket. */
export function useTicket(
  { connection, rights }: SignedIn,
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
  const again = (): void => {
    setFollowed(loading);
    setRound(round + 1);
  };
  useEffect(() => {
    if (followed.kind === 'gone') again();
  }, [rights]);
  return { followed, following: following.current, again };
}

/** How far the account has read its tickets; undefined until it is told. */
export function useMarks({ connection }: SignedIn): MarksReplica | undefined {
  const [followed, setFollowed] = useState<Followed<MarksReplica>>(loading);
  useEffect(() => {
    const following = followMarks(connection, setFollowed);
    return () => following.stop();
  }, [connection]);
  return followed.kind === 'here' ? followed.is : undefined;
}

/** How many are at which ticket; undefined until it is told. */
export function usePresence({ connection, rights }: SignedIn): PresenceReplica | undefined {
  const [followed, setFollowed] = useState<Followed<PresenceReplica>>(loading);
  // What was out of reach may be in reach with other rights.
  useEffect(() => {
    const following = followPresence(connection, setFollowed);
    return () => following.stop();
  }, [connection, rights]);
  return followed.kind === 'here' ? followed.is : undefined;
}
