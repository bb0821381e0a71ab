import { nanoid } from 'nanoid';
import type { Audience, Doing } from '../../protocol/ticket.ts';
import { Attendance } from './attendance.ts';
import type { Connection } from './connection.ts';
import { followPlain, type Followed, type Following } from './follow-plain.ts';
import { applySignal } from './replica-beside.ts';
import {
  applyReadMarkers,
  readMarkersFromState,
  type ReadMarkersReplica,
} from './replica-read-markers.ts';
import { applyPresence, presenceFromState, type PresenceReplica } from './replica-presence.ts';
import type { RequestOutcome } from './requests.ts';
import { applyRowsEvent, rowsFromState, type RowsReplica } from './replica-rows.ts';
import {
  applyTicketEvent,
  prependHistory,
  resumeTicket,
  ticketFromState,
  type Gap,
  type TicketReplica,
} from './replica-ticket.ts';
import type { WatchWhat } from './watches.ts';

export type FollowedRows =
  | Followed<RowsReplica>
  /** Refused for a temporary reason; asked again automatically. */
  | { readonly kind: 'refused'; readonly code: string; readonly sentence: string };

export interface RowsFollowing extends Following {
  /** Moves the window; held rows are replaced when the new ones arrive. */
  move(offset: number): void;
}

export interface TicketFollowing extends Following {
  /** Requests the page of history before the first held entry. */
  earlier(): Promise<RequestOutcome>;
  /** What the account does here; call it again at each key while typing. */
  attend(doing: Doing): void;
  /** The account has read everything held. */
  seen(): void;
}

/** Keeps a window of a list up to date across reconnects. */
export function followRows(
  connection: Connection,
  first: Extract<WatchWhat, { on: 'queue' | 'mine' }>,
  tell: (followed: FollowedRows) => void,
): RowsFollowing {
  let what = first;
  let held: RowsReplica | undefined;
  const hold = (is: RowsReplica): void => {
    held = is;
    tell({ kind: 'here', is });
  };
  const watch = connection.watch({
    what: () => what,
    state(is) {
      if (is.on === 'queue' || is.on === 'mine') hold(rowsFromState(is));
    },
    // Only tickets are resumed.
    resumed() {},
    event(is) {
      if (is.on === 'rows' && held !== undefined) hold(applyRowsEvent(held, is));
    },
    refused(code, sentence) {
      // Held rows are out of date, but better than nothing.
      if (held === undefined) tell({ kind: 'refused', code, sentence });
    },
    gone: (code, sentence) => tell({ kind: 'gone', code, sentence }),
  });
  return {
    stop: () => watch.stop(),
    move(offset) {
      what = { ...what, offset };
      watch.move();
    },
  };
}

/** Keeps one ticket up to date across reconnects, and resumes where it was cut. */
export function followTicket(
  connection: Connection,
  ticket: string,
  as: Audience,
  tell: (followed: Followed<TicketReplica>) => void,
): TicketFollowing {
  let held: TicketReplica | undefined;
  const attendance = new Attendance({
    ticket,
    as,
    clock: connection.clock,
    send: (message) => connection.send(message),
  });
  const hold = (is: TicketReplica): void => {
    held = is;
    tell({ kind: 'here', is });
  };
  const holdOrAskAgain = (is: TicketReplica | Gap): void => {
    if (is !== 'gap') return hold(is);
    // Without a cursor a whole state will come; until then the held one stays shown.
    held = undefined;
    watch.again();
  };
  const watch = connection.watch({
    what() {
      const resume = held && { epoch: held.epoch, seq: held.head.seq };
      return { on: 'ticket', ticket, as, ...(resume === undefined ? {} : { resume }) };
    },
    state(is, epoch) {
      if (is.on !== 'ticket') return;
      hold(ticketFromState(is, epoch, held));
      attendance.live();
    },
    resumed(message) {
      if (held === undefined) return watch.again();
      holdOrAskAgain(resumeTicket(held, message));
      attendance.live();
    },
    event(is) {
      if (held === undefined) return;
      if (is.on === 'ticket') holdOrAskAgain(applyTicketEvent(held, is));
      if (is.on === 'seen_by_support') {
        hold({ ...held, beside: { ...held.beside, seenBySupport: is.seq } });
      }
    },
    signal(is) {
      if (held !== undefined) hold({ ...held, beside: applySignal(held.beside, is) });
    },
    gone(code, sentence) {
      attendance.stop();
      tell({ kind: 'gone', code, sentence });
    },
  });
  return {
    stop() {
      attendance.stop();
      watch.stop();
    },
    attend: (doing) => attendance.attend(doing),
    seen() {
      if (held !== undefined) attendance.seen(held.head.seq);
    },
    async earlier() {
      const before = held?.entries[0]?.seq;
      const outcome = await connection.request({
        t: 'get',
        id: nanoid(),
        ticket,
        as,
        ...(before === undefined ? {} : { before }),
      });
      if (outcome.t === 'got' && held !== undefined) hold(prependHistory(held, outcome));
      return outcome;
    },
  };
}

/** Keeps the account's read markers up to date, whichever of its connections moves them. */
export function followReadMarkers(
  connection: Connection,
  tell: (followed: Followed<ReadMarkersReplica>) => void,
): Following {
  return followPlain(connection, { on: 'seen' }, tell, (held, is) => {
    if (is.on !== 'seen') return held;
    return held === undefined ? readMarkersFromState(is.marks) : applyReadMarkers(held, is.marks);
  });
}

/** Keeps up to date how many people are at each ticket; for those with access to the queue. */
export function followPresence(
  connection: Connection,
  tell: (followed: Followed<PresenceReplica>) => void,
): Following {
  return followPlain(connection, { on: 'presence' }, tell, (held, is) => {
    if (is.on !== 'presence') return held;
    return held === undefined ? presenceFromState(is.tickets) : applyPresence(held, is.tickets);
  });
}
