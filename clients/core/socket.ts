/**
 * The parts of a WebSocket that a connection uses: those of browsers and of the `ws` package both
 * fit. The listeners take `never` because the two pass event types of their own.
 */
export interface WebSocketLike {
  binaryType: string;
  /** 1 when it is open already. */
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

export const socket_open = 1;
