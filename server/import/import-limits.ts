/** Bounds of an import. */
export const importLimits = {
  /** One line of the file, and one ticket of the other forms; more is named, and not taken. */
  line_bytes_max: 16 * 1024 * 1024,
  /** A JSON file that is read as a whole. */
  json_bytes_max: 256 * 1024 * 1024,
  /** Lines that the server is given at once. */
  request_lines_max: 256,
  /** Text that it is given at once; one long line may be above that. */
  request_bytes_max: 1024 * 1024,
  /** Tickets whose entries are written at once: between two such groups it is the turn of others. */
  group_tickets_max: 32,
  /** Text of one entry of the log; a longer ticket takes several. */
  entry_text_bytes_max: 128 * 1024,
  id_chars_max: 200,
  source_chars_max: 60,
  /** Of names as they come; what is longer than a name here is cut. */
  name_chars_max: 1_000,
  /** How far a time may lie ahead of the clock here. */
  ahead_ms_max: 60 * 60 * 1000,
} as const;
