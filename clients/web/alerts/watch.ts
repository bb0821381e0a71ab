import type { Audience, Row } from '../../../protocol/ticket.ts';
import { systemClock } from '../../core/clock.ts';
import type { Following } from '../../core/follow-plain.ts';
import { followReadMarkers, followRows } from '../../core/follow.ts';
import { unread, type ReadMarkersReplica } from '../../core/replica-read-markers.ts';
import type { RowsReplica } from '../../core/replica-rows.ts';
import type { WatchWhat } from '../../core/watches.ts';
import { preferences } from '../session/preferences.ts';
import { opensQueue } from '../session/rights.ts';
import { route } from '../app/route.ts';
import type { SignedIn } from '../session/session.ts';
import { Alerts, type Mattering } from './alerts.ts';
import { notify } from './notify.ts';
import { sound } from './sound.ts';
import { waitingCount } from './title.ts';

type RowsWhat = Extract<WatchWhat, { on: 'queue' | 'mine' }>;

/** Beyond this many, tickets are only counted. */
const rows_max = 20;

/** For support: tickets that wait for the account or are unassigned. */
const supportLists: readonly RowsWhat[] = (['me', 'none'] as const).map((assigned) => ({
  on: 'queue',
  filter: { attention: 'needs_attention', assigned },
  sort: { by: 'waiting', descending: true },
  offset: 0,
  limit: rows_max,
}));

/** For players: their own tickets. */
const playerLists: readonly RowsWhat[] = [{ on: 'mine', list: 'active', limit: rows_max }];

/** Counts the tickets that need the account, and alerts when there are more. */
export function watchAlerts({ connection, rights }: SignedIn): () => void {
  const isStaff = opensQueue(rights);
  const as: Audience = isStaff ? 'support' : 'public';
  const lists = isStaff ? supportLists : playerLists;
  const held: (RowsReplica | undefined)[] = lists.map(() => undefined);
  let readMarkers: ReadMarkersReplica | undefined;
  const isUnread = (row: Row): boolean =>
    readMarkers !== undefined && unread(readMarkers, row, as) > 0;
  const alerts = new Alerts({
    clock: systemClock,
    isNew: (row) => isUnread(row) && !isInView(row),
    alert(rows) {
      if (preferences.value.sound) sound();
      if (preferences.value.desktop && !document.hasFocus()) notify(rows, as);
    },
  });
  const look = (): void => {
    if (held.includes(undefined) || readMarkers === undefined) return;
    const rows = held.flatMap((list) => list?.rows ?? []);
    const mattering = isStaff ? rows.flatMap(waitingOf) : rows.filter(isUnread).flatMap(replyOf);
    waitingCount.value = isStaff
      ? held.reduce((sum, list) => sum + (list?.total ?? 0), 0)
      : mattering.length;
    alerts.update(mattering);
  };
  const followings: Following[] = lists.map((what, i) =>
    followRows(connection, what, (followed) => {
      if (followed.kind !== 'here') return;
      held[i] = followed.is;
      look();
    }),
  );
  followings.push(
    followReadMarkers(connection, (followed) => {
      if (followed.kind !== 'here') return;
      readMarkers = followed.is;
      look();
    }),
  );
  return () => {
    for (const following of followings) following.stop();
    alerts.stop();
    waitingCount.value = 0;
  };
}

function waitingOf(row: Row): Mattering[] {
  return row.waiting_since === null ? [] : [{ row, at: row.waiting_since }];
}

function replyOf(row: Row): Mattering[] {
  return row.attention === 'waiting_for_response' ? [{ row, at: row.updated }] : [];
}

function isInView({ id }: Row): boolean {
  const to = route.value;
  return 'ticket' in to && to.ticket === id && document.hasFocus();
}
