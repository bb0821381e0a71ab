import type { Caller } from '../../actors/ticket/desk.ts';
import type { Subprotocol } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClientMessageOf, ServerMessage } from '../../protocol/messages.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { Audience } from '../../protocol/ticket.ts';
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
const ended: Place = { kind: 'ended' };
const none: readonly Watch[] = [];
const nothing: readonly Topic[] = [];

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

/** Finds the state of what is watched and lets the watch enter, or refuses it. */
export type Open = (opening: Opening) => Promise<void> | void;

/** All that one connection watches. */
export class Watches implements Subscriber {
  readonly caller: Caller;
  readonly subprotocol: Subprotocol;
  readonly outbox: Outbox;
  readonly #session: Session;
  readonly #reads: Reads;
  readonly #open: Open;
  /** At most `watches_max`, most often one or none: replaced rather than changed, to stay small. */
  #watches: readonly Watch[] = none;
  #missed = nothing;

  constructor(session: Session, caller: Caller, reads: Reads, open: Open) {
    this.caller = caller;
    this.subprotocol = session.subprotocol;
    this.outbox = session.outbox;
    this.#session = session;
    this.#reads = reads;
    this.#open = open;
  }

  /** A number that is in use now stands for the new thing. */
  watch({ w, what }: ClientMessageOf<'watch'>): void {
    this.unwatch(w);
    if (this.#watches.length >= limits.watches_max) this.#tellGone(w, refuse('watches_full'));
    else this.#begin(w, what);
  }

  unwatch(w: number): void {
    const watch = this.#watches.find((one) => one.w === w);
    if (watch !== undefined) this.#end(watch);
  }

  recheck(topic: Topic): void {
    for (const watch of this.#of(topic)) this.#recheck(watch, topic);
  }

  recheckAll(): void {
    for (const watch of this.#watches) {
      if (watch.place.kind === 'live') this.#recheck(watch, watch.place.topic);
    }
  }

  renew(topic: Topic): void {
    for (const watch of this.#of(topic)) this.#renew(watch);
  }

  missed(topic: Topic): void {
    if (!this.#missed.includes(topic)) this.#missed = [...this.#missed, topic];
  }

  /** Nothing waits any more: what was missed meanwhile is told as it is now. */
  caughtUp(): void {
    const missed = this.#missed;
    this.#missed = nothing;
    for (const topic of missed) {
      if (this.#of(topic).length === 0) continue;
      const is = topic.subject.signal?.();
      if (is === undefined) this.renew(topic);
      else this.#session.send({ t: 'signal', topic: topic.number, is });
    }
  }

  /** Whether it was told the state of this ticket as this audience, and is told what happens. */
  isAt(ticket: string, as: Audience): boolean {
    return this.#watches.some(
      ({ place, what }) =>
        place.kind === 'live' && what.on === 'ticket' && what.ticket === ticket && what.as === as,
    );
  }

  close(): void {
    for (const watch of this.#watches) this.#end(watch);
  }

  /** Called by the watch itself. */
  enter(watch: Watch, topic: Topic, messages: readonly ServerMessage[]): void {
    watch.place = { kind: 'live', topic };
    topic.join(this);
    for (const message of messages) this.#session.send(message);
  }

  /** Called by the watch itself. */
  refuse(watch: Watch, refusal: Refusal): void {
    this.#end(watch);
    this.#tellGone(watch.w, refusal);
  }

  #begin(w: number, what: What): void {
    const watch = new Watch(this, w, what);
    this.#watches = [...this.#watches, watch];
    this.#await(watch);
  }

  /** Its state is found when its turn has come. */
  #await(watch: Watch): void {
    const taken = this.#reads.add(() => (watch.isWanted ? this.#open(watch) : undefined));
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
    watch.place = ended;
    this.#watches = this.#watches.filter((one) => one !== watch);
    // Two watches of one thing share what happens to it.
    if (place.kind === 'live' && this.#of(place.topic).length === 0) place.topic.leave(this);
  }

  #of(topic: Topic): Watch[] {
    return this.#watches.filter(({ place }) => place.kind === 'live' && place.topic === topic);
  }

  #tellGone(w: number, refusal: Refusal): void {
    this.#session.send({ t: 'gone', w, code: refusal.code, sentence: sentenceOf(refusal) });
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
