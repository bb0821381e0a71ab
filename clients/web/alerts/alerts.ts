import type { Row } from '../../../protocol/ticket.ts';
import type { Clock } from '../../core/clock.ts';

/** A ticket and when something about it began to matter, in milliseconds since 1970. */
export interface Mattering {
  readonly row: Row;
  readonly at: number;
}

/** Time to hear that the account has seen it already, here or elsewhere, and to gather a burst. */
export const settle_ms = 1_000;

export interface AlertsDeps {
  readonly clock: Clock;
  /** Whether the account has not seen it yet. */
  isNew(row: Row): boolean;
  alert(rows: readonly Row[]): void;
}

/** Tells of what began to matter after the page came, once each, and of nothing that was seen. */
export class Alerts {
  readonly #deps: AlertsDeps;
  /** Undefined until the first list: what waited before the page came is no news. */
  #toldUpTo: number | undefined;
  #fresh: readonly Row[] = [];
  #cancel: () => void = () => {};

  constructor(deps: AlertsDeps) {
    this.#deps = deps;
  }

  /** All that matters now, or the newest of it. */
  update(all: readonly Mattering[]): void {
    const last = this.#toldUpTo;
    this.#toldUpTo = Math.max(last ?? 0, ...all.map(({ at }) => at));
    if (last === undefined) return;
    // What was answered meanwhile is not there any more.
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
