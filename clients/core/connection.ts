import { nanoid } from 'nanoid';
import { closes, mayReconnect, type CloseMeaning } from '../../protocol/close.ts';
import { encode, type Frame, type Subprotocol } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type {
  ClientMessage,
  ClientMessageOf,
  ServerMessage,
  ServerMessageOf,
} from '../../protocol/messages.ts';
import { refusals, type RefusalCode } from '../../protocol/refusals.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { Attempt, type AttemptEnd, type AttemptOptions, type HelloAuth } from './attempt.ts';
import { backoff_ms } from './backoff.ts';
import { systemClock, type Clock } from './clock.ts';
import { Listeners } from './listeners.ts';
import { Requests, type RequestOutcome, type Request } from './requests.ts';
import type { WebSocketLike } from './socket.ts';
import {
  closed_here,
  principal_changed,
  principalOf,
  type ConnectionState,
  type Welcome,
} from './state.ts';
import { Watches, type Watch, type WatchHandlers } from './watches.ts';

/**
 * Requests that wait for an answer; what a reconnect sends at once stays below the server's burst.
 */
export const pending_max = 40;
/** After a connection of this length the next pause is short again. */
export const steady_ms = 10_000;

export interface ConnectionOptions {
  /** Returns an opening or open socket. Its binary type is set here. */
  socket(): WebSocketLike | Promise<WebSocketLike>;
  /**
   * Asked before every attempt. Undefined means signed out and ends the connection. A rejection is
   * a failed attempt like any other.
   */
  auth(): Promise<HelloAuth | undefined>;
  /** The subprotocol of `socket`; MessagePack by default. */
  readonly subprotocol?: Subprotocol;
  /** `auth` makes new credentials each time, so a refusal is no reason to stop trying. */
  readonly authIsFresh?: boolean;
  /** Name and version of the program, for the server's log. */
  readonly client?: string;
  /**
   * Runs at every welcome before waiting requests are sent again; a shard announces its live
   * sessions here, by `send`. The connection is live once the returned promise resolves; it must
   * not reject, and need not resolve after that connection is lost.
   */
  greet?(welcome: Welcome): void | Promise<void>;
  readonly pending_max?: number;
  readonly clock?: Clock;
  /** Returns 0 to 1. */
  random?(): number;
}

/** Server messages that belong to no request or watch, and answers to messages of `send`. */
export type LooseMessage = Exclude<
  ServerMessage,
  {
    t:
      | 'welcome'
      | 'got'
      | 'answer'
      | 'state'
      | 'resumed'
      | 'event'
      | 'signal'
      | 'gone'
      | 'pong'
      | 'bye';
  }
>;

/**
 * A connection that reconnects by itself. Requests are sent again with the same id until they are
 * answered, and watches resume where they were cut. It belongs to the principal of its first
 * welcome: if a later welcome names another, it ends and sends nothing.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #attemptOptions: AttemptOptions;
  readonly #clock: Clock;
  readonly #requests: Requests;
  readonly #watches: Watches;
  readonly #stateListeners = new Listeners<ConnectionState>();
  readonly #looseListeners = new Listeners<LooseMessage>();
  #state: ConnectionState = { kind: 'idle' };
  #principal: string | undefined;
  #attempt: Attempt | undefined;
  #attempts = 0;
  #liveSince: number | undefined;
  #cancelWait: () => void = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#attemptOptions = {
      socket: () => options.socket(),
      auth: () => options.auth(),
      subprotocol: options.subprotocol ?? 'shardbell.v1',
      client: options.client,
      clock: this.#clock,
    };
    this.#requests = new Requests(options.pending_max ?? pending_max);
    this.#watches = new Watches(this.#clock, (message) => this.#attempt?.send(message));
  }

  get clock(): Clock {
    return this.#clock;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onState(call: (state: ConnectionState) => void): () => void {
    return this.#stateListeners.add(call);
  }

  onMessage(call: (message: LooseMessage) => void): () => void {
    return this.#looseListeners.add(call);
  }

  /** Only from idle; after its end a new connection is needed. */
  start(): void {
    if (this.#state.kind === 'idle') this.#connect();
  }

  /** The network or the machine is back: connects now, or checks the present connection. */
  wake(): void {
    if (this.#state.kind === 'waiting') this.#connect();
    else this.#attempt?.probe();
  }

  close(): void {
    this.#attempt?.cut();
    this.#ended({ code: closed_here, sentence: '' });
  }

  /** Sends a command. `id` repeats a command that was made before a reload. */
  command(
    command: CommandBody,
    target: Omit<ClientMessageOf<'command'>, 't' | 'id' | 'do'>,
    id: string = nanoid(),
  ): Promise<RequestOutcome> {
    return this.request({ t: 'command', id, ...target, do: command });
  }

  /** Resolves when the request is answered, over any number of connections. Never rejects. */
  request(message: Request): Promise<RequestOutcome> {
    if (this.#state.kind === 'ended') return Promise.resolve({ t: 'ended' });
    let frame: Frame;
    try {
      frame = encode(message, this.#attemptOptions.subprotocol);
    } catch {
      // The frame cannot be encoded, so the caller gets the refusal that the server would send.
      return Promise.resolve(refused(message.id, 'bad_message'));
    }
    const bytes = typeof frame === 'string' ? new TextEncoder().encode(frame).length : frame.length;
    if (bytes > limits.frame_in_bytes_max) {
      // The server would close the connection for good.
      return Promise.resolve(refused(message.id, 'text_too_long'));
    }
    const { added, outcome } = this.#requests.add(message.id, frame);
    if (added && this.#state.kind === 'live') this.#attempt?.sendFrame(frame);
    return outcome;
  }

  /** Sends once, and nothing before the welcome. An answer arrives as a loose message. */
  send(message: Exclude<ClientMessage, { t: 'hello' | 'watch' | 'unwatch' }>): void {
    this.#attempt?.send(message);
  }

  watch(handlers: WatchHandlers): Watch {
    return this.#watches.add(handlers);
  }

  #connect(): void {
    this.#cancelWait();
    this.#attempts += 1;
    this.#become({ kind: 'connecting', attempt: this.#attempts });
    this.#attempt = new Attempt(this.#attemptOptions, {
      greeting: () => this.#become({ kind: 'greeting', attempt: this.#attempts }),
      welcome: (welcome) => this.#welcomed(welcome),
      message: (message) => this.#received(message),
      over: (how) => this.#lost(how),
    });
  }

  #welcomed(welcome: Welcome): void {
    if (!this.#isSamePrincipal(welcome)) return;
    this.#liveSince = this.#clock.now();
    const greeting = this.#options.greet?.(welcome);
    if (greeting === undefined) return this.#greeted(welcome);
    const attempt = this.#attempt;
    void greeting.then(() => {
      if (this.#attempt === attempt) this.#greeted(welcome);
    });
  }

  /** Otherwise it ends: what waits was requested by the principal of the first welcome. */
  #isSamePrincipal(welcome: Welcome): boolean {
    const principal = principalOf(welcome);
    this.#principal ??= principal;
    if (principal === this.#principal) return true;
    this.#attempt?.cut();
    this.#ended({
      code: principal_changed,
      sentence: 'The server knows this connection as somebody else now.',
    });
    return false;
  }

  #greeted(welcome: Welcome): void {
    for (const frame of this.#requests.frames()) this.#attempt?.sendFrame(frame);
    this.#watches.live(welcome.epoch);
    this.#become({ kind: 'live', welcome });
  }

  #received(message: ServerMessage): void {
    switch (message.t) {
      case 'done':
      case 'got':
      case 'answer':
      case 'refused':
        if (!this.#requests.answer(message) && message.t !== 'got' && message.t !== 'answer') {
          this.#looseListeners.tell(message);
        }
        return;
      case 'state':
      case 'resumed':
      case 'event':
      case 'signal':
      case 'gone':
        return this.#watches.take(message);
      case 'welcome':
        if (this.#isSamePrincipal(message)) this.#become({ kind: 'live', welcome: message });
        return;
      case 'pong':
      case 'bye':
        return;
      default:
        // A later server may send messages that the table lacks: listeners check `t`.
        return this.#looseListeners.tell(message);
    }
  }

  #lost(how: AttemptEnd): void {
    this.#watches.lost();
    const now = this.#clock.now();
    if (this.#liveSince !== undefined && now - this.#liveSince >= steady_ms) this.#attempts = 1;
    this.#liveSince = undefined;
    if (how.kind === 'no_credentials') return this.#ended(closes.signed_out);
    const isStale = how.code === closes.credentials_refused.code && this.#options.authIsFresh;
    if (!isStale && !mayReconnect(how.code)) return this.#ended(meaningOf(how.code));
    const random = this.#options.random?.() ?? Math.random();
    const pause_ms = backoff_ms(this.#attempts + 1, random);
    this.#attempt = undefined;
    this.#cancelWait = this.#clock.after(pause_ms, () => this.#connect());
    const { code, sentence = meaningOf(code).sentence, status } = how;
    this.#become({
      kind: 'waiting',
      attempt: this.#attempts + 1,
      until: now + pause_ms,
      code,
      sentence,
      ...(status !== undefined && { status }),
    });
  }

  #ended(why: CloseMeaning): void {
    if (this.#state.kind === 'ended') return;
    this.#cancelWait();
    this.#watches.lost();
    this.#attempt = undefined;
    this.#become({ kind: 'ended', code: why.code, sentence: why.sentence });
    this.#requests.end();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#stateListeners.tell(state);
  }
}

function refused(id: string, code: RefusalCode): ServerMessageOf<'refused'> {
  return { t: 'refused', id, code, ...refusals[code] };
}

function meaningOf(code: number): CloseMeaning {
  if (code === 1006) return { code, sentence: 'The connection was lost.' };
  const known = Object.values(closes).find((meaning) => meaning.code === code);
  return known ?? { code, sentence: `The server closed the connection with code ${code}.` };
}
