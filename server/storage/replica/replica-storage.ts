import type { AppliedTurn } from '../applied.ts';
import type { DueChange } from '../due.ts';
import { RecordLog } from './record-log.ts';
import type { Replica } from './replica.ts';
import type { Storage } from '../storage.ts';
import type { Tables } from '../tables.ts';
import { TicketLog } from './ticket-log.ts';

/** A storage on one replica of a log. */
export class ReplicaStorage implements Storage {
  readonly epoch: string;
  readonly origin: string;
  readonly tables: Tables;
  readonly tickets: TicketLog;
  readonly records: RecordLog;
  readonly #replica: Replica;

  constructor(replica: Replica, origin = replica.log.epoch) {
    this.epoch = replica.log.epoch;
    this.origin = origin;
    this.tables = replica.tables;
    this.tickets = new TicketLog(replica);
    this.records = new RecordLog(replica);
    this.#replica = replica;
  }

  onTurn(listener: (turn: AppliedTurn) => void): () => void {
    return this.#replica.onApplied((applied) => {
      if (applied.type === 'turn') listener(applied);
    });
  }

  onDue(listener: (changes: readonly DueChange[]) => void): () => void {
    return this.#replica.onApplied(({ due }) => {
      if (due.length > 0) listener(due);
    });
  }

  behind(): number {
    return this.#replica.behind;
  }

  caughtUp(): Promise<void> {
    return this.#replica.caughtUp();
  }

  fault(): string | undefined {
    return this.#replica.fault();
  }

  async close(): Promise<void> {
    await this.#replica.log.close();
    this.#replica.stop();
  }
}
