/** Bounds of the bridge by name, unit last. */
export const bridgeLimits = {
  /** Of a channel's name, icon and prefix included. Discord allows 100. */
  name_chars_max: 90,
  /** Text of one mirrored post. Discord allows 4096, and 6000 with the rest of the embed. */
  part_chars_max: 3_900,
  /** Bytes of the files of one post. Discord takes 10 MiB a file from a bot, and 25 MiB in all. */
  post_files_bytes_max: 10 * 1024 * 1024,
  /** Attempts to send a post with files; then it goes without them, and says where they are. */
  files_tries_max: 8,
  /** Messages in the replay of a new channel. */
  replay_messages_max: 50,
  /** Text of one message in a replay; the rest is in the full history. */
  replay_message_chars_max: 600,
  /** A ticket without a channel so far is mirrored from its beginning if it has no more entries. */
  mirror_entries_max: 50,
  /** Names of participants in the header. */
  header_people_max: 30,
  /** Entries of a ticket that are read in one step. */
  step_entries_max: 50,
  /** Tickets that are reconciled at once. */
  tickets_at_once_max: 8,
  /** Between two channels that are made. */
  create_every_ms: 500,
  /** Between two messages to users: Discord quarantines a bot that sends many at once. */
  dm_every_ms: 1_500,
  /** Members in memory; others are looked up again. */
  members_max: 20_000,
  /** Between two changes of roles. */
  role_every_ms: 250,
  /** Renames of one channel within the window. */
  renames_max: 2,
  /** Discord's ten minutes, with a margin for clocks and latency. */
  rename_window_ms: 10 * 60 * 1000 + 5_000,
  /** Backoff after a failure, doubled with each further one. */
  retry_ms: 1_000,
  retry_ms_max: 5 * 60 * 1000,
  /** Between two attempts to make a channel while the category or the guild is full. */
  room_every_ms: 60_000,
  /** Messages in one page, and pages, of a look for posts. */
  look_messages_max: 100,
  look_pages_max: 20,
  /** No archive message is sent later than this. */
  archive_message_late_ms_max: 24 * 60 * 60 * 1000,
  /** Calls in a row that do not find an existing channel, before an alert. */
  misses_max: 3,
  /** Ticket numbers in one sentence. */
  numbers_told_max: 10,
  /** Attempts to lock a channel and to post that it is left, before it is left as it is. */
  leave_tries_max: 3,
  /** Channels of one ticket in guilds that were set before. */
  left_channels_max: 4,
  /** Bots whose posts are recognized. */
  bots_max: 8,
  /** Refused channel names in the record of one ticket. */
  refused_names_max: 4,
  /** Archive messages that are read in one step. */
  archive_messages_step_max: 100,
} as const;
