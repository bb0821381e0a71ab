import type { ClientMessageOf, ServerMessageOf } from '../../protocol/messages.ts';
import { refusals, type RefusalCode } from '../../protocol/refusals.ts';
import type { Clock } from './clock.ts';
import type { Signal } from './replica-beside.ts';

export type WatchWhat = ClientMessageOf<'watch'>['what'];
export type WatchState = ServerMessageOf<'state'>['is'];
export type WatchEvent = ServerMessageOf<'event'>['is'];
type WatchMessage = ServerMessageOf<'state' | 'resumed' | 'event' | 'signal' | 'gone'>;

export interface WatchHandlers {
  /** Asked each time the watch is sent, so that it contains the present cursor. */
  what(): WatchWhat;
  /** Replaces what is held. A later resume names this epoch. */
  state(is: WatchState, epoch: string): void;
  resumed(message: ServerMessageOf<'resumed'>, epoch: string): void;
  event(is: WatchEvent): void;
  /** Who is present; only for some kinds of watches. */
  signal?(is: Signal): void;
  /** Refused for a temporary reason; asked again automatically. */
  refused?(code: string, sentence: string): void;
  /** The watch has ended. */
  gone(code: string, sentence: string): void;
}

export interface Watch {
  /** Sends the watch again with the present `what`; answers to the former one are ignored. */
  again(): void;
  /**
   * Sends the present `what` under the same number: until its state arrives, events of the former
   * one are delivered.
   */
  move(): void;
  stop(): void;
}

interface Asked {
  w: number;
  topic: number | undefined;
  retry: (() => void) | undefined;
  readonly handlers: WatchHandlers;
}

/** After a refusal that may be temporary. */
export const rewatch_ms = 2_000;

/** Watches that survive reconnects. */
export class Watches {
  readonly #asked = new Map<number, Asked>();
  readonly #clock: Clock;
  readonly #send: (message: ClientMessageOf<'watch' | 'unwatch'>) => void;
  #epoch: string | undefined;
  #last = 0;

  constructor(clock: Clock, send: (message: ClientMessageOf<'watch' | 'unwatch'>) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  add(handlers: WatchHandlers): Watch {
    const asked: Asked = { w: 0, topic: undefined, retry: undefined, handlers };
    this.#ask(asked);
    return {
      again: () => {
        if (this.#asked.get(asked.w) !== asked) return;
        this.#drop(asked);
        this.#ask(asked);
      },
      move: () => {
        if (this.#asked.get(asked.w) === asked) this.#tell(asked);
      },
      stop: () => {
        if (this.#asked.get(asked.w) === asked) this.#drop(asked);
      },
    };
  }

  /** A new socket is live: sends all watches. */
  live(epoch: string): void {
    this.#epoch = epoch;
    // Numbers belong to a connection, so counting starts again and never reaches its bound.
    const all = [...this.#asked.values()];
    this.#asked.clear();
    this.#last = 0;
    for (const asked of all) this.#ask(asked);
  }

  lost(): void {
    this.#epoch = undefined;
    for (const asked of this.#asked.values()) cancelRetry(asked);
  }

  take(message: WatchMessage): void {
    if (this.#epoch === undefined) return;
    if (message.t === 'event' || message.t === 'signal') {
      for (const { topic, handlers } of [...this.#asked.values()]) {
        if (topic !== message.topic) continue;
        if (message.t === 'event') handlers.event(message.is);
        else handlers.signal?.(message.is);
      }
      return;
    }
    const asked = this.#asked.get(message.w);
    if (asked === undefined) return;
    switch (message.t) {
      case 'state':
        asked.topic = message.topic;
        asked.handlers.state(message.is, this.#epoch);
        break;
      case 'resumed':
        asked.topic = message.topic;
        asked.handlers.resumed(message, this.#epoch);
        break;
      case 'gone':
        this.#gone(asked, message.code, message.sentence);
        break;
    }
  }

  #ask(asked: Asked): void {
    asked.w = ++this.#last;
    asked.topic = undefined;
    this.#asked.set(asked.w, asked);
    this.#tell(asked);
  }

  #tell(asked: Asked): void {
    cancelRetry(asked);
    if (this.#epoch === undefined) return;
    this.#send({ t: 'watch', w: asked.w, what: asked.handlers.what() });
  }

  #drop(asked: Asked): void {
    cancelRetry(asked);
    this.#asked.delete(asked.w);
    if (this.#epoch !== undefined) this.#send({ t: 'unwatch', w: asked.w });
  }

  #gone(asked: Asked, code: string, sentence: string): void {
    if (refusals[code as RefusalCode]?.retry) {
      asked.topic = undefined;
      asked.retry = this.#clock.after(rewatch_ms, () => {
        this.#asked.delete(asked.w);
        this.#ask(asked);
      });
      asked.handlers.refused?.(code, sentence);
      return;
    }
    this.#asked.delete(asked.w);
    asked.handlers.gone(code, sentence);
  }
}

function cancelRetry(asked: Asked): void {
  asked.retry?.();
  asked.retry = undefined;
}
