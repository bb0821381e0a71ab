import * as v from 'valibot';
import { flag, id, int, kind, oneOf, optionalText, orNull, text } from './field.ts';
import { limits, ranges } from './limits.ts';

/** What administrators ask for of people's data, and what they are told: parts of `admin.ts`. */

const account = text(limits.name_chars_max, 'Number or user name of the account.');
const shard = text(limits.id_chars_max, 'Name of the shard.');

/** Erasing a person. */
export const erasureCommands = [
  v.strictObject({ kind: kind('erase_preview'), account }),
  v.strictObject({
    kind: kind('account_erase'),
    account: id('Number of the account.'),
    messages: oneOf(
      ['emptied', 'kept'],
      'What becomes of what the person wrote as a player; the name goes in any case.',
    ),
    confirm: optionalText(limits.name_chars_max, 'The name of the account, typed once more.'),
  }),
] as const;

/** What ends many accounts, or many tickets, at once. */
export const endingCommands = [
  v.strictObject({ kind: kind('forget_preview'), name: shard }),
  v.strictObject({
    kind: kind('shard_forget'),
    name: shard,
    confirm: text(limits.id_chars_max, 'The name of the shard, typed once more.'),
  }),
  v.strictObject({
    kind: kind('retention_preview'),
    months: int(1, ranges.retention_months_max, 'Archived for longer than so many months.'),
  }),
] as const;

export const peopleDataAnswers = [
  v.strictObject({
    of: kind('erasure'),
    account: id('Number of the account that would be erased.'),
    name: optionalText(limits.name_chars_max, 'Its name, which is to be typed once more.'),
    shard: orNull(id('The shard it is of.')),
    tickets: int(0, Number.MAX_SAFE_INTEGER, 'Tickets in which the person is named.'),
    messages: int(0, Number.MAX_SAFE_INTEGER, 'Messages that the person wrote as a player.'),
    files: int(0, Number.MAX_SAFE_INTEGER, 'Files of those messages, which go in any case.'),
    characters: int(0, Number.MAX_SAFE_INTEGER, 'Characters that the shard told of.'),
    sessions: int(0, Number.MAX_SAFE_INTEGER, 'Browsers that are signed in.'),
    replies: int(0, Number.MAX_SAFE_INTEGER, 'Canned replies of its own.'),
    discord: flag('Whether it is linked to a Discord user.'),
  }),
  v.strictObject({
    of: kind('world'),
    name: shard,
    accounts: int(0, Number.MAX_SAFE_INTEGER, 'Accounts of the shard that would end.'),
    tickets: int(0, Number.MAX_SAFE_INTEGER, 'Active tickets of them alone, to be closed.'),
  }),
  v.strictObject({
    of: kind('retention'),
    months: int(1, ranges.retention_months_max, 'Archived for longer than so many months.'),
    tickets: int(0, Number.MAX_SAFE_INTEGER, 'Tickets that are.'),
  }),
] as const;
