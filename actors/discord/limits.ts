/** Bounds of the bridge by name, unit last. What Discord itself allows stands under `discord`. */
export const bridgeLimits = {
  /** Of a channel's name, icon and prefix included. Discord allows 100. */
  name_chars_max: 90,
  /** Text of one mirrored post. Discord allows 4096, and 6000 with all that stands around it. */
  part_chars_max: 3_900,
  /** Messages that are told again in a fresh channel. */
  replay_messages_max: 50,
  /** Of one message that is told again; the rest stands in the full history. */
  replay_message_chars_max: 600,
  /** Public entries up to which a ticket that never had a channel is mirrored from its beginning. */
  mirror_entries_max: 50,
  /** Names of participants in the header. */
  header_people_max: 30,
  /** Entries of a ticket that are read in one step. */
  step_entries_max: 50,
  /** Tickets that are worked on at once. */
  tickets_at_once_max: 8,
  /** Between two channels that are made. */
  create_every_ms: 500,
  /** Between two messages to users; many at once get a bot quarantined. */
  dm_every_ms: 1_500,
  /** Users whose place in the guild is remembered; one that was forgotten is looked up again. */
  members_max: 20_000,
  /** Between two roles that are given or taken. */
  role_every_ms: 250,
  /** Renames of one channel in any such window. */
  renames_max: 2,
  /** Discord's ten minutes, and what two clocks and a slow line may differ. */
  rename_window_ms: 10 * 60 * 1000 + 5_000,
  /** After a failure, doubled with each further one. */
  retry_ms: 1_000,
  retry_ms_max: 5 * 60 * 1000,
  /** While a category or the server is full, whoever waits tries again this often. */
  room_every_ms: 60_000,
  /** Messages that are read in one step when something is looked for. */
  look_messages_max: 100,
  look_pages_max: 20,
  /** Of what was archived longer ago, nobody is told. */
  archive_message_late_ms_max: 24 * 60 * 60 * 1000,
  /** Calls in a row that do not find a channel that is there, before that is told. */
  misses_max: 3,
  /** Numbers of tickets that are named in one sentence. */
  numbers_told_max: 10,
  /** Attempts to lock a channel, and to say so in it, before it is left as it is. */
  leave_tries_max: 3,
  /** Channels of one ticket in servers that were set before. */
  left_channels_max: 4,
  /** Former bots whose posts are known again. */
  bots_max: 8,
  /** Names of channels that were refused, remembered for one ticket. */
  refused_names_max: 4,
  /** Messages to users that are read in one step. */
  archive_messages_step_max: 100,
} as const;
