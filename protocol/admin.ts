import * as v from 'valibot';
import {
  discordId,
  flag,
  id,
  int,
  listOf,
  maybe,
  meaning,
  oneOf,
  optionalText,
  orNull,
  text,
  time,
  kind,
} from './field.ts';
import { auditFilter } from './audit-filter.ts';
import {
  accountRow,
  auditRecord,
  discordProblem,
  group,
  groupList,
  groupName,
  rightList,
  shard,
  shardRow,
} from './admin-rows.ts';
import { limits, ranges } from './limits.ts';
import { endingCommands, erasureCommands, peopleDataAnswers } from './people-data.ts';
import { allSettings, settingChange } from './kept-settings.ts';
import { person } from './ticket.ts';
import { webhookAnswers, webhookCommands } from './webhooks.ts';

/** What administrators ask for over the wire, and what is told in answer to it and to look-ups. */

const reply = id('The reply; made by the client for a new one.');
const cannedText = {
  reply,
  title: text(limits.canned_title_chars_max, 'What it is called, on one line.'),
  text: text(
    limits.canned_text_chars_max,
    'What it says; `{player}`, `{ticket}` and `{me}` stand for names and the number.',
  ),
};
const account = text(limits.name_chars_max, 'Number or user name of the account.');
const lostTickets = (sentence: string) =>
  listOf(int(0, Number.MAX_SAFE_INTEGER, 'Number of a ticket.'), limits.lost_tickets_max, sentence);
/**
 * `settings_*`, `webhook_*` and `retention_preview` need tickets.settings, `shard_*` tickets.shards,
 * `canned_*` tickets.canned, `own_canned_*` access to the queue, `own_discord_*` nothing,
 * `erase_preview` and `account_erase` tickets.erase, all else tickets.manage_access.
 */
export const adminCommand = v.variant('kind', [
  v.strictObject({ kind: kind('settings_get') }),
  v.strictObject({
    kind: kind('settings_set'),
    setting: meaning(settingChange, 'Which setting, and its new value.'),
  }),
  v.strictObject({
    kind: kind('settings_discord'),
    again: flag('Whether to look at everything on Discord again first.'),
  }),
  v.strictObject({ kind: kind('settings_data') }),
  v.strictObject({ kind: kind('group_list') }),
  v.strictObject({
    kind: kind('group_set'),
    name: groupName,
    rights: rightList('All that it gives from now on.'),
    default: flag('Whether every account is in it.'),
  }),
  v.strictObject({ kind: kind('group_remove'), name: groupName }),
  v.strictObject({
    kind: kind('account_list'),
    staff: maybe(flag('Only those with a user name, a group or rights of their own.')),
    words: maybe(
      text(limits.find_words_chars_max, 'Only those whose names have words that begin so.'),
    ),
    group: maybe(text(limits.group_chars_max, 'Only those that were put into this group.')),
    shard: maybe(text(limits.id_chars_max, 'Only those of this shard.')),
    before: maybe(id('Only accounts with a lower number.')),
  }),
  v.strictObject({
    kind: kind('account_add'),
    name: text(limits.name_chars_max, 'Its user name.'),
    groups: groupList('The groups it is in.'),
  }),
  v.strictObject({
    kind: kind('account_groups'),
    account,
    groups: groupList('All groups it is in from now on, the default ones aside.'),
  }),
  v.strictObject({
    kind: kind('account_rights'),
    account,
    rights: rightList('All rights of its own from now on, beside those of its groups.'),
  }),
  v.strictObject({
    kind: kind('account_alias'),
    account,
    alias: orNull(
      text(
        limits.name_chars_max,
        'What players are shown of it where support goes by aliases; null: the common one.',
      ),
    ),
  }),
  v.strictObject({ kind: kind('account_get'), account }),
  v.strictObject({
    kind: kind('account_password'),
    account,
    password: text(limits.secret_chars_max, 'Its password from now on; all its sessions end.'),
  }),
  v.strictObject({
    kind: kind('account_disable'),
    account,
    disabled: flag('Whether it may do nothing from now on, until it is enabled again.'),
  }),
  v.strictObject({ kind: kind('account_sign_out'), account }),
  v.strictObject({ kind: kind('account_unlink_discord'), account }),
  v.strictObject({ kind: kind('account_delete'), account }),
  v.strictObject({ kind: kind('link'), account }),
  ...erasureCommands,
  v.strictObject({ kind: kind('shard_list') }),
  v.strictObject({ kind: kind('shard_add'), name: shard }),
  v.strictObject({
    kind: kind('shard_rotate'),
    name: shard,
    overlap_h: maybe(
      int(
        1,
        limits.shard_key_overlap_hours_max,
        'Hours for which the present key holds beside the new one; absent: it ends at once.',
      ),
    ),
  }),
  v.strictObject({ kind: kind('shard_remove'), name: shard }),
  ...endingCommands,
  v.strictObject({ kind: kind('steps_get') }),
  v.strictObject({ kind: kind('canned_set'), ...cannedText }),
  v.strictObject({ kind: kind('canned_remove'), reply }),
  v.strictObject({ kind: kind('own_canned_set'), ...cannedText }),
  v.strictObject({ kind: kind('own_canned_remove'), reply }),
  v.strictObject({ kind: kind('own_discord_get') }),
  v.strictObject({ kind: kind('own_discord_code') }),
  v.strictObject({ kind: kind('own_discord_unlink') }),
  ...webhookCommands,
  v.strictObject({
    kind: kind('audit_list'),
    ...auditFilter.entries,
    before: maybe(int(1, Number.MAX_SAFE_INTEGER, 'Only records with a lower number.')),
  }),
]);
export type AdminCommand = v.InferOutput<typeof adminCommand>;
export type AdminCommandOf<K extends AdminCommand['kind']> = Extract<AdminCommand, { kind: K }>;

/** A text that support puts into the composer. */
export const cannedReply = v.strictObject({
  ...cannedText,
  own: flag("Whether it is the account's own; else all of support has it."),
  created: time('When it was made; they are shown in this order.'),
});
export type CannedReply = v.InferOutput<typeof cannedReply>;

export const answerBody = v.variant('of', [
  v.strictObject({ of: kind('settings'), settings: meaning(allSettings, 'All of them.') }),
  v.strictObject({
    of: kind('groups'),
    groups: listOf(group, limits.groups_max, 'All of them, in the order of their names.'),
  }),
  v.strictObject({
    of: kind('accounts'),
    accounts: listOf(accountRow, limits.account_rows_max, 'Highest number first.'),
    more: flag('Whether there are others below them.'),
  }),
  v.strictObject({
    of: kind('account'),
    row: meaning(accountRow, 'The account.'),
    has_password: flag('Whether it has a password.'),
    sessions: int(0, ranges.present_max, 'Browsers in which it is signed in.'),
    discord: orNull(discordId('The Discord user that it is linked to.')),
    assigned: int(0, ranges.list_rows_max, 'Active tickets that are assigned to it.'),
    in_tickets: int(0, ranges.list_rows_max, 'Active tickets that it takes part in.'),
  }),
  v.strictObject({
    of: kind('link'),
    account: id('Number of the account.'),
    name: text(limits.name_chars_max, 'Its name.'),
    address: text(limits.address_chars_max, 'Signs in once, within 10 minutes.'),
    expires: time('When it is over.'),
  }),
  v.strictObject({
    of: kind('steps'),
    shard: flag('Whether a shard connected once.'),
    staff: flag('Whether somebody beside the first administrator may answer.'),
    discord: flag('Whether the bot is connected and a server is chosen.'),
    backup: flag('Whether a backup was made once.'),
  }),
  ...peopleDataAnswers,
  v.strictObject({
    of: kind('shards'),
    shards: listOf(shardRow, limits.shards_max, 'Oldest first.'),
  }),
  v.strictObject({
    of: kind('shard_key'),
    name: shard,
    key: text(limits.secret_chars_max, 'Its key, which is told only now.'),
  }),
  ...webhookAnswers,
  v.strictObject({
    of: kind('audit'),
    records: listOf(auditRecord, limits.audit_rows_max, 'Newest first.'),
    more: flag('Whether there are earlier ones.'),
  }),
  v.strictObject({
    of: kind('discord'),
    state: oneOf(
      ['off', 'connecting', 'connected', 'given_up'],
      'Off: there is no token. Given up: until the server is started again.',
    ),
    problems: listOf(discordProblem, limits.discord_problems_max, 'All that has to be seen to.'),
    invite: orNull(
      text(limits.address_chars_max, 'Where the bot is invited, with what it has to be allowed.'),
    ),
  }),
  v.strictObject({
    of: kind('data'),
    client: orNull(
      meaning(
        v.strictObject({
          account: id('Whose client it is.'),
          ticket: id('The ticket of which it has more.'),
        }),
        'A client that has more of a ticket than there is here; null: none has.',
      ),
    ),
    channels: lostTickets('Whose channels are on Discord, but which are not here.'),
    messages: lostTickets('Of which Discord has messages that are not here.'),
  }),
  v.strictObject({
    of: kind('own_discord'),
    on: flag('Whether the server has a bot on Discord.'),
    user: orNull(discordId('The Discord user that the account is linked to.')),
  }),
  v.strictObject({
    of: kind('discord_code'),
    code: text(limits.discord_code_chars_max, 'To be typed on Discord, behind /link.'),
    expires: time('When it is over.'),
  }),
  v.strictObject({
    of: kind('ticket'),
    ticket: id('The ticket with that number.'),
  }),
  v.strictObject({
    of: kind('people'),
    people: listOf(
      v.strictObject({ ...person.entries, shard: orNull(id('The shard of the account.')) }),
      limits.find_rows_max,
      'In the order of their names.',
    ),
  }),
  v.strictObject({
    of: kind('factions'),
    factions: listOf(
      v.strictObject({
        faction: id('Its number.'),
        shard: id('The shard it is of.'),
        name: optionalText(limits.name_chars_max, 'Its name.'),
        members: int(0, limits.faction_members_max, 'How many it has now.'),
      }),
      limits.find_rows_max,
      'In the order of their names.',
    ),
  }),
]);
export type AnswerBody = v.InferOutput<typeof answerBody>;
export type AnswerBodyOf<O extends AnswerBody['of']> = Extract<AnswerBody, { of: O }>;
