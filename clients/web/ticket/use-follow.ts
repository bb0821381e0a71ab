import { useEffect, useRef, useState } from 'preact/hooks';
import type { Audience } from '../../../protocol/ticket.ts';
import type { Followed } from '../../core/follow-plain.ts';
import {
  followReadMarkers,
  followPresence,
  followTicket,
  type TicketFollowing,
} from '../../core/follow.ts';
import type { ReadMarkersReplica } from '../../core/replica-read-markers.ts';
import type { PresenceReplica } from '../../core/replica-presence.ts';
import type { TicketReplica } from '../../core/replica-ticket.ts';
import type { SignedIn } from '../session/session.ts';

const loading = { kind: 'loading' } as const;

/** Follows a ticket while the component is mounted; key the component by the ticket. */
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

/** How far the account has read its tickets; undefined until known. */
export function useReadMarkers({ connection }: SignedIn): ReadMarkersReplica | undefined {
  const [followed, setFollowed] = useState<Followed<ReadMarkersReplica>>(loading);
  useEffect(() => {
    const following = followReadMarkers(connection, setFollowed);
    return () => following.stop();
  }, [connection]);
  return followed.kind === 'here' ? followed.is : undefined;
}

/** How many people are at each ticket; undefined until known. */
export function usePresence({ connection, rights }: SignedIn): PresenceReplica | undefined {
  const [followed, setFollowed] = useState<Followed<PresenceReplica>>(loading);
  // Other rights may give access.
  useEffect(() => {
    const following = followPresence(connection, setFollowed);
    return () => following.stop();
  }, [connection, rights]);
  return followed.kind === 'here' ? followed.is : undefined;
}
