import * as v from 'valibot';
import { discordId, flag, int, listOf, meaning, oneOf, orNull, text } from './field.ts';
import { fileKinds } from './files.ts';
import { limits, ranges } from './limits.ts';

/**
 * How the tickets are set up: kept with the data and changed while the server runs. One entry a
 * setting; the wire, the command line and `docs/settings.md` are read off it.
 */
interface Definition<S extends v.GenericSchema> {
  /** Type and bound, with the sentence that says what it does. */
  readonly field: S;
  /** Completes "… must be". */
  readonly must: string;
  readonly fallback: v.InferOutput<S>;
}

function setting<const S extends v.GenericSchema>(definition: Definition<S>): Definition<S> {
  return definition;
}

const discordSetting = (sentence: string) => meaning(orNull(discordId(sentence)), sentence);
const discord_id_must = 'an id of Discord, 17 to 20 digits, or null';

/** A category and whether new tickets may still have it. */
export const category = v.strictObject({
  name: text(limits.category_chars_max, 'Its name, unique in whatever case.'),
  retired: flag('Whether no new ticket gets it; those that have it keep it.'),
});
export type Category = Readonly<v.InferOutput<typeof category>>;

/** The categories as shipped. Matched by name, never by number. */
export const shippedCategories: readonly string[] = [
  'Question',
  'Stuck',
  'Bug',
  'Account',
  'Suggestion',
  'Other',
  'VerbalHarassment',
  'PhysicalHarassment',
];

/** More than anybody types: no bound. */
const text_bytes_per_second_max = 10_000_000;

/** A bound below which hardly a picture would fit. */
const file_bytes_min = 64 * 1024;
/** A hundred TiB: no bound. */
const files_bytes_max = 100 * 1024 ** 4;

export const keptSettings = {
  auto_archive: setting({
    field: flag('Tickets Auto Archive: closing a ticket archives it at once.'),
    must: 'true or false',
    fallback: false,
  }),
  categories: setting({
    field: listOf(
      category,
      limits.categories_max,
      'The categories in the order of a menu; one that a ticket has is retired instead of removed.',
    ),
    must: `a list of at most ${limits.categories_max} categories such as {"name": "Bug", "retired": false}, at least one of them not retired`,
    fallback: shippedCategories.map((name) => ({ name, retired: false })),
  }),
  support_shown_as: setting({
    field: oneOf(
      ['name', 'alias'],
      'What players are shown of whoever answers them: the name of the account, or an alias and nothing else of it.',
    ),
    must: '"name" or "alias"',
    fallback: 'name',
  }),
  support_alias: setting({
    field: text(
      limits.name_chars_max,
      'What players are shown of those who have no alias of their own.',
    ),
    must: `1 to ${limits.name_chars_max} characters that can be seen`,
    fallback: 'Support',
  }),
  subject_chars_max: setting({
    field: int(10, limits.subject_chars_max, 'Characters that a new subject may have.'),
    must: `a whole number from 10 to ${limits.subject_chars_max}`,
    fallback: limits.subject_chars_max,
  }),
  body_chars_max: setting({
    field: int(100, limits.body_chars_max, 'Characters that a new message or note may have.'),
    must: `a whole number from 100 to ${limits.body_chars_max}`,
    fallback: limits.body_chars_max,
  }),
  sign_in_days_max: setting({
    field: int(1, 365, 'Days after which whoever signed in on the web has to sign in anew.'),
    must: 'a whole number from 1 to 365',
    fallback: 30,
  }),
  staff_idle_hours_max: setting({
    field: int(
      1,
      720,
      'Hours without an open page after which whoever has more rights than a player has to sign in anew.',
    ),
    must: 'a whole number from 1 to 720',
    fallback: 24,
  }),
  tickets_open_max: setting({
    field: int(
      1,
      10_000,
      'Active tickets that one player may have opened; one more has to wait until one is closed. Staff may have more.',
    ),
    must: 'a whole number from 1 to 10000',
    fallback: 3,
  }),
  ticket_pause_s: setting({
    field: int(0, ranges.wait_s_max, 'Seconds from one ticket of a player to the next.'),
    must: 'a whole number from 0 to 86400',
    fallback: 60,
  }),
  text_bytes_per_second: setting({
    field: int(
      100,
      text_bytes_per_second_max,
      'Bytes of text that one player may write, on the web and in the game; of a pause up to 64 seconds are made up for.',
    ),
    must: `a whole number from 100 to ${text_bytes_per_second_max}`,
    fallback: 4_096,
  }),
  retention: setting({
    field: oneOf(
      ['off', 'anonymise', 'delete'],
      'What becomes of tickets that were archived long ago: nothing, they lose the names of players, or they go.',
    ),
    must: '"off", "anonymise" or "delete"',
    fallback: 'off',
  }),
  retention_months: setting({
    field: int(
      1,
      ranges.retention_months_max,
      'Months after which that becomes of an archived ticket, where it is not off.',
    ),
    must: `a whole number from 1 to ${ranges.retention_months_max}`,
    fallback: 24,
  }),
  file_kinds: setting({
    field: listOf(
      oneOf(fileKinds, 'A kind of file.'),
      fileKinds.length,
      'Kinds of files that messages may have; an empty list: no files at all.',
    ),
    must: `a list of ${fileKinds.map((kind) => `"${kind}"`).join(', ')}`,
    // What can carry a program that runs is left to the operator.
    fallback: ['pictures', 'texts', 'documents', 'videos'],
  }),
  file_bytes_max: setting({
    field: int(file_bytes_min, ranges.file_bytes_max, 'Bytes that one file may have.'),
    must: `a whole number from ${file_bytes_min} to ${ranges.file_bytes_max}`,
    fallback: 8 * 1024 * 1024,
  }),
  account_files_bytes_max: setting({
    field: int(
      0,
      files_bytes_max,
      'Bytes of all files that one player has sent and that are kept. Staff may send more.',
    ),
    must: `a whole number from 0 to ${files_bytes_max}`,
    fallback: 256 * 1024 * 1024,
  }),
  files_bytes_max: setting({
    field: int(0, files_bytes_max, 'Bytes of all files that are kept.'),
    must: `a whole number from 0 to ${files_bytes_max}`,
    fallback: 10 * 1024 * 1024 * 1024,
  }),
  game_file_links: setting({
    field: flag('Whether a notice in the game about a message with files says where they are.'),
    must: 'true or false',
    fallback: false,
  }),
  discord_server: setting({
    field: discordSetting('Discord server in which tickets get channels.'),
    must: discord_id_must,
    fallback: null,
  }),
  discord_tickets_category: setting({
    field: discordSetting(
      'Discord category in which those channels are made; null: the top level.',
    ),
    must: discord_id_must,
    fallback: null,
  }),
  discord_channel_prefix: setting({
    field: v.pipe(
      v.string(),
      v.maxLength(20),
      v.regex(/^[\p{Ll}\p{Lo}\p{N}_-]*$/u, 'small letters, digits, dashes and underscores'),
      v.description("What the names of tickets' channels begin with."),
    ),
    must: 'at most 20 small letters, digits, dashes and underscores',
    fallback: 'ticket-',
  }),
  discord_support_role: setting({
    field: discordSetting("Discord role that gets into every ticket's channel; null: none."),
    must: discord_id_must,
    fallback: null,
  }),
  discord_access_role: setting({
    field: discordSetting(
      'Discord role that players with tickets.view are given; null: the bot makes one.',
    ),
    must: discord_id_must,
    fallback: null,
  }),
  discord_support_role_acts_as: setting({
    field: text(
      limits.group_chars_max,
      'Group whose rights a member with the support role has who is linked to no account.',
    ),
    must: 'the name of a group',
    fallback: 'moderators',
  }),
};

export type SettingName = keyof typeof keptSettings;
export const settingNames = Object.keys(keptSettings) as readonly SettingName[];

type SettingTable = typeof keptSettings;
export type KeptSettings = {
  readonly [N in SettingName]: v.InferOutput<SettingTable[N]['field']>;
};

type Fields = { [N in SettingName]: SettingTable[N]['field'] };
const fields = Object.fromEntries(
  settingNames.map((name) => [name, keptSettings[name].field]),
) as Fields;

/** All of them, as they are now. */
export const allSettings = v.strictObject(fields);

/** One setting by name, with a value that fits it. */
export type SettingChange = {
  [N in SettingName]: { readonly name: N; readonly value: KeptSettings[N] };
}[SettingName];

export const settingChange = v.variant(
  'name',
  settingNames.map((name) =>
    v.strictObject({ name: v.literal(name), value: keptSettings[name].field }),
  ),
) as unknown as v.GenericSchema<unknown, SettingChange>;
