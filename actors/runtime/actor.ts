import type { Clock } from './clock.ts';
import type { IdleItem } from './idle-list.ts';
import type { Kind, TurnFacts } from './kind.ts';
import { failed, type Fault, type Letter } from './letter.ts';
import type { RuntimeLimits } from './limits.ts';
import { Mailbox } from './mailbox.ts';
import type { CommitOutcome, Head, Loaded, ResolveOutcome, Store } from './store.ts';
import { decideTurn, takeLetters, type DecidedTurn } from './turn.ts';

/** What all actors of one directory share. */
export interface Surroundings<State, Command, Event, Answer, Rec> {
  readonly kind: Kind<State, Command, Event, Answer, Rec>;
  readonly store: Store<State, Rec>;
  readonly clock: Clock;
  readonly limits: RuntimeLimits;
  /** Hears of bugs (something threw that must not) and of failed loads. */
  readonly onFault: (error: unknown, id: string) => void;
}

/** One resident actor. A hundred thousand may be idle at a time, so it carries little. */
export class Actor<State, Command, Event, Answer, Rec>
  implements IdleItem<Actor<State, Command, Event, Answer, Rec>>
{
  readonly id: string;
  readonly #shared: Surroundings<State, Command, Event, Answer, Rec>;
  readonly mailbox = new Mailbox<Letter<State, Command, Answer>>();
  /** The last stored state; absent until it is read, and when memory may be behind the store. */
  #held: Loaded<State> | undefined = undefined;
  /** The directory's: `busy` from the letter that wakes it to the end of its last turn. */
  phase: 'idle' | 'busy' = 'busy';
  idleSince = 0;
  older: Actor<State, Command, Event, Answer, Rec> | undefined = undefined;
  newer: Actor<State, Command, Event, Answer, Rec> | undefined = undefined;

  constructor(id: string, shared: Surroundings<State, Command, Event, Answer, Rec>) {
    this.id = id;
    this.#shared = shared;
  }

  /** False when memory holds nothing worth keeping: nothing is stored, or it has to be read anew. */
  get worthKeeping(): boolean {
    return this.#held?.state !== undefined;
  }

  /**
   * One turn, to its end. Never rejects. With the state in memory it comes to `store.commit`
   * without a pause, so that the commits of all actors that are due share one flush.
   */
  async turn(): Promise<void> {
    const { kind, store, clock, limits } = this.#shared;
    let letters: Letter<State, Command, Answer>[] = [];
    let tries = 0;
    for (;;) {
      const held = this.#held ?? (await this.#load());
      if (held === undefined) {
        // Whoever asked meanwhile shared this load, and so its failure.
        for (const letter of letters) this.#fail(letter, 'storage');
        for (let next = this.mailbox.take(); next; next = this.mailbox.take()) {
          this.#fail(next, 'storage');
        }
        return;
      }
      if (letters.length === 0) letters = takeLetters(this.mailbox, limits);

      const turn = decideTurn(kind, store, this.id, held.state, letters, clock.now());
      if (turn.kind === 'broken') {
        this.#report(turn.error);
        this.#fail(turn.letter, 'storage');
        this.#held = undefined;
        letters = letters.filter((letter) => letter !== turn.letter);
        if (letters.length === 0) return;
        continue;
      }
      if (turn.facts === undefined) {
        this.#tell(turn, letters, 'stands');
        return;
      }

      const outcome = await this.#write(held.head, turn.facts);
      switch (outcome.kind) {
        case 'durable':
          this.#held = { state: turn.facts.after, head: outcome.head };
          this.#toldAll(turn.facts, outcome.offset);
          this.#tell(turn, letters, 'stands');
          return;
        case 'rejected':
          this.#tell(turn, letters, 'falls');
          return;
        case 'fenced':
          this.#held = undefined;
          tries += 1;
          if (tries < limits.turn_tries_max) continue;
          for (const letter of letters) this.#fail(letter, 'storage');
          return;
      }
    }
  }
}
