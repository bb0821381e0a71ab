import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import type { Audience, Mark } from '../../protocol/ticket.ts';
import type { Journal } from '../storage/journal.ts';
import type { Put } from '../storage/record.ts';
import { Changes } from './changes.ts';
import { mergeMark, noMark, type StoredMark } from './mark.ts';

export type MarkStore = Pick<Journal, 'get' | 'list' | 'write' | 'publicCount'>;

export interface MarksParts {
  readonly store: MarkStore;
  /** Whether a ticket is open or in progress: marks of the others go first. */
  isActive(ticket: string): boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** Hears why marks could not be stored. They stay where they were. */
  onRejected(cause: unknown): void;
  /** Hears of bugs of those who are told. */
  onFault(error: unknown): void;
}

/** Something that moved, and is on disk. */
export type Moved =
  | { readonly kind: 'mark'; readonly account: string; readonly mark: Mark }
  /** The last public entry that somebody of support has seen. */
  | { readonly kind: 'by_support'; readonly ticket: string; readonly seq: number };

type Change =
  | {
      readonly kind: 'mark';
      readonly account: string;
      readonly ticket: string;
      readonly value: StoredMark;
    }
  | { readonly kind: 'by_support'; readonly ticket: string; readonly value: number }
  | { readonly kind: 'dropped'; readonly value: undefined };

/** Moves that wait to be written; more are dropped, which a mark can bear. */
const waiting_max = 10_000;
/** Of one write. */
const write_puts_max = 1_000;
/** When an account has as many as may be, so many go at once. */
const dropped_at_once = limits.marks_max / 10;
/** Accounts of which it is known how many marks they have. */
const counted_accounts_max = 10_000;

/**
 * How far each account has read which tickets: records of their own, outside the tickets, so that
 * reading changes no ticket. A mark counts in the audience's own numbers and never moves back.
 */
export class Marks {
  readonly #parts: MarksParts;
  readonly #moved: Changes<readonly Moved[]>;
  readonly #counts = new Map<string, number>();
  /** By key: what is to be written, and what is being written. */
  #waiting = new Map<string, Change>();
  #writing: ReadonlyMap<string, Change> = new Map();
  #running: Promise<void> | undefined;
  #isStopping = false;

  constructor(parts: MarksParts) {
    this.#parts = parts;
    this.#moved = new Changes(parts.onFault);
  }

  /** Called with all that one write put on disk. */
  onMoved(listener: (moved: readonly Moved[]) => void): void {
    this.#moved.on(listener);
  }

  /** All marks of an account, as they are on disk. */
  of(account: string): Mark[] {
    return this.#stored(account).map(({ ticket, value }) => markOf(ticket, value));
  }

  /** The last public entry of a ticket that somebody of support has seen; 0 where there is none. */
  seenBySupport(ticket: string): number {
    return (this.#parts.store.get('seen', ticketKey(ticket)) as number | undefined) ?? 0;
  }

  /** The last entry of a ticket that the account has seen, in the audience's own numbers; 0: none. */
  reached(account: string, ticket: string, audience: Audience): number {
    return (this.#latest(`${account}/${ticket}`) as StoredMark | undefined)?.[audience] ?? 0;
  }

  /** The account, which may read it so, has seen the ticket up to this entry. */
  see(account: string, ticket: Ticket, audience: Audience, seq: number): void {
    if (this.#isStopping || this.#waiting.size >= waiting_max) return;
    const key = `${account}/${ticket.id}`;
    const last = audience === 'public' ? ticket.publicSeq : ticket.supportSeq;
    const reached = Math.min(seq, last);
    const known = this.#latest(key) as StoredMark | undefined;
    const before = known ?? noMark;
    if (reached <= before[audience]) return;
    if (known === undefined) this.#count(account);
    const value = mergeMark(before, { ...noMark, [audience]: reached, at: this.#parts.now() });
    this.#put(key, { kind: 'mark', account, ticket: ticket.id, value });
    if (audience === 'support') this.#seeBySupport(ticket, reached);
  }

  /** Takes no more; resolves when all that moved is on disk, or could not be stored. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  #seeBySupport({ id, publicSeq, supportSeq }: Ticket, reached: number): void {
    const seq = reached === supportSeq ? publicSeq : this.#parts.store.publicCount(id, reached);
    const key = ticketKey(id);
    // A note that was read moves nothing here.
    if (seq <= ((this.#latest(key) as number | undefined) ?? 0)) return;
    this.#put(key, { kind: 'by_support', ticket: id, value: seq });
  }

  /** As it will be once all that waits is written. */
  #latest(key: string): unknown {
    const change = this.#waiting.get(key) ?? this.#writing.get(key);
    return change === undefined ? this.#parts.store.get('seen', key) : change.value;
  }

  /** Counts one mark more, and makes room for it if there are too many. */
  #count(account: string): void {
    let count = this.#counts.get(account) ?? this.#stored(account).length;
    if (count >= limits.marks_max) count -= this.#dropOldest(account);
    if (this.#counts.size >= counted_accounts_max) this.#counts.clear();
    this.#counts.set(account, count + 1);
  }

  /** The marks that moved longest ago, those of tickets that are not active first. */
  #dropOldest(account: string): number {
    const { isActive } = this.#parts;
    const inOrder = this.#stored(account)
      .map((one) => ({ ...one, isActive: isActive(one.ticket) }))
      .toSorted((a, b) => Number(a.isActive) - Number(b.isActive) || a.value.at - b.value.at);
    const dropped = inOrder.slice(0, dropped_at_once);
    for (const { key } of dropped) this.#put(key, { kind: 'dropped', value: undefined });
    return dropped.length;
  }

  #stored(account: string): Array<{ key: string; ticket: string; value: StoredMark }> {
    const prefix = `${account}/`;
    // What was written while others were still to be dropped may be above the bound for a moment.
    const limit = limits.marks_max + waiting_max;
    return this.#parts.store.list('seen', { prefix, limit }).map(({ key, value }) => {
      return { key, ticket: key.slice(prefix.length), value: value as StoredMark };
    });
  }

  #put(key: string, change: Change): void {
    this.#waiting.set(key, change);
    // Later, so that all that is seen in one turn is one write.
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  /** One write at a time; what moves meanwhile shares the next. */
  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      const keys = [...this.#waiting.keys()].slice(0, write_puts_max);
      const batch = keys.map((key) => [key, this.#merged(key)] as const);
      for (const key of keys) this.#waiting.delete(key);
      this.#writing = new Map(batch);
      const puts = batch.map(([key, { value }]): Put => ({ space: 'seen', key, value }));
      const outcome = await this.#parts.store.write(puts);
      this.#writing = new Map();
      if (outcome.kind === 'durable') {
        this.#moved.tell(batch.flatMap(([, change]) => movedBy(change)));
      } else {
        this.#counts.clear();
        this.#parts.onRejected(outcome.cause);
      }
    }
    this.#running = undefined;
  }

  /** What waits, with what somebody else may have stored meanwhile. */
  #merged(key: string): Change {
    const change = this.#waiting.get(key)!;
    const stored = this.#parts.store.get('seen', key);
    if (stored === undefined || change.kind === 'dropped') return change;
    return change.kind === 'mark'
      ? { ...change, value: mergeMark(change.value, stored as StoredMark) }
      : { ...change, value: Math.max(change.value, stored as number) };
  }
}

function movedBy(change: Change): Moved[] {
  switch (change.kind) {
    case 'mark':
      return [{ kind: 'mark', account: change.account, mark: markOf(change.ticket, change.value) }];
    case 'by_support':
      return [{ kind: 'by_support', ticket: change.ticket, seq: change.value }];
    case 'dropped':
      return [];
  }
}

function markOf(ticket: string, value: StoredMark): Mark {
  return { ticket, public: value.public, support: value.support };
}

/** Accounts are numbers, so this is no mark of one. */
function ticketKey(ticket: string): string {
  return `ticket/${ticket}`;
}
