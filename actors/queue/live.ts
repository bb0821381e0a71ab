import type { RowsChange } from '../../protocol/rows.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { Summary } from '../ticket/summary.ts';
import type { OrderedList } from './list.ts';
import { difference, viewSection, type Extent, type Look, type Section } from './window.ts';

/** A watched window; all watchers of the same window share it. */
export class Window {
  readonly live: LiveList;
  readonly key: string;
  /** The account that opened it first, whoever watches it now. */
  readonly by: string;
  readonly #offset: number;
  readonly #limit: number;
  #told: Section;
  watchers = 0;

  constructor(live: LiveList, key: string, by: string, offset: number, limit: number) {
    this.live = live;
    this.key = key;
    this.by = by;
    this.#offset = offset;
    this.#limit = limit;
    this.#told = this.#section();
  }

  /** The content of a `state`: the window as last told, so that the next change follows it. */
  state(): Extent & { rows: Row[] } {
    return viewSection(this.#told, this.live.look);
  }

  /** The change since the last call, which then counts as told. */
  tell(): RowsChange | null {
    const before = this.#told;
    this.#told = this.#section();
    return difference(before, this.#told, this.live.look);
  }

  #section(): Section {
    const { list } = this.live;
    return { total: list.total, summaries: list.window(this.#offset, this.#limit) };
  }
}

export interface WindowChange {
  readonly window: Window;
  readonly change: RowsChange;
}

/** A list of which at least one window is watched. */
export class LiveList {
  readonly key: string;
  /** The account that opened it first, whoever watches it now. */
  readonly by: string;
  readonly list: OrderedList<Summary>;
  readonly look: Look;
  readonly #windows = new Map<string, Window>();

  constructor(key: string, by: string, list: OrderedList<Summary>, look: Look) {
    this.key = key;
    this.by = by;
    this.list = list;
    this.look = look;
  }

  get isWatched(): boolean {
    return this.#windows.size > 0;
  }

  has(offset: number, limit: number): boolean {
    return this.#windows.has(keyOf(offset, limit));
  }

  join(offset: number, limit: number, by: string): Window {
    const key = keyOf(offset, limit);
    const window = this.#windows.get(key) ?? new Window(this, key, by, offset, limit);
    this.#windows.set(key, window);
    window.watchers += 1;
    return window;
  }

  /** Returns whether that was the last watcher of the window. */
  leave(window: Window): boolean {
    if (window.watchers === 0) throw new Error('a window was left more often than joined');
    window.watchers -= 1;
    return window.watchers === 0 && this.#windows.delete(window.key);
  }

  apply(before: Summary | null, after: Summary | null): boolean {
    return this.list.apply(before, after);
  }

  tell(): WindowChange[] {
    const told: WindowChange[] = [];
    for (const window of this.#windows.values()) {
      const change = window.tell();
      if (change !== null) told.push({ window, change });
    }
    return told;
  }
}

function keyOf(offset: number, limit: number): string {
  return `${offset} ${limit}`;
}
