import type { StoredReceipt } from './store.ts';

/**
 * What makes one kind of actor: pure, but for what its author lets `decide` look at. A throw of
 * `decide`, `evolve`, `answer` or `record` is a bug: what it was about fails, and the actor starts
 * again from what is stored.
 */
export interface Kind<State, Command, Event, Answer, Rec> {
  /** Where nothing is stored yet, a command makes an event or is refused: a receipt needs a place. */
  decide(state: State | undefined, command: Command): Decided<Event>;
  /** Whether a refusal says that nothing is stored, whatever is. */
  hides(refusal: unknown): boolean;
  /** Never refuses, and leaves `state` as it was. */
  evolve(state: State | undefined, event: Event): State;
  /** What the sender of a carried-out command is told; plain data, kept in its receipt. */
  answer(state: State, command: Command): Answer;
  /** One record of everything that a turn changed. */
  record(turn: TurnFacts<State, Event>): Rec;
}

export type Decided<Event> =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly refusal: unknown };

/** What one turn changed: `after` is `before` with `events`; without events it is the same. */
export interface TurnFacts<State, Event> {
  readonly id: string;
  readonly before: State | undefined;
  readonly after: State;
  readonly events: readonly Event[];
  readonly receipts: readonly StoredReceipt[];
}
