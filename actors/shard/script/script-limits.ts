/** What a script may use. Reaching a bound ends the handler that reached it, never the server. */
export interface ScriptLimits {
  /** Lua instructions of one handler, suspensions included; library calls are charged their steps. */
  instructions_max: number;
  /** Time that one handler may be running; waiting for the server does not count. */
  running_ms_max: number;
  /** Length of one string. */
  string_bytes_max: number;
  /** Bytes of all strings that one handler builds, kept or not. */
  built_bytes_max: number;
  /** Heap that Lua values of the whole state may take, garbage not yet collected included. */
  heap_bytes_max: number;
  /** Memory outside that heap, where the bytes of strings live. */
  buffers_bytes_max: number;
  /** Where the thread's own heap ends; far above `heap_bytes_max`, as reaching it kills the thread. */
  thread_heap_mb_max: number;
  /** Slots of one Lua stack: how deep calls go, and how many values one call takes. */
  stack_slots_max: number;
  /** Functions registered with `gump.on`. */
  handlers_max: number;
  /** Handlers that wait for an answer of the server. */
  suspended_max: number;
  /** Commands that one handler asks of the server, and questions. */
  commands_max: number;
  questions_max: number;
  /** Forms that one handler shows to one session. */
  forms_per_session_max: number;
  /** Rows of one page of tickets or players. */
  list_rows_max: number;
  /** Entries of one page of a ticket. */
  thread_entries_max: number;
  /** Length of what `roster.notify` tells. */
  notice_chars_max: number;
  /** Overruns in a row after which a handler is set aside, and for how long. */
  overruns_max: number;
  set_aside_ms: number;
  /** Requests and events given to the thread and not finished. */
  requests_max: number;
  /** Lines that one handler prints. */
  print_lines_max: number;
  print_chars_max: number;
  traceback_chars_max: number;
  /** All script files together. */
  sources_chars_max: number;
  /** From the start of the thread until the scripts have loaded. */
  start_ms_max: number;
  /** The thread is replaced when it has work and says nothing for this long. */
  silence_ms_max: number;
  /** Pause before a thread that died without finishing anything is started again; doubles up to the second. */
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
