/**
 * Every bound of the wire by name, unit last. `docs/protocol.md` prints this table.
 * Sizes of text are in UTF-16 code units, as JavaScript and the game client count them.
 */
export const limits = {
  /** The one version of `shardbell.v1`; a `hello` with another one is refused. */
  protocol_version: 1,
  /** A frame to the server. 1 MB of nils costs 33 ms to decode, so the bound is far below. */
  frame_in_bytes_max: 64 * 1024,
  /** A frame from the server. */
  frame_out_bytes_max: 256 * 1024,
  /** Maps and arrays inside each other in one frame. */
  frame_depth_max: 12,
  /** Values of any kind in one frame. */
  frame_items_max: 4_096,
  /** From the open socket to the first frame. */
  hello_wait_ms: 5_000,
  /** A client that has nothing to say sends `ping` this often. */
  heartbeat_ms: 8_000,
  /** A connection that was silent for this long is closed, by either side. */
  silence_ms_max: 18_000,
  /** Bytes that wait in one connection's outbox before it is closed as too slow. */
  outbox_bytes_max: 1024 * 1024,
  /** Watches of one connection. */
  watches_max: 32,
  /** Rows of one window of a list. */
  window_rows_max: 200,
  /** Entries of a ticket in its first `state`, and of one page of history. */
  history_entries_max: 50,
  /** Bytes of entries in one `state` or page: fewer entries come when they are long. */
  history_bytes_max: 128 * 1024,
  /** Missed entries that a resume replays before it gets a fresh `state` instead. */
  resume_entries_max: 200,
  id_chars_max: 64,
  name_chars_max: 100,
  secret_chars_max: 200,
  subject_chars_max: 120,
  body_chars_max: 8_000,
  /** Text as it arrives, before trimming; what is longer than its own bound then is refused in words. */
  raw_text_chars_max: 20_000,
  /** Files of one message or note. */
  files_per_message_max: 4,
  file_name_chars_max: 120,
  /** A media type, such as image/png. */
  file_type_chars_max: 60,
  category_chars_max: 40,
  /** Categories, retired ones included. */
  categories_max: 40,
  /** Tickets that one refusal names. */
  refused_tickets_max: 50,
  /** A refusal or farewell in words. */
  sentence_chars_max: 600,
  group_chars_max: 40,
  groups_max: 64,
  /** Groups of one account. */
  account_groups_max: 20,
  /** Rights in one list. */
  rights_max: 40,
  shards_max: 1_000,
  /** For so long the former key of a shard may hold beside a new one: a week. */
  shard_key_overlap_hours_max: 7 * 24,
  /** Accounts in one page. */
  account_rows_max: 50,
  /** Words that somebody is looked for by. */
  find_words_chars_max: 100,
  /** People or factions found by one look-up. */
  find_rows_max: 50,
  /** Members of one faction; with the longest ids they still fit one frame. */
  faction_members_max: 900,
  /** Audit records in one page; fewer come when they are long. */
  audit_rows_max: 50,
  audit_what_chars_max: 200,
  audit_value_chars_max: 8_000,
  /** Name of a canned reply. */
  canned_title_chars_max: 60,
  /** Its text, before its placeholders are filled in. */
  canned_text_chars_max: 2_000,
  /** Canned replies that all of support shares. */
  canned_shared_max: 100,
  /** Canned replies of one account. */
  canned_own_max: 50,
  /** Canned replies in one message; with the longest texts they still fit one frame. */
  canned_told_max: 30,
  discord_code_chars_max: 20,
  /** Outgoing webhooks. With what may wait for each, all that waits stays in memory. */
  webhooks_max: 10,
  webhook_name_chars_max: 60,
  webhook_address_chars_max: 1_000,
  /** Shards that one webhook is bound to. */
  webhook_shards_max: 50,
  /** What a tested address answered, as it is shown. */
  webhook_text_chars_max: 1_000,
  /** What is wrong with Discord, told at once. */
  discord_problems_max: 40,
  /** Tickets of which Discord shows what the data folder lacks; as many as a server has channels. */
  lost_tickets_max: 500,
  /** An address that signs in. */
  address_chars_max: 2_000,
  /** Participants of one ticket. */
  participants_max: 200,
  /** People that one entry names, so that none is longer than the longest message; more take several. */
  entry_people_max: 32,
  /** Entries of one ticket's history, internal notes included. */
  entries_max: 20_000,
  /** Internal notes of one ticket. Counted apart, so that a full ticket tells players nothing of notes. */
  notes_max: 5_000,
  /** Tickets of which one account's marks are kept. */
  marks_max: 5_000,
  /** Marks in one message; with the longest ids they still fit one frame. */
  marks_told_max: 2_000,
  /** Whoever goes on writing says so again before this is over. */
  typing_ms_max: 6_000,
  /** Whoever goes on looking at a ticket says so again this often. */
  viewing_renew_ms: 30_000,
  /** Whoever did not say so for this long is not looking at it any more. */
  viewing_ms_max: 40_000,
  /** People named in one signal. */
  signal_people_max: 50,
  /** People named at each ticket in one message on who is where. */
  presence_people_max: 4,
  /** Tickets in one message on who is where; with the longest names they still fit one frame. */
  signal_tickets_max: 100,
  switches_max: 256,
  form_entries_max: 64,
  form_entry_chars_max: 8_000,
  /** Frames of one account over all its connections, refilled evenly over time. */
  frames_per_second: 60,
  frames_burst: 240,
  /**
   * A shard speaks for many players: after each welcome it tells up to 50,000 sessions with their
   * accounts and characters. The bucket is full again before the pauses between attempts are at
   * their longest, so that a shard whose connection breaks again and again still gets through.
   */
  shard_messages_per_second: 20_000,
  shard_messages_burst: 160_000,
  /**
   * Messages of a shard that wait behind a write of its accounts; one more closes the connection as
   * too fast. A shard with many players tells the next when earlier ones were answered.
   */
  shard_messages_waiting_max: 20_000,
} as const;

const int32_max = 2_147_483_647;

/** How large numbers may be. `docs/protocol.md` prints each range beside its field. */
export const ranges = {
  int32_min: -2_147_483_648,
  int32_max,
  /** Of a ticket, as people call it. Scripts know integers of 32 bits only. */
  ticket_number_max: int32_max,
  /** Rows of one list, in and outside the window. */
  list_rows_max: 10_000_000,
  /** Made by the client for each watch. */
  watch_number_max: 1_000_000,
  /** Given by the server to each thing that is watched; an unsigned integer of 32 bits. */
  topic_number_max: 4_294_967_295,
  /** Of the protocol. */
  version_max: 1_000,
  /** Accounts that look at a ticket, or write. */
  present_max: 1_000_000,
  /** Until a request may be sent again, and between two tickets of a player: a day. */
  wait_s_max: 86_400,
  /** Months for which archived tickets may stay. */
  retention_months_max: 600,
  heartbeat_ms_max: 600_000,
  /** One file, whatever the setting says. */
  file_bytes_max: 64 * 1024 * 1024,
  /** Of a picture. */
  picture_side_max: 16_384,
} as const;
