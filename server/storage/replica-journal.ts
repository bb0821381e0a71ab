import type { CommitOutcome, Head, Loaded, ResolveOutcome } from '../../actors/runtime/store.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { AppliedTurn } from './apply.ts';
import type { ClaimKind, Put, Space } from './record.ts';
import type { Done, DueChange } from './due.ts';
import type { Journal, TicketRecord, WriteOutcome } from './journal.ts';
import { keyFits } from './keys.ts';
import { records_subject, ticketSubject, type Resolved } from './log.ts';
import { RecordLog } from './record-log.ts';
import type { Replica } from './replica.ts';
import type { StoredTables } from './stored-tables.ts';

/** How often a number is asked for that others take meanwhile. */
const number_tries_max = 100;

export interface ReplicaJournalParts {
  readonly replica: Replica;
  readonly tables: StoredTables;
}

/** The journal as it is asked for above, on the log and the tables of a replica. */
export class ReplicaJournal implements Journal {
  readonly epoch: string;
  readonly records: RecordLog;
  readonly #replica: Replica;
  readonly #tables: StoredTables;
  /** Numbers given here, or left out. */
  #lastNumber: number;

  constructor({ replica, tables }: ReplicaJournalParts) {
    this.epoch = replica.log.epoch;
    this.#replica = replica;
    this.records = new RecordLog(replica);
    this.#tables = tables;
    this.#lastNumber = this.#storedNumber();
  }

  onTurn(listener: (turn: AppliedTurn) => void): () => void {
    return this.#replica.onApplied((applied) => {
      if (applied.type === 'turn') listener(applied);
    });
  }

  async load(id: string, atLeast: Head = 0): Promise<Loaded<Ticket>> {
    if (atLeast > this.#replica.position) await this.#replica.followed(atLeast);
    const { state, position } = this.#tables.ticket(id);
    return { state, head: position };
  }

  async commit(
    id: string,
    head: Head,
    { events, receipts }: Pick<TicketRecord, 'events' | 'receipts'>,
  ): Promise<CommitOutcome> {
    const appended = await this.#replica.append(ticketSubject(id), head, {
      type: 'turn',
      events,
      receipts,
    });
    return appended.kind === 'unknown' ? appended : committed(appended);
  }

  async resolve(id: string): Promise<ResolveOutcome> {
    const resolved = await this.#replica.resolve(ticketSubject(id));
    const outcome = committed(resolved);
    if (outcome.kind !== 'fenced') return outcome;
    return { kind: 'rejected', cause: new Error('somebody else wrote before') };
  }

  onDue(listener: (changes: readonly DueChange[]) => void): () => void {
    return this.#replica.onApplied(({ due }) => {
      if (due.length > 0) listener(due);
    });
  }

  async write(puts: readonly Put[], done: readonly Done[] = []): Promise<WriteOutcome> {
    const appended = await this.#certain(records_subject, undefined, puts, done);
    if (appended.kind === 'durable') return { kind: 'durable' };
    return { kind: 'rejected', cause: appended.kind === 'rejected' ? appended.cause : undefined };
  }

  async claim(
    kind: ClaimKind,
    key: string,
    owner: string,
  ): Promise<'claimed' | 'taken' | 'rejected'> {
    if (!keyFits(key) || this.fault() !== undefined) return 'rejected';
    const earlier = this.#tables.earlierOwner(kind, key);
    if (earlier !== undefined) return earlier === owner ? 'claimed' : 'taken';
    const space = `claim.${kind}` as const;
    const appended = await this.#certain(`${space}.${key}`, 0, [{ space, key, value: owner }]);
    switch (appended.kind) {
      case 'durable':
        return 'claimed';
      case 'rejected':
        return 'rejected';
      case 'conflict':
        try {
          await this.#replica.followed(appended.last);
        } catch {
          return 'rejected';
        }
        return this.#tables.get(space, key) === owner ? 'claimed' : 'taken';
    }
  }

  async claimNumber(_ticket: string): Promise<number | 'rejected'> {
    for (let tries = 0; tries < number_tries_max; tries += 1) {
      if (this.fault() !== undefined) return 'rejected';
      // Counted here and not where it is written, so that none is given twice whatever becomes of it.
      this.#lastNumber = Math.max(this.#lastNumber, this.#storedNumber()) + 1;
      const number = this.#lastNumber;
      const subject = `claim.number.${number}`;
      const put: Put = { space: 'numbers', key: 'ticket', value: number };
      const appended = await this.#certain(subject, 0, [put]);
      if (appended.kind === 'durable') return number;
      if (appended.kind === 'rejected') return 'rejected';
    }
    return 'rejected';
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  skipNumbers(count: number): void {
    this.#lastNumber += count;
  }

  caughtUp(): Promise<void> | undefined {
    return this.#replica.caughtUp();
  }

  fault(): string | undefined {
    return this.#replica.fault();
  }

  async close(): Promise<void> {
    await this.#replica.log.close();
    this.#replica.stop();
  }

  readonly receipt: Journal['receipt'] = (id, key) => this.#tables.receipt(id, key);
  readonly history: Journal['history'] = (id, audience, range) =>
    this.#tables.history(id, audience, range);
  readonly publicCount: Journal['publicCount'] = (id, seq) => this.#tables.publicCount(id, seq);
  readonly active: Journal['active'] = () => this.#tables.active();
  readonly settled: Journal['settled'] = (query) => this.#tables.settled(query);
  readonly settledNumbers: Journal['settledNumbers'] = (query) =>
    this.#tables.settledNumbers(query);
  readonly settledCount: Journal['settledCount'] = (list) => this.#tables.settledCount(list);
  readonly settledWindow: Journal['settledWindow'] = (list, window) =>
    this.#tables.settledWindow(list, window);
  readonly settledPlaces: Journal['settledPlaces'] = (list, range) =>
    this.#tables.settledPlaces(list, range);
  readonly settledAmong: Journal['settledAmong'] = (numbers, lists) =>
    this.#tables.settledAmong(numbers, lists);
  readonly settledByWord: Journal['settledByWord'] = (beginning, range) =>
    this.#tables.settledByWord(beginning, range);
  readonly settledOf: Journal['settledOf'] = (numbers) => this.#tables.settledOf(numbers);
  readonly idOfNumber: Journal['idOfNumber'] = (number) => this.#tables.idOfNumber(number);
  readonly get: Journal['get'] = (space: Space, key) => this.#tables.get(space, key);
  readonly list: Journal['list'] = (space, range) => this.#tables.list(space, range);
  readonly due: Journal['due'] = (work, range) => this.#tables.due(work, range);
  readonly dueAt: Journal['dueAt'] = (work, key) => this.#tables.dueAt(work, key);
  readonly prune: Journal['prune'] = (now) => this.#tables.prune(now);

  async #certain(
    subject: string,
    expected: number | undefined,
    puts: readonly Put[],
    done: readonly Done[] = [],
  ): Promise<Resolved> {
    const entry = { type: 'records', puts, done } as const;
    const appended = await this.#replica.append(subject, expected, entry);
    return appended.kind === 'unknown' ? this.#replica.resolve(subject) : appended;
  }

  #storedNumber(): number {
    const stored = (this.#tables.get('numbers', 'ticket') as number | undefined) ?? 0;
    return Math.max(stored, this.#tables.earlierNumber());
  }
}

function committed(appended: Resolved): Exclude<CommitOutcome, { kind: 'unknown' }> {
  switch (appended.kind) {
    case 'durable':
      return { kind: 'durable', head: appended.position };
    case 'conflict':
      return { kind: 'fenced', last: appended.last };
    case 'rejected':
      return appended;
  }
}
