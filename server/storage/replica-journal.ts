import type { CommitOutcome, Head, Loaded, ResolveOutcome } from '../../actors/runtime/store.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { AppliedTurn } from './apply.ts';
import type { Put, Space } from './record.ts';
import type { Done, DueChange } from './due.ts';
import type { Journal, TicketRecord, WriteOutcome } from './journal.ts';
import { records_subject, ticketSubject, type Resolved } from './log.ts';
import { RecordLog } from './record-log.ts';
import type { Replica } from './replica.ts';
import type { StoredTables } from './stored-tables.ts';

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

  constructor({ replica, tables }: ReplicaJournalParts) {
    this.epoch = replica.log.epoch;
    this.#replica = replica;
    this.records = new RecordLog(replica);
    this.#tables = tables;
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
    return committed(await this.#replica.resolve(ticketSubject(id)));
  }

  onDue(listener: (changes: readonly DueChange[]) => void): () => void {
    return this.#replica.onApplied(({ due }) => {
      if (due.length > 0) listener(due);
    });
  }

  async write(puts: readonly Put[], done: readonly Done[] = []): Promise<WriteOutcome> {
    const entry = { type: 'records', puts, done } as const;
    const appended = await this.#replica.append(records_subject, undefined, entry);
    const certain =
      appended.kind === 'unknown' ? await this.#replica.resolve(records_subject) : appended;
    if (certain.kind === 'durable') return { kind: 'durable' };
    return { kind: 'rejected', cause: certain.kind === 'rejected' ? certain.cause : undefined };
  }

  caughtUp(): Promise<void> | undefined {
    return this.#replica.caughtUp();
  }

  get earlierNumber(): number {
    const stored = (this.#tables.get('numbers', 'ticket') as number | undefined) ?? 0;
    return Math.max(stored, this.#tables.earlierNumber());
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
}

function committed(appended: Resolved): ResolveOutcome {
  switch (appended.kind) {
    case 'durable':
      return { kind: 'durable', head: appended.position };
    case 'conflict':
      return { kind: 'fenced', last: appended.last };
    case 'rejected':
      return appended;
  }
}
