import { nanoid } from 'nanoid';
import type { Audience } from '../../protocol/ticket.ts';
import type { Connection } from './connection.ts';
import type { Outcome } from './requests.ts';
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

/** What is followed: not there yet, held and live, or not there for this account. */
export type Followed<T> =
  | { readonly kind: 'loading' }
  /** While the connection is away this is what was last told. */
  | { readonly kind: 'here'; readonly is: T }
  | { readonly kind: 'gone'; readonly code: string; readonly sentence: string };

export interface Following {
  stop(): void;
}

export interface TicketFollowing extends Following {
  /** Asks for the page of history before the first entry held. */
  earlier(): Promise<Outcome>;
}

/** Keeps a window of a list up to date, over any number of reconnects. */
export function followRows(
  connection: Connection,
  what: Extract<WatchWhat, { on: 'queue' | 'mine' }>,
  tell: (followed: Followed<RowsReplica>) => void,
): Following {
  let held: RowsReplica | undefined;
  const hold = (is: RowsReplica): void => {
    held = is;
    tell({ kind: 'here', is });
  };
  return connection.watch({
    what: () => what,
    state(is) {
      if (is.on !== 'ticket') hold(rowsFromState(is));
    },
    // Only a ticket is resumed.
    resumed() {},
    event(is) {
      if (is.on === 'rows' && held !== undefined) hold(applyRowsEvent(held, is));
    },
    gone: (code, sentence) => tell({ kind: 'gone', code, sentence }),
  });
}

/** Keeps one ticket up to date, over any number of reconnects; resumes where it was cut. */
export function followTicket(
  connection: Connection,
  ticket: string,
  as: Audience,
  tell: (followed: Followed<TicketReplica>) => void,
): TicketFollowing {
  let held: TicketReplica | undefined;
  const hold = (is: TicketReplica): void => {
    held = is;
    tell({ kind: 'here', is });
  };
  const holdOrAskAgain = (is: TicketReplica | Gap): void => {
    if (is !== 'gap') return hold(is);
    // Without a cursor the answer is a fresh state; until it comes, what is held stays shown.
    held = undefined;
    watch.again();
  };
  const watch = connection.watch({
    what() {
      const resume = held && { epoch: held.epoch, seq: held.head.seq };
      return { on: 'ticket', ticket, as, ...(resume === undefined ? {} : { resume }) };
    },
    state(is, epoch) {
      if (is.on === 'ticket') hold(ticketFromState(is, epoch));
    },
    resumed(message) {
      if (held === undefined) watch.again();
      else holdOrAskAgain(resumeTicket(held, message));
    },
    event(is) {
      if (is.on === 'ticket' && held !== undefined) holdOrAskAgain(applyTicketEvent(held, is));
    },
    gone: (code, sentence) => tell({ kind: 'gone', code, sentence }),
  });
  return {
    stop: () => watch.stop(),
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
