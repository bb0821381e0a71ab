import type { Author, Location, Person, Status, Surface } from '../../protocol/ticket.ts';

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
  | { readonly type: 'message_posted'; readonly body: string; readonly opening: boolean }
  | { readonly type: 'note_posted'; readonly body: string }
  | { readonly type: 'subject_edited'; readonly from: string; readonly to: string }
  /** By the first public reply of support; by hand it is `status_set`. */
  | { readonly type: 'work_started' }
  | { readonly type: 'status_set'; readonly from: ActiveStatus; readonly to: ActiveStatus }
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

/** Only support ever sees it: it gets no public number and moves nothing that the public audience can see. */
export function isInternal(change: Change): boolean {
  return change.type === 'note_posted' || change.type === 'mirroring_refused';
}
