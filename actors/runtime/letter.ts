/** What is put into an actor's mailbox. One of its callbacks is called, once. */
export type Letter<State, Command, Answer> = CommandLetter<Command, Answer> | ObserveLetter<State>;

export interface CommandLetter<Command, Answer> {
  readonly kind: 'command';
  readonly command: Command;
  /** Absent for a command that is never sent again. */
  readonly receipt?: { readonly key: string; readonly hash: string };
  /** About how much it will add to the record. */
  readonly bytes: number;
  settle(outcome: Settled<Answer>): void;
}

export interface ObserveLetter<State> {
  readonly kind: 'observe';
  /** False where the observer is not to learn that anything is stored: it sees nothing then. */
  maySee(state: State): boolean;
  /** Called between turns' facts: everything before is in `state`, everything after will be told. */
  see(state: State | undefined): void;
  fail(fault: Fault): void;
}

/** How a command ended. `answered` is given only after its facts are on disk. */
export type Settled<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly again: boolean }
  | { readonly kind: 'refused'; readonly refusal: unknown }
  | { readonly kind: 'failed'; readonly fault: Fault };

/**
 * `busy`: the mailbox is full, or as many actors as may be resident are all at work, or others wrote
 * first every time.
 * `storage`: nothing was written for this letter; it may be sent again.
 * `reused`: the id stands for another body. `stopping`: no new letters.
 */
export type Fault = 'busy' | 'storage' | 'reused' | 'stopping';

const failures = {
  busy: { kind: 'failed', fault: 'busy' },
  storage: { kind: 'failed', fault: 'storage' },
  reused: { kind: 'failed', fault: 'reused' },
  stopping: { kind: 'failed', fault: 'stopping' },
} as const satisfies Record<Fault, Settled<never>>;

export function failed(fault: Fault): Settled<never> {
  return failures[fault];
}

/** Tells the sender of a letter that nothing was done with it. */
export function failLetter<State, Command, Answer>(
  letter: Letter<State, Command, Answer>,
  fault: Fault,
): void {
  if (letter.kind === 'command') letter.settle(failed(fault));
  else letter.fail(fault);
}
