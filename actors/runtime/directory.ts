import { Actor, type Deps } from './actor.ts';
import type { Cancel } from './clock.ts';
import { IdleList } from './idle-list.ts';
import { failLetter, type Letter } from './letter.ts';
import { Mailbox } from './mailbox.ts';
import type { Head } from './store.ts';

/**
 * All actors of one kind, by id: finds the resident one or activates it, gives actors with letters
 * their turns, and lets the idle ones go. There is never a second resident actor of one id.
 */
export class Directory<State, Command, Event, Answer, Rec> {
  readonly #shared: Deps<State, Command, Event, Answer, Rec>;
  readonly #residents = new Map<string, Actor<State, Command, Event, Answer, Rec>>();
  readonly #idle = new IdleList<Actor<State, Command, Event, Answer, Rec>>();
  /** Busy ones whose next turn begins with the others' at the next `soon`. */
  #due: Actor<State, Command, Event, Answer, Rec>[] = [];
  #cancelSweep: Cancel | undefined = undefined;
  #stop: { readonly quiet: Promise<void>; readonly resolve: () => void } | undefined = undefined;

  constructor(shared: Deps<State, Command, Event, Answer, Rec>) {
    this.#shared = shared;
  }

  /** Actors in memory. */
  get residents(): number {
    return this.#residents.size;
  }

  /** Of these, the ones that have letters or a turn under way. */
  get busy(): number {
    return this.#residents.size - this.#idle.length;
  }

  /** Fails the letter before it returns, with `busy` or `stopping`, when it cannot be taken. */
  send(id: string, letter: Letter<State, Command, Answer>): void {
    if (this.#stop !== undefined) return failLetter(letter, 'stopping');
    const resident = this.#residents.get(id);
    if (resident?.mailbox !== undefined) {
      const { mailbox_letters_max } = this.#shared.limits;
      if (!resident.mailbox.push(letter, mailbox_letters_max)) failLetter(letter, 'busy');
      return;
    }
    const actor = resident ?? this.#activate(id);
    if (actor === undefined) return failLetter(letter, 'busy');
    if (resident !== undefined) this.#idle.remove(resident);
    actor.mailbox = new Mailbox();
    actor.mailbox.push(letter, this.#shared.limits.mailbox_letters_max);
    this.#schedule(actor);
  }

  /**
   * What is stored of an actor now, whoever wrote it. To be called for each record, in order, before
   * anybody is told of it: then an actor in memory is never behind what was told.
   */
  followed(id: string, stored: { readonly state: State; readonly head: Head }): void {
    this.#residents.get(id)?.followed(stored);
  }

  /** Whether letters wait for an actor, so that another turn of it follows at once. */
  isAwaited(id: string): boolean {
    return (this.#residents.get(id)?.mailbox?.length ?? 0) > 0;
  }

  /**
   * Takes no more letters, and resolves when all that were taken are settled; how long that may take
   * is the caller's to bound.
   */
  stop(): Promise<void> {
    if (this.#stop === undefined) {
      let resolve = (): void => {};
      const quiet = new Promise<void>((done) => (resolve = done));
      this.#stop = { quiet, resolve };
      this.#cancelSweep?.();
      this.#cancelSweep = undefined;
      if (this.busy === 0) resolve();
    }
    return this.#stop.quiet;
  }

  #activate(id: string): Actor<State, Command, Event, Answer, Rec> | undefined {
    if (this.#residents.size >= this.#shared.limits.residents_max) {
      const oldest = this.#idle.oldest;
      if (oldest === undefined) return undefined;
      this.#passivate(oldest);
    }
    const actor = new Actor(id, this.#shared);
    this.#residents.set(id, actor);
    return actor;
  }

  #schedule(actor: Actor<State, Command, Event, Answer, Rec>): void {
    this.#due.push(actor);
    if (this.#due.length === 1) this.#shared.clock.soon(() => this.#runDue());
  }

  #runDue(): void {
    const due = this.#due;
    this.#due = [];
    for (const actor of due) void actor.turn().then(() => this.#afterTurn(actor));
  }

  #afterTurn(actor: Actor<State, Command, Event, Answer, Rec>): void {
    if (actor.mailbox!.length > 0) return this.#schedule(actor);
    if (actor.worthKeeping) {
      const { clock, limits } = this.#shared;
      actor.mailbox = undefined;
      this.#idle.add(actor, clock.now());
      if (this.#stop === undefined && this.#cancelSweep === undefined) {
        this.#sweepAfter(limits.idle_ms);
      }
    } else {
      // So that asking for ids that stand for nothing costs no memory.
      this.#residents.delete(actor.id);
    }
    if (this.#stop !== undefined && this.busy === 0) this.#stop.resolve();
  }

  #sweepAfter(wait_ms: number): void {
    this.#cancelSweep = this.#shared.clock.after(wait_ms, () => this.#sweep());
  }

  /** All that an idle actor knows is on disk, so letting it go is forgetting it. */
  #sweep(): void {
    this.#cancelSweep = undefined;
    const { clock, limits } = this.#shared;
    const now = clock.now();
    for (let oldest = this.#idle.oldest; oldest !== undefined; oldest = this.#idle.oldest) {
      const left_ms = oldest.idleSince + limits.idle_ms - now;
      // A clock that was put back must not make this wait longer, or overflow the timer.
      if (left_ms > 0) return this.#sweepAfter(Math.min(left_ms, limits.idle_ms));
      this.#passivate(oldest);
    }
  }

  #passivate(actor: Actor<State, Command, Event, Answer, Rec>): void {
    this.#idle.remove(actor);
    this.#residents.delete(actor.id);
  }
}
