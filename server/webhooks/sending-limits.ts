/** Bounds of what is sent to webhooks. */
export const sendingLimits = {
  /** From looking up the name to the end of the answer. */
  answer_ms_max: 10_000,
  /** Of an answer, beyond which it is not read. Delivered is what has a good status. */
  answer_bytes_max: 64 * 1024,
  answer_head_bytes_max: 8 * 1024,
  /** Addresses of one name that are looked at. */
  name_addresses_max: 32,
  /** Deliveries to one webhook at a time, each of another ticket; one while the last one failed. */
  parallel_max: 4,
  /** Tests at a time. */
  tests_max: 4,
  /** After a failure, doubled with each further one. */
  retry_ms: 1_000,
  retry_ms_max: 10 * 60 * 1000,
  /** What is ended with one write, without being sent. */
  ended_at_once_max: 200,
  /** What was begun may end for so long when the server stops. */
  stop_ms_max: 2_000,
} as const;
export type SendingLimits = { readonly [Name in keyof typeof sendingLimits]: number };
