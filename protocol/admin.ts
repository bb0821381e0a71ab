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
import { limits } from './limits.ts';
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
const groupName = text(limits.group_chars_max, 'Name of the group.');
const account = text(limits.name_chars_max, 'Number or user name of the account.');
const shard = text(limits.id_chars_max, 'Name of the shard.');
const rightList = (sentence: string) => listOf(id('A right.'), limits.rights_max, sentence);
const lostTickets = (sentence: string) =>
  listOf(int(0, Number.MAX_SAFE_INTEGER, 'Number of a ticket.'), limits.lost_tickets_max, sentence);
const discordProblem = v.strictObject({
  code: id('Which problem; later servers may have more.'),
  about: maybe(
    meaning(
      v.strictObject({
        server: maybe(discordId('The server.')),
        category: maybe(discordId('The category.')),
        role: maybe(discordId('The role.')),
        bot: maybe(discordId('The bot.')),
        ticket: maybe(int(0, Number.MAX_SAFE_INTEGER, 'Number of the ticket.')),
        tickets: maybe(
          listOf(
            int(0, Number.MAX_SAFE_INTEGER, 'Number of a ticket.'),
            limits.lost_tickets_max,
            'The first of them.',
          ),
        ),
        more: maybe(int(0, Number.MAX_SAFE_INTEGER, 'How many more tickets there are.')),
        waiting: maybe(int(0, Number.MAX_SAFE_INTEGER, 'Tickets that wait for a place.')),
        closed: maybe(int(0, Number.MAX_SAFE_INTEGER, 'Closed tickets that hold one.')),
        deed: maybe(id('What the bot was to do.')),
        missing: maybe(
          listOf(
            text(limits.name_chars_max, 'Name of a permission or switch, as Discord calls it.'),
            limits.discord_problems_max,
            'What the bot lacks.',
          ),
        ),
        detail: maybe(text(limits.sentence_chars_max, 'What Discord or the line said.')),
      }),
      'What its sentence names.',
    ),
  ),
  sentence: text(
    limits.sentence_chars_max,
    'The problem, with what to do, in English: for clients without words for its code.',
  ),
});
const groupList = (sentence: string) =>
  listOf(text(limits.group_chars_max, 'A group.'), limits.account_groups_max, sentence);

/**
 * `settings_*` and `webhook_*` need tickets.settings, `shard_*` tickets.shards, `canned_*` tickets.canned,
 * `own_canned_*` access to the queue, `own_discord_*` nothing, all else tickets.manage_access.
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
  v.strictObject({ kind: kind('link'), account }),
  v.strictObject({ kind: kind('shard_list') }),
  v.strictObject({ kind: kind('shard_add'), name: shard }),
  v.strictObject({ kind: kind('shard_rotate'), name: shard }),
  v.strictObject({ kind: kind('shard_remove'), name: shard }),
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

export const group = v.strictObject({
  name: groupName,
  rights: rightList('What it gives.'),
  default: flag('Whether every account is in it.'),
});

/** A text that support puts into the composer. */
export const cannedReply = v.strictObject({
  ...cannedText,
  own: flag("Whether it is the account's own; else all of support has it."),
  created: time('When it was made; they are shown in this order.'),
});
export type CannedReply = v.InferOutput<typeof cannedReply>;

export const accountRow = v.strictObject({
  account: id('Its number.'),
  name: optionalText(limits.name_chars_max, 'Its name.'),
  user_name: orNull(text(limits.name_chars_max, 'What it signs in with on the web.')),
  shard: orNull(id('The shard it is of.')),
  groups: groupList('The groups it is in, the default ones aside.'),
  rights: rightList('Its own rights, beside those of its groups.'),
  alias: orNull(text(limits.name_chars_max, 'Its own alias, if it has one.')),
  created: time('When it was made.'),
  signed_in: orNull(time('When it last signed in on the web.')),
});
export type AccountRow = v.InferOutput<typeof accountRow>;

export const auditRecord = v.strictObject({
  seq: int(1, Number.MAX_SAFE_INTEGER, 'Its number; later records have higher ones.'),
  at: time('When it was changed.'),
  account: orNull(id('Who changed it; null for the command line.')),
  name: text(limits.name_chars_max, 'Their name at that time.'),
  what: text(limits.audit_what_chars_max, 'What was changed.'),
  from: orNull(text(limits.audit_value_chars_max, 'What it was, as JSON; null: nothing.')),
  to: orNull(text(limits.audit_value_chars_max, 'What it is since, as JSON; null: nothing.')),
});
export type AuditRecord = v.InferOutput<typeof auditRecord>;

export const shardRow = v.strictObject({
  name: shard,
  created: time('When it was added.'),
  rotated: time('When its present key was made.'),
  scripts: orNull(
    text(limits.sentence_chars_max, 'What is wrong with its help scripts; null: nothing.'),
  ),
});

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
    of: kind('link'),
    account: id('Number of the account.'),
    name: text(limits.name_chars_max, 'Its name.'),
    address: text(limits.address_chars_max, 'Signs in once, within 10 minutes.'),
  }),
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
