/** Bounds of the inbound side, unit last. */
export const inboundLimits = {
  /** Events that wait in one channel. After one more, the channel is read instead. */
  waiting_max: 200,
  /** Messages in one page. Discord allows 100. */
  page_messages_max: 100,
  /** Imported messages that are checked for edits and deletions after a disconnect. */
  look_back_max: 50,
  /** Older ones that are checked once nothing newer waits: 50 pages in one channel. */
  look_far_back_max: 5_000,
  /** Quoted text of the message that is replied to. */
  answered_chars_max: 100,
  /** Entries among which the entry of a message is looked for. */
  look_entries_max: 100,
  /** Commands within this time certainly have a receipt: an hour less than receipts are kept. */
  receipts_ms: 23 * 60 * 60 * 1000,
  /** Between two reads of a channel that the bot does not see. Discord counts each as a refusal. */
  hidden_every_ms: 5 * 60 * 1000,
  /** After a message that could not be imported. */
  retry_ms: 2_000,
  /** Attempts to fetch the files of one message, and to wait until there is room for more of them. */
  file_tries_max: 3,
  file_waits_max: 30,
  /** Messages to users that something was not passed on. */
  replies_waiting_max: 50,
  replies_user_max: 5,
  replies_window_ms: 10 * 60 * 1000,
  reply_every_ms: 1_500,
  /** How often a user who is not linked is told so. */
  stranger_every_ms: 60 * 60 * 1000,
  replies_known_max: 2_000,
  /** Interactions that are carried out at once. */
  interactions_max: 100,
  /** Codes that one user may try. */
  code_tries_max: 5,
  code_tries_window_ms: 10 * 60 * 1000,
  code_users_max: 5_000,
  /** Tickets in the answer to `/ticket list`. */
  list_tickets_max: 20,
  /** Choices of an option. Discord allows 25. */
  choices_max: 25,
  /** Suggestions for an unknown category. */
  named_categories_max: 10,
  /** Suggestions under way at once: for one user, and for all. */
  suggestions_user_max: 5,
  suggestions_max: 100,
  /** Text of a form field. Discord allows 4000. */
  field_chars_max: 4_000,
} as const;
