import type { StoredReceipt } from './store.ts';

/**
 * Defines one kind of actor. Pure, except for what its author lets `decide` read. If `decide`,
 * `evolve`, `answer` or `record` throws, that is a bug: the letter fails and the actor reloads its
 * stored state.
 */
export interface Kind<State, Command, Event, Answer, Rec> {
  /**
   * On an actor without stored state, a command must produce an event or a refusal: its receipt
   * needs something to be stored with.
   */
  decide(state: State | undefined, command: Command): Decided<Event>;
  /** Whether a refusal hides from the caller if anything is stored. */
  hides(refusal: unknown): boolean;
  /** Never refuses and does not modify `state`. */
  evolve(state: State | undefined, event: Event): State;
  /** The answer to a command that was carried out; plain data, kept in its receipt. */
  answer(state: State, command: Command): Answer;
  /** The record of everything that one turn changed. */
  record(turn: TurnFacts<State, Event>): Rec;
}

export type Decided<Event> =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly refusal: unknown };

/**
 * What one turn changed: `after` is `before` with `events` applied; without events they are the
 * same.
 */
export interface TurnFacts<State, Event> {
  readonly id: string;
  readonly before: State | undefined;
  readonly after: State;
  readonly events: readonly Event[];
  readonly receipts: readonly StoredReceipt[];
}
