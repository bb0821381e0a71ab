/**
 * The outgoing half of one connection, as everything above it knows it. What comes in is given to
 * the session. Tests have a wire of their own.
 */
export interface Wire {
  /** Bytes given to `write` that the other end has not taken. */
  readonly buffered_bytes: number;
  /** Writes whole frames. False asks to wait for `Session.drained` before more is written. */
  write(bytes: Uint8Array): boolean;
  /** Sends a WebSocket ping, which a client answers without its program. */
  ping(): void;
  /** Starts the closing handshake; nothing may be written after it. */
  close(code: number, reason: string): void;
  /** Cuts the connection at once. */
  cut(): void;
}
