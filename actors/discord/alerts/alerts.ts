import type { DiscordProblem } from '../../../protocol/discord-problems.ts';

/** What administrators have to know and do something about, one sentence each, as long as it holds. */
export class Alerts {
  readonly #problems = new Map<string, DiscordProblem>();
  readonly #log: (sentence: string) => void;

  /** `log` hears of each once, when it comes up. */
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

  /** The same in words of this moment, such as with another count: nothing new comes up by it. */
  reword(key: string, problem: DiscordProblem): void {
    if (this.#problems.has(key)) this.#problems.set(key, problem);
    else this.raise(key, problem);
  }

  clear(key: string): void {
    this.#problems.delete(key);
  }

  /** Raises it while there is one. */
  set(key: string, problem: DiscordProblem | undefined): void {
    if (problem === undefined) this.clear(key);
    else this.raise(key, problem);
  }
}
