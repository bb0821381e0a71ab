import type { Kind, TurnFacts } from './actor-kind.ts';
import { failed, type CommandLetter, type Letter, type Settled } from './letter.ts';
import type { RuntimeLimits } from './runtime-limits.ts';
import type { Mailbox } from './mailbox.ts';
import type { Receipt, Store, StoredReceipt } from './store.ts';

/** The letters of one turn after they were decided against the state in memory. */
export type Turn<State, Command, Event, Answer> =
  | DecidedTurn<State, Command, Event, Answer>
  /** This letter triggered a bug of the kind. */
  | {
      readonly kind: 'broken';
      readonly letter: CommandLetter<Command, Answer>;
      readonly error: unknown;
    };

export interface DecidedTurn<State, Command, Event, Answer> {
  readonly kind: 'decided';
  readonly before: State | undefined;
  readonly after: State | undefined;
  /** Absent when there is nothing to write. */
  readonly facts: TurnFacts<State, Event> | undefined;
  /** One per command, in order. */
  readonly commands: readonly DecidedCommand<Command, Answer>[];
}

interface DecidedCommand<Command, Answer> {
  readonly letter: CommandLetter<Command, Answer>;
  readonly outcome: Settled<Answer>;
  /** Whether it holds only if this turn is written. */
  readonly rests: boolean;
}

/** The waiting letters that fit one turn; at least one. */
export function takeLetters<State, Command, Answer>(
  mailbox: Mailbox<Letter<State, Command, Answer>>,
  limits: RuntimeLimits,
): Letter<State, Command, Answer>[] {
  const letters: Letter<State, Command, Answer>[] = [];
  let bytes = 0;
  for (let next = mailbox.peek(); next !== undefined; next = mailbox.peek()) {
    if (next.kind === 'command') bytes += next.bytes;
    if (letters.length > 0 && bytes > limits.turn_bytes_max) break;
    mailbox.take();
    letters.push(next);
    if (letters.length === limits.turn_letters_max) break;
  }
  return letters;
}

/** Decides the commands in order, each on top of the ones before. Tells nobody. */
export function decideTurn<State, Command, Event, Answer, Rec>(
  kind: Kind<State, Command, Event, Answer, Rec>,
  store: Store<State, Rec>,
  id: string,
  before: State | undefined,
  letters: readonly Letter<State, Command, Answer>[],
  at: number,
): Turn<State, Command, Event, Answer> {
  let after = before;
  const events: Event[] = [];
  const receipts: StoredReceipt[] = [];
  const commands: DecidedCommand<Command, Answer>[] = [];
  const own = letters.length > 1 ? new Map<string, StoredReceipt>() : undefined;

  for (const letter of letters) {
    if (letter.kind === 'observe') continue;
    const { command, receipt } = letter;
    try {
      if (receipt !== undefined) {
        const mine = own?.get(receipt.key);
        const first = mine ?? store.receipt(id, receipt.key);
        if (first !== undefined) {
          const outcome = answerAgain<Answer>(first, receipt.hash);
          commands.push({ letter, outcome, rests: mine !== undefined });
          continue;
        }
      }
      const decided = kind.decide(after, command);
      if (!decided.ok) {
        const outcome = { kind: 'refused', refusal: decided.refusal } as const;
        commands.push({ letter, outcome, rests: events.length > 0 });
        continue;
      }
      let state = after;
      for (const event of decided.events) state = kind.evolve(state, event);
      if (state === undefined) throw new Error(`accepted without an event where nothing is: ${id}`);
      const answer = kind.answer(state, command);
      // Nothing below throws, so a letter that fails leaves nothing behind.
      after = state;
      for (const event of decided.events) events.push(event);
      if (receipt !== undefined) {
        const stored: StoredReceipt = { key: receipt.key, hash: receipt.hash, answer, at };
        receipts.push(stored);
        own?.set(receipt.key, stored);
      }
      const outcome = { kind: 'answered', answer, again: false } as const;
      commands.push({ letter, outcome, rests: events.length > 0 || receipt !== undefined });
    } catch (error) {
      return { kind: 'broken', letter, error };
    }
  }

  const written = events.length + receipts.length;
  const facts =
    after === undefined || written === 0 ? undefined : { id, before, after, events, receipts };
  return { kind: 'decided', before, after, facts, commands };
}

function answerAgain<Answer>(first: Receipt, hash: string): Settled<Answer> {
  if (first.hash !== hash) return failed('reused');
  // The store keeps only answers of this kind of actor.
  return { kind: 'answered', answer: first.answer as Answer, again: true };
}
