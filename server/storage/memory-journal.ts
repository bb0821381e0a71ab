import { nanoid } from 'nanoid';
import type {
  CommitOutcome,
  Head,
  Loaded,
  Receipt,
  ResolveOutcome,
} from '../../actors/runtime/store.ts';
import type { Place } from '../../actors/queue/sort.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { summarize, type Summary } from '../../actors/ticket/summary.ts';
import type { Audience } from '../../protocol/ticket.ts';
import { checkRecord, encodePuts, type EncodedPut } from './bounds.ts';
import { decode, encode } from './codec.ts';
import {
  journalLimits,
  type ClaimKind,
  type FeedPointer,
  type HistoryRange,
  type Journal,
  type ListRange,
  type PlacesRange,
  type Put,
  type SettledList,
  type SettledQuery,
  type SettledWindow,
  type Space,
  type TicketRecord,
  type WordPlace,
  type WordRange,
  type WriteOutcome,
} from './journal.ts';
import { compareKeys, keyFits } from './keys.ts';
import { isActiveSummary } from './settled-lists.ts';
import { SettledInMemory } from './settled-memory.ts';

/** All that is known of one ticket, encoded, so that nobody shares it by reference. */
interface StoredTicket {
  readonly head: Head;
  readonly ticket: Buffer;
  readonly events: StoredEvent[];
  readonly receipts: Map<string, { readonly at: number; readonly value: Buffer }>;
}

interface StoredEvent {
  readonly supportSeq: number;
  readonly publicSeq: number | null;
  readonly value: Buffer;
}

/** A journal for tests: it forgets everything with its process. */
export function openMemoryJournal(): Journal {
  return new MemoryJournal();
}

class MemoryJournal implements Journal {
  readonly epoch = nanoid();
  readonly #tickets = new Map<string, StoredTicket>();
  readonly #settled = new SettledInMemory(() => this.#summaries());
  readonly #feed: FeedPointer[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #cursors = new Map<string, number>();
  readonly #records = new Map<string, Buffer>();
  readonly #claims = new Map<string, string>();
  #lastNumber = 0;
  #closed = false;

  async load(id: string): Promise<Loaded<Ticket>> {
    const stored = this.#tickets.get(id);
    if (stored === undefined) return { state: undefined, head: 0 };
    return { state: ticketOf(stored), head: stored.head };
  }

  async commit(id: string, head: Head, record: TicketRecord): Promise<CommitOutcome> {
    const { events, receipts, snapshot } = record;
    let ticket: Buffer;
    let added: StoredEvent[];
    let answers: Array<{ key: string; at: number; value: Buffer }>;
    try {
      ticket = encode(snapshot);
      added = events.map((event) => {
        const { supportSeq, publicSeq } = event;
        return { supportSeq, publicSeq, value: encode(event) };
      });
      answers = receipts.map(({ key, hash, answer, at }) => {
        return { key, at, value: encode({ hash, answer }) };
      });
      checkRecord(id, record, [ticket, ...[...added, ...answers].map(({ value }) => value)]);
    } catch (cause) {
      return { kind: 'rejected', cause };
    }
    const rejected = await this.#disk();
    if (rejected !== undefined) return rejected;
    const present = this.#tickets.get(id);
    if ((present?.head ?? 0) !== head) return { kind: 'fenced' };
    const stored: StoredTicket = {
      head: head + 1,
      ticket,
      events: present?.events ?? [],
      receipts: present?.receipts ?? new Map(),
    };
    stored.events.push(...added);
    for (const { key, at, value } of answers) stored.receipts.set(key, { at, value });
    this.#tickets.set(id, stored);
    const from = events[0]?.supportSeq ?? snapshot.supportSeq + 1;
    const offset = this.#feed.length + 1;
    this.#feed.push({ offset, ticket: id, from, to: snapshot.supportSeq });
    for (const listener of this.#listeners) listener();
    return { kind: 'durable', head: head + 1, offset };
  }

  async resolve(): Promise<ResolveOutcome> {
    return { kind: 'rejected', cause: new Error('nothing was unknown') };
  }

  receipt(id: string, key: string): Receipt | undefined {
    const stored = this.#tickets.get(id)?.receipts.get(key);
    return stored === undefined ? undefined : (decode(stored.value) as Receipt);
  }

  history(id: string, audience: Audience, range: HistoryRange): TicketEvent[] {
    const { after = 0, before = Infinity, limit, bytes_max = Infinity } = range;
    const inRange = (this.#tickets.get(id)?.events ?? []).filter((event) => {
      const seq = audience === 'public' ? event.publicSeq : event.supportSeq;
      return seq !== null && after < seq && seq < before;
    });
    const last = limit === 0 ? [] : inRange.slice(-limit);
    let bytes = 0;
    const from = last.findLastIndex(({ value }) => (bytes += value.length) > bytes_max);
    const fitting = last.slice(Math.min(from + 1, last.length - 1));
    return fitting.map(({ value }) => decode(value) as TicketEvent);
  }

  publicCount(id: string, supportSeq: number): number {
    const events = this.#tickets.get(id)?.events ?? [];
    return events.filter((event) => event.publicSeq !== null && event.supportSeq <= supportSeq)
      .length;
  }

  feed(after: number, limit: number): FeedPointer[] {
    return this.#feed.filter(({ offset }) => offset > after).slice(0, limit);
  }

  onFeed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cursor(projector: string): number {
    return this.#cursors.get(projector) ?? 0;
  }

  advance(projector: string, offset: number, puts: readonly Put[]): Promise<WriteOutcome> {
    return this.#write(puts, () => this.#cursors.set(projector, offset));
  }

  active(): Iterable<Summary> {
    return this.#summaries().filter(isActiveSummary);
  }

  settled(query: SettledQuery): Summary[] {
    return this.#settled.settled(query);
  }

  settledNumbers(query: SettledQuery): number[] {
    return this.#settled.settledNumbers(query);
  }

  settledCount(list?: SettledList): number {
    return this.#settled.settledCount(list);
  }

  settledWindow(list: SettledList, window: SettledWindow): Summary[] {
    return this.#settled.settledWindow(list, window);
  }

  settledPlaces(list: SettledList, range: PlacesRange): Place[] {
    return this.#settled.settledPlaces(list, range);
  }

  settledAmong(numbers: readonly number[], lists: readonly SettledList[]): number[] {
    return this.#settled.settledAmong(numbers, lists);
  }

  settledByWord(beginning: string, range: WordRange): WordPlace[] {
    return this.#settled.settledByWord(beginning, range);
  }

  settledOf(numbers: readonly number[]): Summary[] {
    return this.#settled.settledOf(numbers);
  }

  idOfNumber(number: number): string | undefined {
    return this.#summaries().find((summary) => summary.number === number)?.id;
  }

  get(space: Space, key: string): unknown {
    const value = this.#records.get(`${space} ${key}`);
    return value === undefined ? undefined : decode(value);
  }

  list(
    space: Space,
    { prefix, from = prefix, limit }: ListRange,
  ): Array<{ key: string; value: unknown }> {
    return [...this.#records]
      .filter(([name]) => name.startsWith(`${space} ${prefix}`))
      .map(([name, value]) => ({ key: name.slice(space.length + 1), value: decode(value) }))
      .filter(({ key }) => compareKeys(key, from) >= 0)
      .toSorted((a, b) => compareKeys(a.key, b.key))
      .slice(0, limit);
  }

  write(puts: readonly Put[]): Promise<WriteOutcome> {
    return this.#write(puts, () => {});
  }

  async claim(
    kind: ClaimKind,
    key: string,
    owner: string,
  ): Promise<'claimed' | 'taken' | 'rejected'> {
    if (!keyFits(key) || (await this.#disk()) !== undefined) return 'rejected';
    const present = this.#claims.get(`${kind} ${key}`) ?? owner;
    this.#claims.set(`${kind} ${key}`, present);
    return present === owner ? 'claimed' : 'taken';
  }

  async claimNumber(): Promise<number | 'rejected'> {
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    return (await this.#disk()) === undefined ? number : 'rejected';
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  skipNumbers(count: number): void {
    this.#lastNumber += count;
  }

  async prune(now: number): Promise<void> {
    for (const { receipts } of this.#tickets.values()) {
      for (const [key, { at }] of receipts) {
        if (Math.abs(now - at) >= journalLimits.receipt_keep_ms) receipts.delete(key);
      }
    }
  }

  fault(): string | undefined {
    return this.#closed ? 'the journal is closed' : undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.resolve();
  }

  /** What is written is there only after the caller went on, as with a disk. */
  async #disk(): Promise<{ kind: 'rejected'; cause: unknown } | undefined> {
    if (this.#closed) return { kind: 'rejected', cause: new Error('the journal is closed') };
    await Promise.resolve();
  }

  async #write(puts: readonly Put[], also: () => void): Promise<WriteOutcome> {
    let encoded: EncodedPut[];
    try {
      encoded = encodePuts(puts);
    } catch (cause) {
      return { kind: 'rejected', cause };
    }
    const rejected = await this.#disk();
    if (rejected !== undefined) return rejected;
    for (const { space, key, value } of encoded) {
      if (value === undefined) this.#records.delete(`${space} ${key}`);
      else this.#records.set(`${space} ${key}`, value);
    }
    also();
    return { kind: 'durable' };
  }

  #summaries(): Summary[] {
    return [...this.#tickets.values()].map((stored) => summarize(ticketOf(stored)));
  }
}

function ticketOf(stored: StoredTicket): Ticket {
  return decode(stored.ticket) as Ticket;
}
