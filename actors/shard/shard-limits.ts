import { limits } from '../../protocol/limits.ts';

/** Bounds of one shard's actor. Reaching one gives an answer, never silence. */
export const shardLimits = {
  /** Messages of the shard that wait behind a roster write; one more closes the connection. */
  waiting_messages_max: limits.shard_messages_waiting_max,
  /** Open forms of one session; the oldest is closed when another is shown. */
  forms_per_session_max: 8,
  /** Help requests that the scripts handle at once; half of their capacity is left for answers. */
  helps_at_once_max: 512,
  /** Help requests that wait behind those: one for every session that a shard may have. */
  helps_waiting_max: 50_000,
  /** When a player whom help cannot serve now may try again. */
  help_again_s: 10,
  /** Answers remembered so that a resend is not handled twice. */
  answers_kept_max: 2_000,
  /** Forms of earlier scripts that are remembered, with their sessions and why they were lost. */
  lost_forms_kept_max: 20_000,
  /** Pause before loading failed scripts again. */
  scripts_retry_ms: 5_000,
  /** Notices sent to one session and not acknowledged; each acknowledgement sends the next. */
  notices_in_flight_max: 20,
  /** Notices of an account remembered as shown in some but not all of its sessions. */
  notices_remembered_max: 500,
} as const;
