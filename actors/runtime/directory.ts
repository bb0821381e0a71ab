import { Actor, type Deps } from './actor.ts';
import type { Cancel } from './clock.ts';
import { IdleList } from './idle-list.ts';
import { failLetter, type Letter } from './letter.ts';
import { Mailbox } from './mailbox.ts';
import type { Loaded } from './store.ts';

/**
 * All actors of one kind, by id. Finds the resident actor or activates one, runs the turns of
 * actors with letters, and drops idle ones. There is never more than one resident actor per id.
 */
export class Directory<State, Command, Event, Answer, Rec> {
  readonly #shared: Deps<State, Command, Event, Answer, Rec>;
  readonly #residents = new Map<string, Actor<State, Command, Event, Answer, Rec>>();
  readonly #idle = new IdleList<Actor<State, Command, Event, Answer, Rec>>();
  /** Busy actors whose next turns start together at the next `soon`. */
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

  /** Actors that have letters or a running turn. */
  get busy(): number {
    return this.#residents.size - this.#idle.length;
  }

  /** If the letter cannot be accepted, fails it with `busy` or `stopping` before returning. */
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
   * Takes the stored state of an actor, whoever wrote it. Call it for each record, in order, before
   * anybody is told: then no actor is behind what was told.
   */
  followed(id: string, stored: Loaded<State>): void {
    this.#residents.get(id)?.followed(stored);
  }

  /** Whether letters wait for this actor, so that another turn follows at once. */
  isAwaited(id: string): boolean {
    return (this.#residents.get(id)?.mailbox?.length ?? 0) > 0;
  }

  /**
   * Accepts no more letters and resolves when all accepted ones are settled. The caller bounds the
   * time.
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
      // Requests for ids without stored state must cost no memory.
      this.#residents.delete(actor.id);
    }
    if (this.#stop !== undefined && this.busy === 0) this.#stop.resolve();
  }

  #sweepAfter(wait_ms: number): void {
    this.#cancelSweep = this.#shared.clock.after(wait_ms, () => this.#sweep());
  }

  /** Everything an idle actor knows is on disk, so it can be dropped. */
  #sweep(): void {
    this.#cancelSweep = undefined;
    const { clock, limits } = this.#shared;
    const now = clock.now();
    for (let oldest = this.#idle.oldest; oldest !== undefined; oldest = this.#idle.oldest) {
      const left_ms = oldest.idleSince + limits.idle_ms - now;
      // If the clock was set back, this must neither wait too long nor overflow the timer.
      if (left_ms > 0) return this.#sweepAfter(Math.min(left_ms, limits.idle_ms));
      this.#passivate(oldest);
    }
  }

  #passivate(actor: Actor<State, Command, Event, Answer, Rec>): void {
    this.#idle.remove(actor);
    this.#residents.delete(actor.id);
  }
}
