import type {
  Author,
  EntryBody,
  Location,
  MessageRef,
  Person,
  Priority,
  Status,
  Surface,
} from '../../protocol/ticket.ts';
import { shownFiles, type KeptFile } from './files.ts';
import { openLife, type Life, type Ticket } from './state.ts';

/** What happened to a ticket. Past tense; `evolve` never refuses one. */
export type Change =
  | {
      readonly type: 'ticket_opened';
      readonly id: string;
      readonly number: number;
      readonly shard: string | null;
      readonly category: string;
      readonly subject: string;
      readonly participants: readonly Person[];
      readonly sender: Person | null;
      readonly location: Location | null;
    }
  | {
      readonly type: 'message_posted';
      /** Empty only where there are files. */
      readonly body: string;
      readonly opening: boolean;
      readonly files?: readonly KeptFile[];
    }
  | { readonly type: 'note_posted'; readonly body: string; readonly files?: readonly KeptFile[] }
  | { readonly type: 'subject_edited'; readonly from: string; readonly to: string }
  /** By the first public reply of support; by hand it is `status_set`. */
  | { readonly type: 'work_started' }
  | { readonly type: 'status_set'; readonly from: ActiveStatus; readonly to: ActiveStatus }
  | { readonly type: 'priority_set'; readonly from: Priority; readonly to: Priority }
  | { readonly type: 'ticket_assigned'; readonly to: Person; readonly from: Person | null }
  | { readonly type: 'ticket_released'; readonly from: Person }
  /** `from` stands here so that an entry can be shown without replaying what came before it. */
  | { readonly type: 'ticket_closed'; readonly from: ActiveStatus }
  /** Always from closed: with Auto Archive on, closing and archiving are two changes of one commit. */
  | { readonly type: 'ticket_archived' }
  | { readonly type: 'ticket_reopened'; readonly from: Extract<Status, 'closed' | 'archived'> }
  /** At most `entry_people_max` of them, for an entry names them all. */
  | {
      readonly type: 'participants_added';
      readonly people: readonly Person[];
      /** What the faction was called that they were added as members of. */
      readonly faction: string | null;
    }
  | { readonly type: 'participant_removed'; readonly person: Person }
  /** Where it was written, which is Discord. The message itself stays in the history as it was. */
  | { readonly type: 'message_edited'; readonly of: PostedMessage; readonly body: string }
  | { readonly type: 'message_deleted'; readonly of: PostedMessage }
  /** Discord did not take its words, so whoever reads there alone has not read them. */
  | { readonly type: 'mirroring_refused'; readonly of: PostedMessage };

/** A public message that is in the history already. */
export interface PostedMessage {
  readonly supportSeq: number;
  readonly publicSeq: number;
  /** When, and by whom, it was written. */
  readonly at: number;
  readonly by: Author;
}

export type ActiveStatus = Extract<Status, 'open' | 'in_progress'>;

/** One change with who, where and when. This is what the history is made of. */
export interface TicketEvent {
  readonly at: number;
  readonly by: Author;
  readonly surface: Surface;
  readonly change: Change;
  /** Its number in the whole history, from 1 without gaps. */
  readonly supportSeq: number;
  /** Its number in what the public audience sees; null for what that audience never sees. */
  readonly publicSeq: number | null;
}

/** How an audience sees the people and messages that a change names. */
export interface Shown {
  /** Somebody of support, who may go by another name there. */
  staff<P extends Person | null>(person: P): P | Person;
  messageRef(message: PostedMessage): MessageRef;
}

/** What a kind of change comes to. */
interface ChangeRow<C> {
  /** Only support ever sees it: it gets no public number and moves nothing that the public audience can see. */
  readonly isInternal?: true;
  /** The fields of the ticket that it sets; absent, none but numbers and times. */
  readonly sets?: (ticket: Ticket, change: C, event: TicketEvent) => Partial<Ticket>;
  /** Its entry in the history. */
  readonly body: (change: C, shown: Shown) => EntryBody;
}

/** Shared by all that are in it. */
const in_progress: Life = { status: 'in_progress' };

const changes: { readonly [T in Change['type']]: ChangeRow<Extract<Change, { type: T }>> } = {
  ticket_opened: { body: () => ({ kind: 'opened' }) },
  message_posted: {
    sets: (ticket, _, { by, at }) => {
      if (by.side === 'system') return {};
      return {
        // Not the text that came with the command, which would be one more for each ticket.
        lastPublicBy: by.side === 'player' ? 'player' : 'support',
        waitingSince: by.side === 'player' ? (ticket.waitingSince ?? at) : null,
      };
    },
    body: ({ body, files }) => ({ kind: 'message', body, ...shownFiles(files) }),
  },
  note_posted: {
    isInternal: true,
    body: ({ body, files }) => ({ kind: 'note', body, ...shownFiles(files) }),
  },
  subject_edited: {
    sets: (_, { to }) => ({ subject: to }),
    body: ({ from, to }) => ({ kind: 'subject', from, to }),
  },
  work_started: {
    sets: () => ({ life: in_progress }),
    body: () => ({ kind: 'status', from: 'open', to: 'in_progress' }),
  },
  status_set: {
    sets: (_, { to }) => ({ life: to === 'open' ? openLife : in_progress }),
    body: ({ from, to }) => ({ kind: 'status', from, to }),
  },
  priority_set: {
    isInternal: true,
    sets: ({ triage }, { to }) => ({ triage: { ...triage, priority: to } }),
    body: ({ from, to }) => ({ kind: 'priority', from, to }),
  },
  ticket_assigned: {
    sets: (_, { to }, { at }) => ({ assignment: { to, at } }),
    body: ({ to, from }, { staff }) => ({ kind: 'assigned', to: staff(to), from: staff(from) }),
  },
  ticket_released: {
    sets: () => ({ assignment: null }),
    body: ({ from }, { staff }) => ({ kind: 'released', from: staff(from) }),
  },
  ticket_closed: {
    sets: (_, change, { at }) => ({ life: { status: 'closed', closed: at } }),
    body: ({ from }) => ({ kind: 'status', from, to: 'closed' }),
  },
  ticket_archived: {
    sets: ({ life }, _, { at }) => {
      const closed = life.status === 'closed' ? life.closed : at;
      return { life: { status: 'archived', closed, archived: at } };
    },
    body: () => ({ kind: 'status', from: 'closed', to: 'archived' }),
  },
  ticket_reopened: {
    sets: () => ({ life: openLife }),
    body: ({ from }) => ({ kind: 'status', from, to: 'open' }),
  },
  participants_added: {
    sets: ({ participants }, { people }) => ({ participants: [...participants, ...people] }),
    body: ({ people, faction }) => ({ kind: 'participants_added', people: [...people], faction }),
  },
  participant_removed: {
    sets: ({ participants }, { person }) => ({
      participants: participants.filter((one) => one.account !== person.account),
    }),
    body: ({ person }) => ({ kind: 'participant_removed', person }),
  },
  // These three make it nobody's turn: the message was there before.
  message_edited: {
    body: ({ of, body }, { messageRef }) => ({ kind: 'message_edited', of: messageRef(of), body }),
  },
  message_deleted: {
    body: ({ of }, { messageRef }) => ({ kind: 'message_deleted', of: messageRef(of) }),
  },
  mirroring_refused: {
    isInternal: true,
    body: ({ of }, { messageRef }) => ({ kind: 'not_on_discord', of: messageRef(of) }),
  },
};

export const changeTypes = Object.keys(changes) as ReadonlyArray<Change['type']>;

// The row of a type takes changes of that type, which the compiler cannot follow.
const rowOf = ({ type }: Change): ChangeRow<Change> => changes[type] as ChangeRow<Change>;

export function isInternal(change: Change): boolean {
  return rowOf(change).isInternal === true;
}

/** The fields of the ticket that an event sets, but for numbers and times. */
export function fieldsSet(ticket: Ticket, event: TicketEvent): Partial<Ticket> {
  return rowOf(event.change).sets?.(ticket, event.change, event) ?? {};
}

/** What the entry of a change says to an audience. */
export function entryBodyOf(change: Change, shown: Shown): EntryBody {
  return rowOf(change).body(change, shown);
}
