/** Sentences of one kind that are kept; more of it are counted. */
const sentences_max = 20;

/** What a check found wrong: a bounded list in sentences, and how many there are of each kind. */
export class Findings {
  readonly #kinds = new Map<string, { count: number; readonly sentences: string[] }>();

  /** `kind`: what all like it are called, such as "tickets whose snapshot is not their history". */
  add(kind: string, sentence: string): void {
    let found = this.#kinds.get(kind);
    if (found === undefined) {
      found = { count: 0, sentences: [] };
      this.#kinds.set(kind, found);
    }
    found.count += 1;
    if (found.sentences.length < sentences_max) found.sentences.push(sentence);
  }

  /** What could not be read. */
  unreadable(what: string, error: unknown): void {
    const { message } = error as Error;
    this.add('things that cannot be read', `${what} cannot be read: ${plain(message)}.`);
  }

  get count(): number {
    return [...this.#kinds.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** For the operator. */
  lines(): string[] {
    return [...this.#kinds].flatMap(([kind, { count, sentences }]) => {
      const more = count - sentences.length;
      return more === 0 ? sentences : [...sentences, `So it is with ${more} more ${kind}.`];
    });
  }
}

function plain(message: string): string {
  return message.replace(/\.$/u, '');
}
