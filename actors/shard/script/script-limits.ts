/** What a script may use. Exceeding a bound ends the handler, never the server. */
export interface ScriptLimits {
  /**
   * Lua instructions of one handler over all its suspensions; library calls are charged for their
   * steps.
   */
  instructions_max: number;
  /** Running time of one handler; waiting for the server does not count. */
  running_ms_max: number;
  /** Length of one string. */
  string_bytes_max: number;
  /** Bytes of all strings that one handler builds, kept or not. */
  built_bytes_max: number;
  /** Heap for the Lua values of the whole state, uncollected garbage included. */
  heap_bytes_max: number;
  /** Memory outside that heap, which holds the bytes of strings. */
  buffers_bytes_max: number;
  /**
   * Limit of the thread's own heap; far above `heap_bytes_max`, since reaching it kills the thread.
   */
  thread_heap_mb_max: number;
  /** Slots of one Lua stack: the depth of calls and the number of values in one call. */
  stack_slots_max: number;
  /** Functions registered with `gump.on`. */
  handlers_max: number;
  /** Handlers that wait for an answer of the server. */
  suspended_max: number;
  /** Commands and questions that one handler sends to the server. */
  commands_max: number;
  questions_max: number;
  /** Forms that one handler shows to one session. */
  forms_per_session_max: number;
  /** Rows of one page of tickets or players. */
  list_rows_max: number;
  /** Entries of one page of a ticket. */
  thread_entries_max: number;
  /** Length of the line that `roster.notify` sends. */
  notice_chars_max: number;
  /** Overruns in a row after which a handler is set aside, and for how long. */
  overruns_max: number;
  set_aside_ms: number;
  /** Requests and events sent to the thread and not finished. */
  requests_max: number;
  /** Lines that one handler prints. */
  print_lines_max: number;
  print_chars_max: number;
  traceback_chars_max: number;
  /** Total length of all script files. */
  sources_chars_max: number;
  /** From the start of the thread until the scripts have loaded. */
  start_ms_max: number;
  /** The thread is replaced if it has work and reports nothing for this long. */
  silence_ms_max: number;
  /**
   * Pause before a thread that ended without handling anything is restarted; doubled up to the
   * second.
   */
  restart_ms_min: number;
  restart_ms_max: number;
}

export const scriptLimits: Readonly<ScriptLimits> = {
  instructions_max: 500_000,
  running_ms_max: 2_000,
  string_bytes_max: 1024 * 1024,
  built_bytes_max: 32 * 1024 * 1024,
  heap_bytes_max: 96 * 1024 * 1024,
  buffers_bytes_max: 128 * 1024 * 1024,
  thread_heap_mb_max: 320,
  stack_slots_max: 20_000,
  handlers_max: 4_096,
  suspended_max: 256,
  commands_max: 32,
  questions_max: 64,
  forms_per_session_max: 8,
  list_rows_max: 50,
  thread_entries_max: 50,
  notice_chars_max: 2_000,
  overruns_max: 10,
  set_aside_ms: 10 * 60 * 1000,
  requests_max: 1_024,
  print_lines_max: 50,
  print_chars_max: 2_000,
  traceback_chars_max: 4_000,
  sources_chars_max: 4 * 1024 * 1024,
  start_ms_max: 20_000,
  silence_ms_max: 10_000,
  restart_ms_min: 250,
  restart_ms_max: 30_000,
};
