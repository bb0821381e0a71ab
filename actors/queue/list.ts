/**
 * A run that grows past this is split. In one array of 10,000 rows a change would cost 9 µs, nearly
 * all of it for moving the rows behind.
 */
const run_rows_max = 512;

/**
 * The rows that match one filter, in a total order: two rows compare as zero only if they are the
 * same. Written here, since packages of sorted lists do not give the index of a row, which windows
 * need.
 */
export class OrderedList<T> {
  readonly #matches: (row: T) => boolean;
  readonly #compare: (a: T, b: T) => number;
  /** The rows in order, split into runs that are never empty. */
  readonly #runs: T[][] = [];
  #total: number;

  constructor(all: Iterable<T>, matches: (row: T) => boolean, compare: (a: T, b: T) => number) {
    this.#matches = matches;
    this.#compare = compare;
    const rows: T[] = [];
    for (const row of all) if (matches(row)) rows.push(row);
    rows.sort(compare);
    this.#total = rows.length;
    for (let from = 0; from < rows.length; from += run_rows_max / 2) {
      this.#runs.push(rows.slice(from, from + run_rows_max / 2));
    }
  }

  get total(): number {
    return this.#total;
  }

  get last(): T | undefined {
    return this.#runs.at(-1)?.at(-1);
  }

  /** How many rows precede this one, which need not be in the list. */
  before(row: T): number {
    if (this.last === undefined || this.#compare(this.last, row) < 0) return this.#total;
    const at = this.#runOf(row);
    const runs = this.#runs.slice(0, at).reduce((sum, run) => sum + run.length, 0);
    return runs + this.#placeIn(this.#runs[at] ?? [], row);
  }

  /** At most `limit` rows from this one on, which need not be in the list. */
  from(row: T, limit: number): T[] {
    const rows: T[] = [];
    for (let at = this.#runOf(row); at < this.#runs.length && rows.length < limit; at++) {
      const run = this.#runs[at]!;
      const start = rows.length === 0 ? this.#placeIn(run, row) : 0;
      rows.push(...run.slice(start, start + limit - rows.length));
    }
    return rows;
  }

  /** At most `limit` rows from `offset` on; empty past the end. */
  window(offset: number, limit: number): T[] {
    const rows: T[] = [];
    let skip = offset;
    for (const run of this.#runs) {
      if (rows.length === limit) break;
      if (skip < run.length) rows.push(...run.slice(skip, skip + limit - rows.length));
      skip = Math.max(0, skip - run.length);
    }
    return rows;
  }

  /**
   * Applies a change of one row: `before` as the list holds it, null if new; `after` is null if
   * removed. A `before` that is not in the list is ignored. Returns whether the list is affected.
   */
  apply(before: T | null, after: T | null): boolean {
    const was = before !== null && this.#matches(before);
    const is = after !== null && this.#matches(after);
    if (was && is && this.#compare(before, after) === 0) {
      const run = this.#runs[this.#runOf(after)];
      const at = run === undefined ? -1 : this.#rowIn(run, after);
      if (run !== undefined && at >= 0) run[at] = after;
      return true;
    }
    if (was) this.#remove(before);
    if (is) this.#insert(after);
    return was || is;
  }

  #remove(row: T): void {
    const at = this.#runOf(row);
    const run = this.#runs[at];
    const found = run === undefined ? -1 : this.#rowIn(run, row);
    if (run === undefined || found < 0) return;
    run.splice(found, 1);
    this.#total -= 1;
    if (run.length === 0) this.#runs.splice(at, 1);
  }

  #insert(row: T): void {
    const at = this.#runOf(row);
    const run = this.#runs[at];
    this.#total += 1;
    if (run === undefined) {
      this.#runs.push([row]);
      return;
    }
    run.splice(this.#placeIn(run, row), 0, row);
    if (run.length > run_rows_max) this.#runs.splice(at + 1, 0, run.splice(run_rows_max / 2));
  }

  /**
   * The run that holds this row or where it belongs: the first that does not end before it, else
   * the last.
   */
  #runOf(row: T): number {
    const runs = this.#runs;
    const at = firstWhere(runs.length, (i) => this.#compare(runs[i]!.at(-1)!, row) >= 0);
    return Math.max(0, Math.min(at, runs.length - 1));
  }

  /** Index of this row in the run, -1 if absent: at its place there may be another row. */
  #rowIn(run: readonly T[], row: T): number {
    const at = this.#placeIn(run, row);
    return at < run.length && this.#compare(run[at]!, row) === 0 ? at : -1;
  }

  #placeIn(run: readonly T[], row: T): number {
    return firstWhere(run.length, (i) => this.#compare(run[i]!, row) >= 0);
  }
}

/**
 * The lowest index below `end` from which `holds` is true, `end` if none; `holds` must stay true
 * once it is.
 */
function firstWhere(end: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
