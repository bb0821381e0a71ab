import type { DiscordProblem } from '../../../protocol/discord-problems.ts';

/** Problems that administrators have to solve, by key, each with a sentence, as long as they hold. */
export class Alerts {
  readonly #problems = new Map<string, DiscordProblem>();
  readonly #log: (sentence: string) => void;

  /** `log` gets the sentence of each problem once, when it is raised. */
  constructor(log: (sentence: string) => void) {
    this.#log = log;
  }

  get problems(): DiscordProblem[] {
    return [...this.#problems.values()];
  }

  get sentences(): string[] {
    return this.problems.map(({ sentence }) => sentence);
  }

  raise(key: string, problem: DiscordProblem): void {
    if (this.#problems.get(key)?.sentence === problem.sentence) return;
    this.#problems.set(key, problem);
    this.#log(problem.sentence);
  }

  /** Updates the sentence, such as with another count, without logging it again. */
  reword(key: string, problem: DiscordProblem): void {
    if (this.#problems.has(key)) this.#problems.set(key, problem);
    else this.raise(key, problem);
  }

  clear(key: string): void {
    this.#problems.delete(key);
  }

  /** Raises the problem, or clears it if there is none. */
  set(key: string, problem: DiscordProblem | undefined): void {
    if (problem === undefined) this.clear(key);
    else this.raise(key, problem);
  }
}
