import type { Storage } from '../../server/storage/storage.ts';
import { withParts } from './with-parts.ts';

/**
 * What reads nothing of a ticket: how far the log is known here, what is due, which no request asks
 * for, and markers, which are written a while after whoever asked was answered.
 */
const noReads: readonly string[] = ['behind', 'onDue', 'due', 'merge'];
/** How many turns of the event loop nothing may happen before a storage counts as quiet. */
const quiet_turns = 8;

/** A storage that tells what it was asked for: which kinds, how often. */
export class ReadsOf {
  #calls: string[] = [];
  #seen = 0;
  #underWay = 0;

  readonly wrap = (inner: Storage): Storage => {
    const { tables, tickets, records } = inner;
    return this.#counted(
      withParts(inner, {
        tables: this.#counted(tables),
        tickets: this.#counted(tickets),
        records: this.#counted(records),
      }),
    );
  };

  /** Resolves when all that was begun has ended, and nothing followed from it. */
  async quiet(): Promise<void> {
    let before = -1;
    for (let turns = 0; turns < quiet_turns; turns += 1) {
      if (this.#underWay > 0 || before !== this.#seen) turns = 0;
      before = this.#seen;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What was asked for since the last call, as `load 1, receipt 1`. */
  take(): string {
    const counts = new Map<string, number>();
    for (const call of this.#calls) counts.set(call, (counts.get(call) ?? 0) + 1);
    this.#calls = [];
    const told = [...counts].map(([name, count]) => `${name} ${count}`);
    return told.toSorted().join(', ');
  }

  #counted<T extends object>(inner: T): T {
    return new Proxy(inner, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        const call = value.bind(target) as (...given: unknown[]) => unknown;
        return (...given: unknown[]) => this.#count(String(name), call(...given));
      },
    });
  }

  #count(name: string, answer: unknown): unknown {
    this.#seen += 1;
    if (!noReads.includes(name)) this.#calls.push(name);
    if (answer instanceof Promise) {
      this.#underWay += 1;
      void answer.finally(() => (this.#underWay -= 1)).catch(() => {});
    }
    return answer;
  }
}
