/** Bounds of taking and keeping files that no operator has to set. */
export const fileLimits = {
  /** Uploads of one account that arrive or are looked at, and of all. */
  account_uploads_max: 4,
  uploads_max: 32,
  /** Uploads of one account that no message names yet, and of all. */
  account_waiting_max: 16,
  waiting_max: 2_000,
  /** For how long an upload waits for its message. */
  upload_life_ms: 4 * 60 * 60 * 1000,
  /** Without a byte, and in all. */
  silence_ms_max: 30_000,
  arrival_ms_max: 10 * 60 * 1000,
  /** Checked each time so much arrived: whether the disk still has room. */
  room_every_bytes: 1024 * 1024,
  /** Left free on the disk for what people write. */
  left_free_bytes: 96 * 1024 * 1024,
  /** How long a file may be worked on before its process is killed. */
  work_ms_max: 20_000,
  /** Memory of that process. */
  work_rss_bytes_max: 768 * 1024 * 1024,
  work_heap_mb_max: 96,
  work_look_ms: 50,
  /** Without work for so long it ends. */
  work_idle_ms: 60_000,
  /** Of a picture as it comes. */
  pixels_max: 40_000_000,
  thumb_width_max: 640,
  thumb_height_max: 480,
  /**
   * What no entry names goes once it is as old, and so often it is looked for. Longer than an upload
   * waits, so that not even another process on the same folder can take it away.
   */
  sweep_grace_ms: 6 * 60 * 60 * 1000,
  sweep_every_ms: 10 * 60 * 1000,
  /** Looked at in one turn of the event loop. */
  sweep_blobs: 64,
} as const;
