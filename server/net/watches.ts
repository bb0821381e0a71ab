import type { Caller } from '../../actors/ticket/desk.ts';
import type { Subprotocol } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessageOf, ServerMessage } from '../../protocol/messages.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Subscriber, Topic } from './hub.ts';
import type { Outbox } from './outbox.ts';
import type { Reads } from './reads.ts';
import { sentenceOf } from './refused.ts';
import type { Session } from './session.ts';

export type What = ClientMessageOf<'watch'>['what'];

/** `waiting`: its state is to come. `live`: it was sent, and what happens follows. */
type Place =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'live'; readonly topic: Topic }
  | { readonly kind: 'ended' };

const waiting: Place = { kind: 'waiting' };

/** One watch of one connection, as the source of its state knows it. */
export interface Opening {
  readonly w: number;
  readonly what: What;
  readonly caller: Caller;
  /** False once the client has ended it. */
  readonly isWanted: boolean;
  /** Joins and sends in one step, so that nothing falls between the state and what follows it. */
  enter(topic: Topic, messages: readonly ServerMessage[]): void;
  refuse(refusal: Refusal): void;
}

export interface WatchesParts {
  readonly session: Session;
  readonly caller: Caller;
  readonly reads: Reads;
  /** Finds the state of what is watched and lets the watch enter, or refuses it. */
  open(opening: Opening): Promise<void> | void;
}

/** All that one connection watches. */
export class Watches implements Subscriber {
  readonly subprotocol: Subprotocol;
  readonly outbox: Outbox;
  readonly #parts: WatchesParts;
  readonly #watches = new Map<number, Watch>();

  constructor(parts: WatchesParts) {
    this.subprotocol = parts.session.subprotocol;
    this.outbox = parts.session.outbox;
    this.#parts = parts;
  }

  get caller(): Caller {
    return this.#parts.caller;
  }

  /** A number that is in use now stands for the new thing. */
  watch({ w, what }: ClientMessageOf<'watch'>): void {
    this.unwatch(w);
    if (this.#watches.size >= limits.watches_max) this.#tellGone(w, refuse('watches_full'));
    else this.#begin(w, what);
  }

  unwatch(w: number): void {
    const watch = this.#watches.get(w);
    if (watch !== undefined) this.#end(watch);
  }

  recheck(topic: Topic): void {
    for (const watch of this.#of(topic)) this.#recheck(watch, topic);
  }

  recheckAll(): void {
    for (const watch of [...this.#watches.values()]) {
      if (watch.place.kind === 'live') this.#recheck(watch, watch.place.topic);
    }
  }

  renew(topic: Topic): void {
    for (const watch of this.#of(topic)) this.#renew(watch);
  }

  close(): void {
    for (const watch of [...this.#watches.values()]) this.#end(watch);
  }

  /** Called by the watch itself. */
  enter(watch: Watch, topic: Topic, messages: readonly ServerMessage[]): void {
    watch.place = { kind: 'live', topic };
    topic.join(this);
    for (const message of messages) this.#parts.session.send(message);
  }

  /** Called by the watch itself. */
  refuse(watch: Watch, refusal: Refusal): void {
    this.#end(watch);
    this.#tellGone(watch.w, refusal);
  }

  #begin(w: number, what: What): void {
    const watch = new Watch(this, w, what);
    this.#watches.set(w, watch);
    this.#open(watch);
  }

  #open(watch: Watch): void {
    const { reads, open } = this.#parts;
    const taken = reads.add(() => (watch.isWanted ? open(watch) : undefined));
    if (!taken) this.refuse(watch, refuse('busy'));
  }

  #recheck(watch: Watch, topic: Topic): void {
    const standing = topic.subject.standing(this.caller);
    switch (standing.kind) {
      case 'stays':
        return;
      case 'renew':
        this.#renew(watch);
        return;
      case 'gone':
        this.refuse(watch, standing.refusal);
        return;
    }
  }

  #renew(watch: Watch): void {
    this.#end(watch);
    const { what } = watch;
    // A cursor from before says nothing any more.
    this.#begin(
      watch.w,
      what.on === 'ticket' ? { on: 'ticket', ticket: what.ticket, as: what.as } : what,
    );
  }

  #end(watch: Watch): void {
    const { place } = watch;
    watch.place = { kind: 'ended' };
    this.#watches.delete(watch.w);
    // Two watches of one thing share what happens to it.
    if (place.kind === 'live' && this.#of(place.topic).length === 0) place.topic.leave(this);
  }

  #of(topic: Topic): Watch[] {
    return [...this.#watches.values()].filter(
      ({ place }) => place.kind === 'live' && place.topic === topic,
    );
  }

  #tellGone(w: number, refusal: Refusal): void {
    this.#parts.session.send({ t: 'gone', w, code: refusal.code, sentence: sentenceOf(refusal) });
  }
}

class Watch implements Opening {
  readonly w: number;
  readonly what: What;
  place: Place = waiting;
  readonly #watches: Watches;

  constructor(watches: Watches, w: number, what: What) {
    this.w = w;
    this.what = what;
    this.#watches = watches;
  }

  get caller(): Caller {
    return this.#watches.caller;
  }

  get isWanted(): boolean {
    return this.place.kind === 'waiting';
  }

  enter(topic: Topic, messages: readonly ServerMessage[]): void {
    if (this.isWanted) this.#watches.enter(this, topic, messages);
  }

  refuse(refusal: Refusal): void {
    if (this.isWanted) this.#watches.refuse(this, refusal);
  }
}
