import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Requests and answers between the bench and its processes, one at a time. */

interface Asked {
  readonly ask: string;
  readonly input: unknown;
}
type Answered =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

/** The answers of a process, by name of the request. */
export type Answers = Readonly<Record<string, (input: never) => unknown>>;

/** A process of the bench, as its parent sees it. */
export class Child<A extends Answers> {
  readonly #process: ChildProcess;
  readonly #name: string;

  /** `flags` for Node, such as `--cpu-prof`. */
  constructor(file: URL, flags: readonly string[] = []) {
    this.#name = file.pathname;
    this.#process = fork(file, { execArgv: [...process.execArgv, ...flags] });
  }

  /** Rejects with the process's error, or if it ends without an answer. */
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

  /** Other messages of a library to its parent, such as Colyseus's when it listens, are ignored. */
  #answer(signal: AbortSignal): Promise<Answered> {
    return new Promise((resolve) => {
      const hear = (said: unknown): void => {
        if (typeof said === 'object' && said !== null && 'ok' in said) resolve(said as Answered);
      };
      this.#process.on('message', hear);
      signal.addEventListener('abort', () => this.#process.off('message', hear));
    });
  }

  /** Like a power cut; an open request rejects. */
  async kill(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** Resolves when the process has ended. */
  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    if (this.#process.connected) this.#process.disconnect();
    await gone;
  }
}

/** Answers the parent process. When that disconnects, `end` is called and this process ends. */
export function answer(answers: Answers, end: () => Promise<void> | void): void {
  process.on('message', ({ ask, input }: Asked) => void answerOne(answers[ask], input));
  // An interrupt reaches all processes of a terminal: this one cleans up and ends with its parent.
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
