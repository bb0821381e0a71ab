/** What administrators have to know and do something about, one sentence each, as long as it holds. */
export class Alerts {
  readonly #sentences = new Map<string, string>();
  readonly #log: (sentence: string) => void;

  /** `log` hears of each once, when it comes up. */
  constructor(log: (sentence: string) => void) {
    this.#log = log;
  }

  get sentences(): string[] {
    return [...this.#sentences.values()];
  }

  raise(key: string, sentence: string): void {
    if (this.#sentences.get(key) === sentence) return;
    this.#sentences.set(key, sentence);
    this.#log(sentence);
  }

  /** The same in words of this moment, such as with another count: nothing new comes up by it. */
  reword(key: string, sentence: string): void {
    if (this.#sentences.has(key)) this.#sentences.set(key, sentence);
    else this.raise(key, sentence);
  }

  clear(key: string): void {
    this.#sentences.delete(key);
  }

  /** Raises it while there is a sentence. */
  set(key: string, sentence: string | undefined): void {
    if (sentence === undefined) this.clear(key);
    else this.raise(key, sentence);
  }
}
