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

/** A connection, as the things that it watches know it. */
export interface Subscriber {
  readonly caller: Caller;
  readonly subprotocol: Subprotocol;
  readonly outbox: Outbox;
  /** Looks at once whether its watches of this topic may go on. */
  recheck(topic: Topic): void;
  /** Its watches of this topic get their state anew. */
  renew(topic: Topic): void;
  /** A signal of this topic is not for a connection that is behind: it asks for one later. */
  missed(topic: Topic): void;
}

/** Whether a watch may go on, by the rights of now. */
export type WatchAccess =
  | { readonly kind: 'stays' }
  /** It may, but sees something else than before. */
  | { readonly kind: 'renew' }
  | { readonly kind: 'gone'; readonly refusal: Refusal };

/** What a topic stands for. */
export interface Subject {
  /** What is asked for to see it anew, where that is the same for all: they keep it instead of their own. */
  readonly what?: ClientMessageOf<'watch'>['what'];
  access(caller: Caller): WatchAccess;
  /** The signal that tells all as it is now; without one, the state tells it. */
  signal?(): Signal;
  left?(subscriber: Subscriber): void;
  /** Called when its last subscriber has left. */
  deserted(): void;
}

/** One watched thing as one audience sees it, and who watches it. */
export class Topic {
  /** Stands for the thing in its events. */
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

  /** The same, but nothing waits for a connection that is behind. */
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

/** Gives the topics of a server their numbers; a number is never given twice. */
export class Hub {
  #last = 0;

  topic(subject: Subject): Topic {
    this.#last += 1;
    return new Topic(this.#last, subject);
  }
}
