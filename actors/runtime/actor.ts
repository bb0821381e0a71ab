import type { Clock } from './clock.ts';
import type { IdleItem } from './idle-list.ts';
import type { Kind, TurnFacts } from './actor-kind.ts';
import { failed, failLetter, type Fault, type Letter, type ObserveLetter } from './letter.ts';
import type { RuntimeLimits } from './runtime-limits.ts';
import type { Mailbox } from './mailbox.ts';
import type { Head, Loaded, ResolveOutcome, Store } from './store.ts';
import { decideTurn, takeLetters, type DecidedTurn } from './turn.ts';

/** Shared by all actors of one directory. */
export interface Deps<State, Command, Event, Answer, Rec> {
  readonly kind: Kind<State, Command, Event, Answer, Rec>;
  readonly store: Store<State, Rec>;
  readonly clock: Clock;
  readonly limits: RuntimeLimits;
  /** Called for bugs (something threw that must not) and for failed loads. */
  readonly onFault: (error: unknown, id: string) => void;
}

/** One actor in memory. There may be a hundred thousand idle ones, so it holds little. */
export class Actor<State, Command, Event, Answer, Rec> implements IdleItem<
  Actor<State, Command, Event, Answer, Rec>
> {
  readonly id: string;
  readonly #shared: Deps<State, Command, Event, Answer, Rec>;
  /** Present from the letter that wakes the actor to the end of its last turn. */
  mailbox: Mailbox<Letter<State, Command, Answer>> | undefined = undefined;
  /** The last stored state; absent until it was read, and whenever memory may be wrong. */
  #held: Loaded<State> | undefined = undefined;
  idleSince = 0;
  older: Actor<State, Command, Event, Answer, Rec> | undefined = undefined;
  newer: Actor<State, Command, Event, Answer, Rec> | undefined = undefined;

  constructor(id: string, shared: Deps<State, Command, Event, Answer, Rec>) {
    this.id = id;
    this.#shared = shared;
  }

  /** False when nothing is stored, or when the state has to be read again. */
  get worthKeeping(): boolean {
    return this.#held?.state !== undefined;
  }

  /** Takes the stored state, whoever wrote it. */
  followed(stored: Loaded<State>): void {
    if (this.#held !== undefined && this.#held.head < stored.head) this.#held = stored;
  }

  /**
   * Runs one turn. Never rejects. If the state is in memory, it calls `store.commit` without
   * awaiting anything first, so that all actors that are due share one flush.
   */
  async turn(): Promise<void> {
    const { kind, store, clock, limits } = this.#shared;
    const mailbox = this.mailbox!;
    let letters: Letter<State, Command, Answer>[] = [];
    let tries = 0;
    let isRead = false;
    let atLeast: Head | undefined;
    for (;;) {
      if (this.#held === undefined) isRead = true;
      const held = this.#held ?? (await this.#load(atLeast));
      if (held === undefined) {
        // Letters that arrived meanwhile waited for this load too, and fail with it.
        while (mailbox.length > 0) letters.push(...takeLetters(mailbox, limits));
        this.#failAll(letters);
        return;
      }
      if (letters.length === 0) letters = takeLetters(mailbox, limits);

      const turn = decideTurn(kind, store, this.id, held.state, letters, clock.now());
      if (turn.kind === 'broken') {
        this.#report(turn.error);
        this.#failAll([turn.letter]);
        this.#held = undefined;
        letters = letters.filter((letter) => letter !== turn.letter);
        if (letters.length === 0) return;
        continue;
      }
      // Nothing is cached for an id without a ticket, so each such request reads the disk. A caller
      // to whom an existing ticket is hidden must therefore wait for the same read, or the shorter
      // wait would reveal that the ticket exists.
      if (!isRead && this.#hidesAny(turn, letters)) {
        isRead = true;
        if (!(await this.#readAgain())) {
          this.#failAll(letters);
          return;
        }
        // If the state changed during the read, the turn is decided again.
        if (this.#held !== held) continue;
      }
      if (turn.facts === undefined) {
        this.#tell(turn, letters, 'stand');
        return;
      }

      const outcome = await this.#write(held.head, turn.facts);
      switch (outcome.kind) {
        case 'durable':
          // A store that reports writes has reported this one already, and perhaps later ones.
          if (!this.#holds(outcome.head)) {
            this.#held = { state: turn.facts.after, head: outcome.head };
          }
          this.#tell(turn, letters, 'stand');
          return;
        case 'rejected':
          this.#tell(turn, letters, 'fall');
          return;
        case 'fenced':
          if (outcome.last === undefined || !this.#holds(outcome.last)) this.#held = undefined;
          atLeast = outcome.last;
          tries += 1;
          if (tries < limits.turn_tries_max) continue;
          this.#failAll(letters, 'busy');
          return;
      }
    }
  }

  /** The last stored state; undefined if it cannot be read now. */
  async #load(atLeast: Head | undefined): Promise<Loaded<State> | undefined> {
    try {
      this.#held = await this.#shared.store.load(this.id, atLeast);
    } catch (error) {
      this.#report(error);
    }
    return this.#held;
  }

  /** Reads from disk what memory holds already. False if it cannot be read now. */
  async #readAgain(): Promise<boolean> {
    try {
      await this.#shared.store.load(this.id);
      return true;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  /** Waits until the outcome is certain, however long that takes. */
  async #write(head: Head, facts: TurnFacts<State, Event>): Promise<ResolveOutcome> {
    const { kind, store } = this.#shared;
    let record: Rec;
    try {
      record = kind.record(facts);
    } catch (error) {
      this.#report(error);
      this.#held = undefined;
      return { kind: 'rejected', cause: error };
    }
    try {
      const outcome = await store.commit(this.id, head, record);
      return outcome.kind === 'unknown' ? await store.resolve(this.id, head) : outcome;
    } catch (error) {
      // The store threw although it must not, so the outcome is unknown. Reading again decides:
      // receipts show what was written, and the head fences a write that is still under way.
      this.#report(error);
      return { kind: 'fenced' };
    }
  }

  #holds(head: Head): boolean {
    return this.#held !== undefined && this.#held.head >= head;
  }

  /** Answers the senders, then the observers, by whether the turn was stored. */
  #tell(
    turn: DecidedTurn<State, Command, Event, Answer>,
    letters: readonly Letter<State, Command, Answer>[],
    facts: 'stand' | 'fall',
  ): void {
    const stand = facts === 'stand';
    for (const { letter, outcome, rests } of turn.commands) {
      try {
        letter.settle(stand || !rests ? outcome : failed('storage'));
      } catch (error) {
        this.#report(error);
      }
    }
    if (turn.commands.length === letters.length) return;
    for (const letter of letters) {
      if (letter.kind !== 'observe') continue;
      try {
        // Includes what another process wrote meanwhile.
        const state = (this.#held ?? { state: stand ? turn.after : turn.before }).state;
        letter.see(this.#maySee(letter, state) ? state : undefined);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** Whether this turn tells somebody that nothing is stored. */
  #hidesAny(
    { commands, after }: DecidedTurn<State, Command, Event, Answer>,
    letters: readonly Letter<State, Command, Answer>[],
  ): boolean {
    const { kind } = this.#shared;
    if (commands.some(({ outcome: one }) => one.kind === 'refused' && kind.hides(one.refusal))) {
      return true;
    }
    // The common case: no observers.
    if (commands.length === letters.length) return false;
    return letters.some((one) => one.kind === 'observe' && !this.#maySee(one, after));
  }

  #maySee(letter: ObserveLetter<State>, state: State | undefined): boolean {
    try {
      return state !== undefined && letter.maySee(state);
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  #failAll(letters: readonly Letter<State, Command, Answer>[], fault: Fault = 'storage'): void {
    for (const letter of letters) {
      try {
        failLetter(letter, fault);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  #report(error: unknown): void {
    this.#shared.onFault(error, this.id);
  }
}
