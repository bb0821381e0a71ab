/** Bounds of one shard's actor. Reaching one is answered, never silent. */
export const shardLimits = {
  /** Messages of the shard that wait behind a roster write. */
  waiting_messages_max: 20_000,
  /** Forms that one session may have before it; the oldest goes when another is shown. */
  forms_per_session_max: 8,
  /** Answers remembered so that a resend is not handled twice. */
  answers_kept_max: 2_000,
  /** Notices under way to one session; the next goes when one was acknowledged. */
  notices_in_flight_max: 20,
} as const;
