import { decodeTrusted, encode, type Frame, type Subprotocol } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessage, ClientMessageOf, ServerMessage } from '../../protocol/messages.ts';
import type { Clock } from './clock.ts';
import { socket_open, type WebSocketLike } from './socket.ts';
import type { Welcome } from './state.ts';

export type HelloAuth = ClientMessageOf<'hello'>['auth'];

/** From the start of an attempt, credentials included, to `welcome`. */
export const attempt_ms_max = 10_000;
/** Time for an answer when the connection is in doubt, for example after the machine woke up. */
export const probe_ms_max = 2_500;

export interface AttemptOptions {
  socket(): WebSocketLike | Promise<WebSocketLike>;
  auth(): Promise<HelloAuth | undefined>;
  readonly subprotocol: Subprotocol;
  readonly client: string | undefined;
  readonly clock: Clock;
}

export interface AttemptListener {
  greeting(): void;
  /** The first `welcome`; later ones come as messages. */
  welcome(welcome: Welcome): void;
  message(message: ServerMessage): void;
  /** Called at most once, as the last call; not if the owner called `cut`. */
  over(how: AttemptEnd): void;
}

export type AttemptEnd =
  | { readonly kind: 'no_credentials' }
  /** With the server's close code; 1006 if the connection just broke. */
  | ({ readonly kind: 'closed'; readonly code: number } & Trouble);

/** Why a socket ended, as far as known: in words, and the HTTP status that came instead. */
interface Trouble {
  readonly sentence?: string;
  readonly status?: number;
}

const silent = 'The server fell silent.';

type Phase = 'opening' | 'greeting' | 'live' | 'over';

/** One socket from credentials to close, with its heartbeat. It does not reconnect. */
export class Attempt {
  readonly #options: AttemptOptions;
  readonly #listener: AttemptListener;
  #phase: Phase = 'opening';
  #socket: WebSocketLike | undefined;
  #cancelTimer: () => void;
  #cancelProbe: () => void = () => {};
  #heard: number;
  /** When the oldest unanswered ping was sent. */
  #asked: number | undefined;
  #bye: { readonly code: number; readonly sentence: string } | undefined;
  #trouble: Trouble = {};

  constructor(options: AttemptOptions, listener: AttemptListener) {
    this.#options = options;
    this.#listener = listener;
    this.#heard = options.clock.now();
    this.#cancelTimer = options.clock.after(attempt_ms_max, () =>
      this.#broken('The server did not answer in time.'),
    );
    void this.#open();
  }

  send(message: ClientMessage): void {
    this.sendFrame(encode(message, this.#options.subprotocol));
  }

  /** Drops frames before the welcome and after the close. */
  sendFrame(frame: Frame): void {
    if (this.#phase === 'live') this.#put(frame);
  }

  /** Sends a ping, and ends the attempt if nothing comes back. */
  probe(): void {
    if (this.#phase !== 'live') return;
    const asked = this.#options.clock.now();
    this.#ping();
    this.#cancelProbe();
    this.#cancelProbe = this.#options.clock.after(probe_ms_max, () => {
      if (this.#heard < asked) this.#broken(silent);
    });
  }

  /** Closes without telling the listener. */
  cut(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#cancelTimer();
    this.#cancelProbe();
    const socket = this.#socket;
    if (socket === undefined) return;
    // A browser can take a minute to report a dead connection; its events no longer matter.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  async #open(): Promise<void> {
    try {
      const auth = await this.#options.auth();
      if (this.#phase === 'over') return;
      if (auth === undefined) return this.#end({ kind: 'no_credentials' });
      const socket = await this.#options.socket();
      // A close follows each error. Without a listener the ws package throws, even for a socket
      // that is closed before it opened.
      socket.onerror = (event: { readonly message?: string; readonly error?: unknown }) =>
        this.#failed(event);
      if (this.#isOver()) return socket.close(1000);
      this.#attach(socket, auth);
    } catch (error) {
      this.#broken(wordsOf(error));
    }
  }

  /** Browsers give no reason. The first reason counts: later ones are consequences. */
  #failed({ message, error }: { readonly message?: string; readonly error?: unknown }): void {
    if (this.#trouble.sentence !== undefined || !message) return;
    const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined;
    this.#trouble = { sentence: message, ...(status !== undefined && { status }) };
  }

  /** A method, because the compiler does not see that the phase changes across an await. */
  #isOver(): boolean {
    return this.#phase === 'over';
  }

  #attach(socket: WebSocketLike, auth: HelloAuth): void {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = (event: { readonly data: unknown }) => this.#receive(event.data);
    socket.onclose = (event: { readonly code: number }) =>
      this.#end({ kind: 'closed', code: event.code, ...this.#trouble, ...this.#bye });
    if (socket.readyState === socket_open) this.#greet(auth);
    else socket.onopen = () => this.#greet(auth);
  }

  #greet(auth: HelloAuth): void {
    const { client, subprotocol } = this.#options;
    const hello = { t: 'hello', v: limits.protocol_version, auth } as const;
    this.#phase = 'greeting';
    this.#put(encode(client === undefined ? hello : { ...hello, client }, subprotocol));
    this.#listener.greeting();
  }

  #put(frame: Frame): void {
    // Encoders use ordinary memory; the type would allow shared memory.
    this.#socket?.send(frame as string | Uint8Array<ArrayBuffer>);
  }

  #receive(data: unknown): void {
    if (this.#phase === 'over') return;
    let message: ServerMessage;
    try {
      message = decodeTrusted(
        typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer),
      );
    } catch {
      return this.#broken('The server sent a frame that cannot be read.');
    }
    this.#heard = this.#options.clock.now();
    this.#asked = undefined;
    if (message.t === 'bye') this.#bye = { code: message.code, sentence: message.sentence };
    else if (message.t === 'welcome' && this.#phase === 'greeting') {
      this.#phase = 'live';
      this.#beat(message.heartbeat_ms);
      this.#listener.welcome(message);
    } else if (message.t !== 'pong') this.#listener.message(message);
  }

  #beat(heartbeat_ms: number): void {
    const { clock } = this.#options;
    const answer_ms_max = limits.silence_ms_max - heartbeat_ms;
    const given_up_at = this.#asked === undefined ? Infinity : this.#asked + answer_ms_max;
    const pause_ms = Math.max(0, Math.min(heartbeat_ms, given_up_at - clock.now()));
    const [began, began_wall] = [clock.now(), clock.wallTime()];
    this.#cancelTimer();
    this.#cancelTimer = clock.after(pause_ms, () => {
      const now = clock.now();
      // The monotonic clock may stand still while the machine sleeps.
      const slept_ms = clock.wallTime() - began_wall - (now - began);
      if (this.#asked !== undefined && now - this.#asked >= answer_ms_max)
        return this.#broken(silent);
      // Silent although no ping was sent: the machine slept, or the browser throttles a hidden tab.
      if (now - this.#heard + Math.max(0, slept_ms) >= limits.silence_ms_max) this.probe();
      else this.#ping();
      this.#beat(heartbeat_ms);
    });
  }

  #ping(): void {
    this.#asked ??= this.#options.clock.now();
    this.send({ t: 'ping' });
  }

  #broken(sentence: string): void {
    this.#end({ kind: 'closed', code: 1006, sentence });
  }

  #end(how: AttemptEnd): void {
    if (this.#phase === 'over') return;
    this.cut();
    this.#listener.over(how);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
