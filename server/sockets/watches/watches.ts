import type { Caller } from '../../../actors/ticket/service.ts';
import type { Subprotocol } from '../../../protocol/codec.ts';
import { limits } from '../../../protocol/limits.ts';
import type { ClientMessageOf, ServerMessage } from '../../../protocol/messages.ts';
import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import type { Audience } from '../../../protocol/ticket.ts';
import type { Subscriber, Topic } from './hub.ts';
import type { Outbox } from '../connection/outbox.ts';
import type { Open, Opening, What } from './opening.ts';
import type { Reads } from '../connection/reads.ts';
import { sentenceOf } from '../../../protocol/refused.ts';
import type { Connection } from '../connection/connection.ts';

const none: readonly Watch[] = [];
const nothing: readonly Topic[] = [];

/** All watches of one connection. */
export class Watches implements Subscriber {
  readonly caller: Caller;
  readonly subprotocol: Subprotocol;
  readonly outbox: Outbox;
  readonly #connection: Connection;
  readonly #reads: Reads;
  readonly #open: Open;
  /**
   * At most `watches_max`, mostly one or none. The array is replaced, not changed, to stay small.
   */
  #watches: readonly Watch[] = none;
  #missed = nothing;

  constructor(connection: Connection, caller: Caller, reads: Reads, open: Open) {
    this.caller = caller;
    this.subprotocol = connection.subprotocol;
    this.outbox = connection.outbox;
    this.#connection = connection;
    this.#reads = reads;
    this.#open = open;
  }

  /**
   * A number in use is taken over. Its former watch goes on until the new state arrives: a client
   * that moves a window misses nothing meanwhile, and the list below both windows is not built
   * again.
   */
  watch({ w, what }: ClientMessageOf<'watch'>): void {
    const present = this.#find(w);
    if (present === undefined && this.#watches.length >= limits.watches_max) {
      return this.#tellGone(w, refuse('watches_full'));
    }
    const before = present?.topic;
    if (present !== undefined) this.#forget(present);
    this.#begin(w, what, before);
  }

  unwatch(w: number): void {
    const watch = this.#find(w);
    if (watch !== undefined) this.#end(watch);
  }

  recheck(topic: Topic): void {
    for (const watch of this.#watches) {
      if (watch.topic === topic) this.#recheck(watch, topic);
    }
  }

  recheckAll(): void {
    for (const watch of this.#watches) {
      if (watch.topic !== undefined) this.#recheck(watch, watch.topic);
    }
  }

  renew(topic: Topic): void {
    for (const watch of this.#of(topic)) this.#renew(watch);
  }

  missed(topic: Topic): void {
    if (!this.#missed.includes(topic)) this.#missed = [...this.#missed, topic];
  }

  /** The outbox is empty again: sends the present state of what was left out. */
  caughtUp(): void {
    const missed = this.#missed;
    this.#missed = nothing;
    for (const topic of missed) {
      if (this.#of(topic).length === 0) continue;
      const is = topic.subject.signal?.();
      if (is === undefined) this.renew(topic);
      else this.#connection.send({ t: 'signal', topic: topic.number, is });
    }
  }

  /** Whether it watches this ticket as this audience and has its state. */
  isAt(ticket: string, as: Audience): boolean {
    return this.#watches.some(
      ({ isWanted, what }) =>
        !isWanted && what.on === 'ticket' && what.ticket === ticket && what.as === as,
    );
  }

  close(): void {
    for (const watch of this.#watches) this.#end(watch);
  }

  /** Called by the watch itself. */
  enter(watch: Watch, topic: Topic, messages: readonly ServerMessage[]): void {
    const before = watch.topic;
    watch.isWanted = false;
    watch.topic = topic;
    watch.what = topic.subject.what ?? watch.what;
    topic.join(this);
    this.#letGo(before);
    for (const message of messages) this.#connection.send(message);
  }

  /** Called by the watch itself. */
  refuse(watch: Watch, refusal: Refusal): void {
    this.#end(watch);
    this.#tellGone(watch.w, refusal);
  }

  #find(w: number): Watch | undefined {
    return this.#watches.find((one) => one.w === w);
  }

  #begin(w: number, what: What, before: Topic | undefined): void {
    const watch = new Watch(this, w, what, before);
    // A spread would reserve room for sixteen more.
    this.#watches = this.#watches.concat(watch);
    this.#await(watch);
  }

  /** Its state is read when its turn comes. */
  #await(watch: Watch): void {
    const taken = this.#reads.add(() => (watch.isWanted ? this.#open(watch) : undefined));
    if (!taken) this.refuse(watch, refuse('busy'));
  }

  #recheck(watch: Watch, topic: Topic): void {
    const access = topic.subject.access(this.caller);
    if (watch.isWanted) {
      // Access to the new thing is checked when its state is read.
      if (access.kind === 'stays') return;
      watch.topic = undefined;
      return this.#letGo(topic);
    }
    switch (access.kind) {
      case 'stays':
        return;
      case 'renew':
        this.#renew(watch);
        return;
      case 'gone':
        this.refuse(watch, access.refusal);
        return;
    }
  }

  #renew(watch: Watch): void {
    this.#end(watch);
    const { what } = watch;
    // The old cursor is not valid any more.
    this.#begin(
      watch.w,
      what.on === 'ticket' ? { on: 'ticket', ticket: what.ticket, as: what.as } : what,
      undefined,
    );
  }

  #end(watch: Watch): void {
    const { topic } = watch;
    this.#forget(watch);
    this.#letGo(topic);
  }

  #forget(watch: Watch): void {
    watch.isWanted = false;
    watch.topic = undefined;
    this.#watches = this.#watches.filter((one) => one !== watch);
  }

  /** Two watches of one thing share its topic. */
  #letGo(topic: Topic | undefined): void {
    if (topic === undefined) return;
    if (!this.#watches.some((one) => one.topic === topic)) topic.leave(this);
  }

  #of(topic: Topic): Watch[] {
    return this.#watches.filter((one) => !one.isWanted && one.topic === topic);
  }

  #tellGone(w: number, refusal: Refusal): void {
    this.#connection.send({ t: 'gone', w, code: refusal.code, sentence: sentenceOf(refusal) });
  }
}

class Watch implements Opening {
  readonly w: number;
  what: What;
  /** Its topic; until its state arrives, the former topic of its number. */
  topic: Topic | undefined;
  /** Whether its state is still to arrive. */
  isWanted = true;
  readonly #watches: Watches;

  constructor(watches: Watches, w: number, what: What, before: Topic | undefined) {
    this.w = w;
    this.what = what;
    this.topic = before;
    this.#watches = watches;
  }

  get caller(): Caller {
    return this.#watches.caller;
  }

  enter(topic: Topic, messages: readonly ServerMessage[]): void {
    if (this.isWanted) this.#watches.enter(this, topic, messages);
  }

  refuse(refusal: Refusal): void {
    if (this.isWanted) this.#watches.refuse(this, refusal);
  }
}
