import type { Subprotocol } from '../../../protocol/codec.ts';
import type {
  ClientMessageOf,
  ServerMessage,
  ServerMessageOf,
} from '../../../protocol/messages.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import type { Caller } from '../../../actors/ticket/service.ts';
import { prepare } from '../connection/frame.ts';
import type { Due, Outbox } from '../connection/outbox.ts';
import { SmallSet } from './small-set.ts';

export type Happened = ServerMessageOf<'event'>['is'];
export type Signal = ServerMessageOf<'signal'>['is'];

/** A connection, as seen by what it watches. */
export interface Subscriber {
  readonly caller: Caller;
  readonly subprotocol: Subprotocol;
  readonly outbox: Outbox;
  /** Checks at once whether its watches of this topic may go on. */
  recheck(topic: Topic): void;
  /** Sends its watches of this topic a fresh state. */
  renew(topic: Topic): void;
  /** A signal was left out because this connection is behind: it gets the present one later. */
  missed(topic: Topic): void;
}

/** Whether a watch may go on, by the present rights. */
export type WatchAccess =
  | { readonly kind: 'stays' }
  /** It may, but sees other things than before. */
  | { readonly kind: 'renew' }
  | { readonly kind: 'gone'; readonly refusal: Refusal };

/** What a topic stands for. */
export interface Subject {
  /**
   * The request that asks for it again, where that is the same for all watches: they share this
   * object.
   */
  readonly what?: ClientMessageOf<'watch'>['what'];
  access(caller: Caller): WatchAccess;
  /** The signal that tells the present state; without one, a fresh state is sent. */
  signal?(): Signal;
  left?(subscriber: Subscriber): void;
  /** Called when its last subscriber has left. */
  deserted(): void;
}

/** One watched thing as one audience sees it, and who watches it. */
export class Topic {
  /** Names the topic in its events. */
  readonly number: number;
  readonly subject: Subject;
  readonly #subscribers = new SmallSet<Subscriber>();

  constructor(number: number, subject: Subject) {
    this.number = number;
    this.subject = subject;
  }

  get isWatched(): boolean {
    return this.#subscribers.size > 0;
  }

  join(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  leave(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return;
    this.subject.left?.(subscriber);
    if (!this.isWatched) this.subject.deserted();
  }

  /** Encodes once for each subprotocol in use and puts the same bytes into every outbox. */
  publish(is: Happened, due: Due = 'now'): void {
    const frame = preparedOnce({ t: 'event', topic: this.number, is });
    for (const { outbox, subprotocol } of this.#subscribers.values())
      outbox.push(frame(subprotocol), due);
  }

  /** The same for a signal, which is not queued for a connection that is behind. */
  signal(is: Signal): void {
    const frame = preparedOnce({ t: 'signal', topic: this.number, is });
    for (const subscriber of this.#subscribers.values()) {
      const { outbox, subprotocol } = subscriber;
      if (outbox.isBehind) subscriber.missed(this);
      else outbox.push(frame(subprotocol));
    }
  }

  recheck(): void {
    for (const subscriber of [...this.#subscribers.values()]) subscriber.recheck(this);
  }

  renew(): void {
    for (const subscriber of [...this.#subscribers.values()]) subscriber.renew(this);
  }
}

function preparedOnce(message: ServerMessage): (as: Subprotocol) => Buffer {
  let binary: Buffer | undefined;
  let text: Buffer | undefined;
  return (as) => {
    switch (as) {
      case 'shardbell.v1':
        return (binary ??= prepare(message, as));
      case 'shardbell.v1.json':
        return (text ??= prepare(message, as));
    }
  };
}

/** Makes the topics of a server. No number is given twice. */
export class Hub {
  #last = 0;

  topic(subject: Subject): Topic {
    this.#last += 1;
    return new Topic(this.#last, subject);
  }
}
