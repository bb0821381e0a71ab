import { limits } from '../../protocol/limits.ts';

/** Bounds of one shard's actor. Reaching one is answered, never silent. */
export const shardLimits = {
  /** Messages of the shard that wait behind a roster write; one more closes its connection. */
  waiting_messages_max: limits.shard_messages_waiting_max,
  /** Forms that one session may have before it; the oldest goes when another is shown. */
  forms_per_session_max: 8,
  /** Presses of help that the scripts deal with at once; half of what they take is left for answers. */
  helps_at_once_max: 512,
  /** Presses that wait behind those: a press of every session that a shard may have. */
  helps_waiting_max: 50_000,
  /** When somebody whom help does not serve now may press again. */
  help_again_s: 10,
  /** Answers remembered so that a resend is not handled twice. */
  answers_kept_max: 2_000,
  /** Forms of earlier scripts of which it is remembered before whom they were, and why they went. */
  lost_forms_kept_max: 20_000,
  /** Pause before scripts that did not load are tried again. */
  scripts_retry_ms: 5_000,
  /** Notices under way to one session; the next goes when one was acknowledged. */
  notices_in_flight_max: 20,
  /** Notices of an account remembered as shown in one of its sessions and not yet in all. */
  notices_remembered_max: 500,
} as const;
