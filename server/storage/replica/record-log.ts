import type {
  Appended,
  MarkerPut,
  RecordDone,
  RecordPut,
  RecordStore,
} from '../../../actors/records/store.ts';
import { EntryTooLarge } from '../log/log-checks.ts';
import type { Entry } from '../log/entry.ts';
import { markers_subject, type Position } from '../log.ts';
import type { Replica } from './replica.ts';
import type { ListRange, Space } from '../record.ts';

/** Records on a log and the tables that follow it. */
export class RecordLog implements RecordStore {
  readonly #replica: Replica;

  constructor(replica: Replica) {
    this.#replica = replica;
  }

  get(space: Space, key: string): unknown {
    return this.#replica.tables.get(space, key);
  }

  list(space: Space, range: ListRange): Array<{ key: string; value: unknown }> {
    return this.#replica.tables.list(space, range);
  }

  get position(): Position {
    return this.#replica.position;
  }

  lastOf(subject: string): Position {
    return this.#replica.tables.lastOf(subject);
  }

  append(
    subject: string,
    expected: Position,
    puts: readonly RecordPut[],
    done: readonly RecordDone[] = [],
  ): Promise<Appended> {
    return this.#certain(subject, expected, { type: 'records', puts, done });
  }

  async merge(marks: readonly MarkerPut[]): Promise<Exclude<Appended, { kind: 'conflict' }>> {
    const merged = await this.#certain(markers_subject, undefined, { type: 'marks', marks });
    if (merged.kind !== 'conflict') return merged;
    return { kind: 'rejected', cause: new Error('a conflict where there was no condition') };
  }

  followed(position: Position): Promise<void> {
    return this.#replica.followed(position);
  }

  onPuts(take: (puts: readonly RecordPut[]) => void, tell: () => void): () => void {
    const endTaking = this.#replica.onTaken((applied) => {
      if (applied.type === 'records') take(applied.puts);
    });
    const endTelling = this.#replica.onApplied(({ type }) => {
      if (type === 'records') tell();
    });
    return () => {
      endTaking();
      endTelling();
    };
  }

  async #certain(subject: string, expected: Position | undefined, entry: Entry): Promise<Appended> {
    const appended = await this.#replica.append(subject, expected, entry);
    const certain = appended.kind === 'unknown' ? await this.#replica.resolve(subject) : appended;
    if (certain.kind === 'rejected' && certain.cause instanceof EntryTooLarge) {
      return { kind: 'too_large' };
    }
    return certain;
  }
}
