/** Bounds of the sockets that no client needs to know. */
export const netLimits = {
  /** Open connections, where the settings say nothing else. */
  connections_max: 10_000,
  /** Connections of one account that is not staff, where the settings say nothing else. */
  connections_per_account_max: 10,
  /** The last slots, for shards and staff: a tenth of all, and no more than this. */
  reserved_connections_max: 100,
  /** Further connections that are accepted only to be told why they are closed. */
  turned_away_max: 100,
  /** Connections of one network that have not said hello yet. */
  unheard_per_network_max: 500,
  /** And of all networks. */
  unheard_max: 2_000,
  /** Frames behind a hello that is not answered yet. */
  early_frames_max: 64,
  /** Fragments of one frame. */
  fragments_max: 16,
  /** Chunks of one frame; one that arrives byte by byte ends here. */
  chunks_max: 4_096,
  /** Frames joined for one write; what waits beyond it stays shared between the connections. */
  write_bytes_max: 64 * 1024,
  /** How long frames wait for those of a turn that follows, to share a write with them. */
  linger_ms: 2,
  /**
   * From the first change of the queue until its watchers are told, together with what follows
   * meanwhile.
   */
  list_gather_ms: 50,
  /** Watches and pages of history that wait for their turn on one connection. */
  reads_max: 64,
  /** How often connections are looked over for those that are late or silent. */
  sweep_ms: 1_000,
  /** Silence after which the server sends a ping at each sweep, before it closes the connection. */
  ping_after_ms: 14_000,
  /** From the close frame until the socket is cut. */
  close_wait_ms: 5_000,
  /** From the farewell of a stopping server until the sockets left are cut. */
  stop_wait_ms: 5_000,
  /** Accounts and shards whose pace is remembered. */
  paced_max: 20_000,
  /** Networks whose failed hellos are remembered. */
  networks_max: 10_000,
  /** Hellos with wrong credentials from one network, refilled evenly over time. */
  failed_hellos_per_second: 0.2,
  failed_hellos_burst: 20,
} as const;
