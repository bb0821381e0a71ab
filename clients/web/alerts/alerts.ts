import type { Row } from '../../../protocol/ticket.ts';
import type { Clock } from '../../core/clock.ts';

/** A ticket, and since when it needs the account, in milliseconds since 1970. */
export interface Mattering {
  readonly row: Row;
  readonly at: number;
}

/**
 * Time to learn that the account has read it already, here or elsewhere, and to collect a burst.
 */
export const settle_ms = 1_000;

export interface AlertsDeps {
  readonly clock: Clock;
  /** Whether the account has not read it yet. */
  isNew(row: Row): boolean;
  alert(rows: readonly Row[]): void;
}

/**
 * Reports tickets that need the account since the page was opened, once each, unless they were
 * read.
 */
export class Alerts {
  readonly #deps: AlertsDeps;
  /** Undefined until the first list: what waited before the page was opened is not news. */
  #toldUpTo: number | undefined;
  #fresh: readonly Row[] = [];
  #cancel: () => void = () => {};

  constructor(deps: AlertsDeps) {
    this.#deps = deps;
  }

  /** Takes all tickets that need the account now, or the newest of them. */
  update(all: readonly Mattering[]): void {
    const last = this.#toldUpTo;
    this.#toldUpTo = Math.max(last ?? 0, ...all.map(({ at }) => at));
    if (last === undefined) return;
    // Tickets answered meanwhile are not in the list any more.
    const here = new Map(all.map(({ row }) => [row.id, row]));
    const fresh = all.filter(({ at }) => at > last).map(({ row }) => row.id);
    const waiting = this.#fresh.length > 0;
    const ids = new Set([...this.#fresh.map(({ id }) => id), ...fresh]);
    this.#fresh = [...ids].flatMap((id) => here.get(id) ?? []);
    if (waiting || this.#fresh.length === 0) return;
    this.#cancel = this.#deps.clock.after(settle_ms, () => {
      const rows = this.#fresh.filter((row) => this.#deps.isNew(row));
      this.#fresh = [];
      if (rows.length > 0) this.#deps.alert(rows);
    });
  }

  stop(): void {
    this.#cancel();
  }
}
