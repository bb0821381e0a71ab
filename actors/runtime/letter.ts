/** A message in an actor's mailbox. Exactly one of its callbacks is called, once. */
export type Letter<State, Command, Answer> = CommandLetter<Command, Answer> | ObserveLetter<State>;

export interface CommandLetter<Command, Answer> {
  readonly kind: 'command';
  readonly command: Command;
  /** Absent for a command that is never sent again. */
  readonly receipt?: { readonly key: string; readonly hash: string };
  /** Roughly the bytes it adds to the record. */
  readonly bytes: number;
  settle(outcome: Settled<Answer>): void;
}

export interface ObserveLetter<State> {
  readonly kind: 'observe';
  /** False if the observer must not learn that anything is stored; then `see` gets nothing. */
  maySee(state: State): boolean;
  /** Called between turns: `state` holds everything before, and everything after will be told. */
  see(state: State | undefined): void;
  fail(fault: Fault): void;
}

/** How a command ended. `answered` only after its facts are on disk. */
export type Settled<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly again: boolean }
  | { readonly kind: 'refused'; readonly refusal: unknown }
  | { readonly kind: 'failed'; readonly fault: Fault };

/**
 * `busy`: the mailbox is full, all residents are at work, or other writers were first every time.
 * `storage`: nothing was written for this letter; it may be sent again. `reused`: the id was used
 * with another body. `stopping`: no new letters are accepted.
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

/** Tells the sender that nothing was done. */
export function failLetter<State, Command, Answer>(
  letter: Letter<State, Command, Answer>,
  fault: Fault,
): void {
  if (letter.kind === 'command') letter.settle(failed(fault));
  else letter.fail(fault);
}
