import { openAccess, type Access } from '../../server/identity/access.ts';
import { Importer, type ImportCounts } from '../../server/import/importer.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { TicketNumbers } from '../../server/tickets/ticket-numbers.ts';
import { importedId } from '../../server/import/imported.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';

type Fields = Readonly<Record<string, unknown>>;

export const at = (minute: number): string =>
  new Date(Date.UTC(2023, 0, 1, 0, minute)).toISOString();
export const ms = (minute: number): number => Date.UTC(2023, 0, 1, 0, minute);

/** A line that fits. */
export function line(fields: Fields = {}): Fields {
  return {
    type: 'ticket',
    id: '1',
    source: 'there',
    shard: 'north',
    category: 'Stuck',
    status: 'closed',
    created: at(0),
    closed: at(9),
    sender: { account: 'a-1', name: 'ann' },
    messages: [
      { at: at(0), by: 'player', text: 'I am stuck' },
      { at: at(3), by: 'support', author: { name: 'Vega' }, text: 'Where?' },
    ],
    ...fields,
  };
}

/** A storage with a shard named north, and an importer into it. */
export class ImportDesk {
  readonly storage: Storage;
  readonly access: Access;
  readonly importer: Importer;

  private constructor(storage: Storage, access: Access) {
    this.storage = storage;
    this.access = access;
    const numbers = new TicketNumbers(access.sequences, storage.tables);
    const room = async (): Promise<void> => {};
    this.importer = new Importer({ storage, access, numbers, clock: systemClock, room });
  }

  static async open(storage: Storage = openMemoryStorage()): Promise<ImportDesk> {
    const access = await openAccess(storage.records, nodeSecrets);
    await access.shardKeys.add('north');
    return new ImportDesk(storage, access);
  }

  /** Fails if it cannot be stored. */
  async take(lines: readonly Fields[], dry = false): Promise<ImportCounts> {
    const named = lines.map((value, i) => ({ at: `line ${i + 1}`, value }));
    const answer = await this.importer.take({ dry, lines: named });
    if (!answer.ok) throw new Error(answer.sentence);
    return answer.counts;
  }

  ticket(id = '1', source = 'there'): Ticket {
    const { state } = this.storage.tables.ticket(importedId(source, id));
    if (state === undefined) throw new Error(`there is no ticket ${id}`);
    return state;
  }

  history(audience: 'public' | 'support', id = '1', source = 'there'): readonly TicketEvent[] {
    const range = { limit: 10_000 };
    return this.storage.tables.history(importedId(source, id), audience, range);
  }

  /** What was written, in its order. */
  bodies(audience: 'public' | 'support', id = '1', source = 'there'): readonly string[] {
    return this.history(audience, id, source).flatMap(({ change }) =>
      'body' in change ? [change.body] : [],
    );
  }
}
