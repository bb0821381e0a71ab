import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Questions and answers between the bench and the processes that it starts, one at a time. */

interface Asked {
  readonly ask: string;
  readonly input: unknown;
}
type Answered =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

/** What a process answers, by name of the question. */
export type Answers = Readonly<Record<string, (input: never) => unknown>>;

/** A process of the bench, seen from the one that started it. */
export class Child<A extends Answers> {
  readonly #process: ChildProcess;
  readonly #name: string;

  /** `flags` are of Node, such as `--cpu-prof`. */
  constructor(file: URL, flags: readonly string[] = []) {
    this.#name = file.pathname;
    this.#process = fork(file, { execArgv: [...process.execArgv, ...flags] });
  }

  /** Rejects with what the process says went wrong, or when it ends instead of answering. */
  async ask<N extends keyof A & string>(
    ask: N,
    input: Parameters<A[N]>[0],
  ): Promise<Awaited<ReturnType<A[N]>>> {
    const over = new AbortController();
    const ended = once(this.#process, 'exit', { signal: over.signal }).then(([code]) => {
      throw new Error(`${this.#name} ended with ${String(code)} instead of answering ${ask}`);
    });
    try {
      const answered = this.#answer(over.signal);
      this.#process.send({ ask, input } satisfies Asked);
      const said = await Promise.race([answered, ended]);
      if (!said.ok) throw new Error(`${this.#name}, asked to ${ask}: ${said.error}`);
      return said.value as Awaited<ReturnType<A[N]>>;
    } finally {
      ended.catch(() => {});
      over.abort();
    }
  }

  /** What else a library tells its parent, as Colyseus does when it listens, is no answer. */
  #answer(signal: AbortSignal): Promise<Answered> {
    return new Promise((resolve) => {
      const hear = (said: unknown): void => {
        if (typeof said === 'object' && said !== null && 'ok' in said) resolve(said as Answered);
      };
      this.#process.on('message', hear);
      signal.addEventListener('abort', () => this.#process.off('message', hear));
    });
  }

  /** As when the power goes; whoever asked it something is told that it ended. */
  async kill(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** Resolves when the process is gone. */
  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    if (this.#process.connected) this.#process.disconnect();
    await gone;
  }
}

/** Answers the process that started this one. Once that lets go, `end` is called and this one ends. */
export function answer(answers: Answers, end: () => Promise<void> | void): void {
  process.on('message', ({ ask, input }: Asked) => void answerOne(answers[ask], input));
  // An interrupt reaches all processes of a terminal: this one ends, and tidies up, with its parent.
  process.on('SIGINT', () => {});
  process.once('disconnect', () => {
    Promise.resolve(end()).then(
      () => process.exit(),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

async function answerOne(
  how: ((input: never) => unknown) | undefined,
  input: unknown,
): Promise<void> {
  let answered: Answered;
  try {
    if (how === undefined) throw new Error('that is not known here');
    answered = { ok: true, value: await how(input as never) };
  } catch (error) {
    answered = {
      ok: false,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  process.send?.(answered);
}
