/** Bounds of what comes from Discord, unit last. */
export const inboundLimits = {
  /** Waiting in one channel; one more, and the channel is read instead. */
  waiting_max: 200,
  /** Messages that are read at once. Discord allows 100. */
  page_messages_max: 100,
  /** Of those that were taken in, so many are looked at again for edits and deletions after a pause. */
  look_back_max: 50,
  /** And so many after that, once nothing newer waits: 50 reads of Discord in one channel. */
  look_far_back_max: 5_000,
  /** Of the message that one answers. */
  answered_chars_max: 100,
  /** Entries in which that of a message is looked for. */
  look_entries_max: 100,
  /**
   * Commands of the last so many milliseconds are certainly known again: an hour less than their
   * receipts are kept.
   */
  receipts_ms: 23 * 60 * 60 * 1000,
  /** Between two looks into a channel that the bot does not see; each counts as a refusal. */
  hidden_every_ms: 5 * 60 * 1000,
  /** After a message that could not be taken in just now. */
  retry_ms: 2_000,
  /** Words to people about what was not passed on. */
  words_waiting_max: 50,
  words_user_max: 5,
  words_window_ms: 10 * 60 * 1000,
  word_every_ms: 1_500,
  /** Whom a channel does not concern is told so this often. */
  stranger_every_ms: 60 * 60 * 1000,
  words_known_max: 2_000,
  /** Interactions that are carried out at once. */
  interactions_max: 100,
  /** Codes that one user may try. */
  code_tries_max: 5,
  code_tries_window_ms: 10 * 60 * 1000,
  code_users_max: 5_000,
  /** Tickets in one answer. */
  list_tickets_max: 20,
  /** Discord allows so many for an option, and so many characters in a field. */
  choices_max: 25,
  /** Categories in the answer to one that there is not. */
  named_categories_max: 10,
  /** Offers for what is being typed that are under way at once: of one user, and of all. */
  offers_user_max: 5,
  offers_max: 100,
  field_chars_max: 4_000,
} as const;
