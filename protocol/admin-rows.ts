import * as v from 'valibot';
import {
  discordId,
  flag,
  id,
  int,
  listOf,
  maybe,
  meaning,
  optionalText,
  orNull,
  text,
  time,
} from './field.ts';
import { limits, ranges } from './limits.ts';

/** Rows of what administrators are told, and the parts that their commands share with them. */

export const groupName = text(limits.group_chars_max, 'Name of the group.');
export const shard = text(limits.id_chars_max, 'Name of the shard.');
export const rightList = (sentence: string) => listOf(id('A right.'), limits.rights_max, sentence);
export const groupList = (sentence: string) =>
  listOf(text(limits.group_chars_max, 'A group.'), limits.account_groups_max, sentence);

export const group = v.strictObject({
  name: groupName,
  rights: rightList('What it gives.'),
  default: flag('Whether every account is in it.'),
});

export const discordProblem = v.strictObject({
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
  seen: orNull(time('When it last was on the web or in the game, to some minutes.')),
  playing: flag('Whether it is in the game now.'),
  disabled: orNull(time('Since when it may do nothing; null: it is enabled.')),
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
  former_until: orNull(time('Until when its former key holds too.')),
  on_former: flag('Whether it is connected by its former key.'),
  connected: flag('Whether it is connected now.'),
  seen: orNull(time('When it last came or went; null: it never did.')),
  players: int(0, ranges.present_max, 'Sessions of players there now.'),
  client: orNull(
    text(limits.name_chars_max, 'Name and version of its program, while it is connected.'),
  ),
  scripts: orNull(
    text(limits.sentence_chars_max, 'What is wrong with its help scripts; null: nothing.'),
  ),
});
