/**
 * Every way the server says no to one request. A refusal describes the world, not the caller's
 * mistake; `retry` tells whether the same request may succeed later without being changed.
 */
export interface RefusalMeaning {
  readonly retry: boolean;
  readonly sentence: string;
}

const table = {
  bad_message: {
    retry: false,
    sentence: 'The message does not fit its definition; see the named field.',
  },
  text_blank: { retry: false, sentence: 'The text is blank: write something first.' },
  text_too_long: {
    retry: false,
    sentence: 'The text is too long: shorten it or send it in parts.',
  },
  text_malformed: { retry: false, sentence: 'The text holds a NUL or broken Unicode.' },
  ticket_unknown: { retry: false, sentence: 'There is no such ticket for you.' },
  ticket_closed: { retry: false, sentence: 'The ticket is closed: reopen it first.' },
  ticket_archived: { retry: false, sentence: 'The ticket is archived: reopen it first.' },
  ticket_active: { retry: false, sentence: 'The ticket is still active: close it first.' },
  ticket_full: {
    retry: false,
    sentence: 'The ticket holds as many entries as a ticket may: open a new one.',
  },
  tickets_open_full: {
    retry: false,
    sentence: 'You have as many open tickets as you may: write in one of them, or close one.',
  },
  ticket_too_soon: {
    retry: true,
    sentence: 'You opened a ticket a moment ago: write in that one, or wait before the next.',
  },
  ticket_held: { retry: false, sentence: 'Somebody else holds this ticket.' },
  ticket_unheld: {
    retry: false,
    sentence: 'Nobody holds this ticket any more: assign it without naming a holder.',
  },
  not_assignable: {
    retry: false,
    sentence: 'That account has no access to the queue: assign the ticket to another.',
  },
  ticket_exists: { retry: false, sentence: 'This ticket was opened already.' },
  category_unknown: { retry: false, sentence: 'There is no such category.' },
  participants_full: {
    retry: false,
    sentence: 'The ticket has as many participants as a ticket may.',
  },
  right_missing: { retry: false, sentence: 'You do not have the right to do this.' },
  session_unknown: { retry: false, sentence: 'There is no such live session on this shard.' },
  session_unlinked: {
    retry: false,
    sentence: 'The session is not linked to a live character and account.',
  },
  sessions_incomplete: {
    retry: true,
    sentence: 'The shard has not finished announcing its sessions: send sessions_end.',
  },
  account_unknown: { retry: false, sentence: 'There is no such account.' },
  account_disabled: { retry: false, sentence: 'The account is disabled: enable it first.' },
  account_in_use: {
    retry: false,
    sentence: 'Open tickets are assigned to the account: assign them to others first.',
  },
  account_of_shard: {
    retry: false,
    sentence: 'The account is of a shard, which would tell it again: disable it instead.',
  },
  faction_unknown: { retry: false, sentence: 'There is no such faction.' },
  character_unknown: { retry: false, sentence: 'There is no such character of this account.' },
  discord_linked: {
    retry: false,
    sentence: 'One of the two is linked to another on Discord already: unlink it there first.',
  },
  roster_full: {
    retry: false,
    sentence: 'The server holds as many accounts, characters or sessions as it may.',
  },
  setting_invalid: { retry: false, sentence: 'The setting cannot have this value.' },
  group_unknown: { retry: false, sentence: 'There is no such group.' },
  group_fixed: {
    retry: false,
    sentence: 'The administrators hold every right and stay a group of their own.',
  },
  group_in_use: { retry: false, sentence: 'The group is in use: take everybody out of it first.' },
  right_unknown: { retry: false, sentence: 'There is no such right.' },
  last_administrator: {
    retry: false,
    sentence: 'This is the last administrator: make another one first.',
  },
  name_invalid: { retry: false, sentence: 'The name will not do.' },
  name_taken: { retry: false, sentence: 'The name is taken: choose another.' },
  password_invalid: { retry: false, sentence: 'The password will not do.' },
  shard_unknown: { retry: false, sentence: 'There is no such shard.' },
  webhook_unknown: { retry: false, sentence: 'There is no such webhook.' },
  webhook_address_unfit: {
    retry: false,
    sentence:
      'A webhook sends to an https address without user name, password and fragment, on port 443 or one from 1024 on; http, other ports and private networks only where the operator allows them.',
  },
  webhook_idle: { retry: false, sentence: 'Choose at least one event of which it is told.' },
  too_many_links: {
    retry: true,
    sentence: 'Several sign-in links were asked for a moment ago: use the last one, or wait.',
  },
  address_unknown: {
    retry: false,
    sentence: 'The server does not know the address that people come by.',
  },
  answer_unfit: {
    retry: false,
    sentence: 'No player can have answered this form so: see what does not belong to it.',
  },
  form_unknown: {
    retry: false,
    sentence: 'This form was never shown to that session, or was answered already.',
  },
  id_reused: {
    retry: false,
    sentence: 'This command id was used for another command: make a new one.',
  },
  help_unavailable: {
    retry: true,
    sentence: 'Help is not available right now: try again in a moment.',
  },
  not_for_shards: {
    retry: false,
    sentence: 'A shard does this for one of its sessions: name the session.',
  },
  only_for_shards: { retry: false, sentence: 'Only a shard may send this.' },
  lists_full: {
    retry: true,
    sentence: 'Too many different lists are being watched: try again, or with a plainer filter.',
  },
  lists_apart: {
    retry: false,
    sentence: 'Active and closed tickets are lists of their own: ask for one of them.',
  },
  sort_unknown: {
    retry: false,
    sentence: 'Closed and archived tickets are sorted by created or by updated.',
  },
  watches_full: {
    retry: false,
    sentence: 'This connection watches as much as one connection may.',
  },
  files_off: { retry: false, sentence: 'This server takes no files.' },
  file_unknown: {
    retry: false,
    sentence: 'A file of this message is not on the server any more: add it again.',
  },
  file_empty: { retry: false, sentence: 'The file is empty.' },
  file_too_large: { retry: false, sentence: 'The file is larger than a file may be.' },
  file_kind: { retry: false, sentence: 'Files of this kind are not taken.' },
  file_unreadable: {
    retry: false,
    sentence: 'The picture cannot be read, or is too large in pixels: save it anew, or smaller.',
  },
  files_full: {
    retry: false,
    sentence: 'You have sent as many files as you may: no more of them can be kept.',
  },
  files_no_room: {
    retry: false,
    sentence: 'The server has no room for files: send the text without them.',
  },
  rate_limited: { retry: true, sentence: 'Too many requests: wait a moment.' },
  busy: { retry: true, sentence: 'Too many requests wait already: try again in a moment.' },
  storage_unavailable: {
    retry: true,
    sentence: 'The change could not be stored, so nothing changed: try again.',
  },
  shutting_down: { retry: true, sentence: 'The server is stopping: come back in a moment.' },
} as const satisfies Record<string, RefusalMeaning>;

export type RefusalCode = keyof typeof table;

export const refusals: Readonly<Record<RefusalCode, RefusalMeaning>> = table;

/** One refusal as a value: the code, and what makes this case particular (never a secret). */
export interface Refusal {
  readonly code: RefusalCode;
  /** Takes the place of the code's own sentence. */
  readonly sentence?: string;
  /** A word on this very case, such as the field at fault or the holder's name. */
  readonly detail?: string;
  /** When it may be tried again. */
  readonly wait_s?: number;
  /** Numbers of the caller's own tickets that stand in the way. */
  readonly tickets?: readonly number[];
}

export function refuse(code: RefusalCode, detail?: string): Refusal {
  return detail === undefined ? { code } : { code, detail };
}

/** What was refused, as a result. */
export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** What became of something that may be refused: once done, it has the fields of `T`. */
export type Result<T extends object> = ({ readonly ok: true } & T) | Refused;

export function refused(why: RefusalCode | Refusal, detail?: string): Refused {
  return { ok: false, refusal: typeof why === 'string' ? refuse(why, detail) : why };
}

/** The same with a sentence that takes the place of the code's own. */
export function refusedSaying(code: RefusalCode, sentence: string): Refused {
  return { ok: false, refusal: { code, sentence } };
}
