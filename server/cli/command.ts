import type { ParseArgsConfig } from 'node:util';

type Values = Readonly<Record<string, string | boolean | Array<string | boolean> | undefined>>;

export interface Command {
  readonly usage: string;
  readonly sentence: string;
  /** How many words follow the name. */
  readonly operands: number;
  /** Whether one more may follow. */
  readonly mayHaveOneMore?: true;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Whether it does without the data folder. */
  readonly isApart?: true;
  /** Returns the exit code. Large modules are imported only when the command runs. */
  run(operands: readonly string[], values: Values): Promise<number> | number;
}

/** Has an operation carried out, and prints what came of it. */
export async function manage(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  note?: string,
): Promise<number> {
  return (await import('./manage.ts')).manage(operation, input, note);
}
