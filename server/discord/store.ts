import {
  readRecord,
  storedRecord,
  type TicketRecord,
} from '../../actors/discord/reconciler/record.ts';
import type { BridgeMeta, BridgeStore, ArchiveMessage, Saved } from '../../actors/discord/store.ts';
import type { SoleWriter } from '../../actors/records/sole-writer.ts';
import type { RecordDone, RecordPut } from '../../actors/records/store.ts';
import type { Tables } from '../storage/tables.ts';

const page_records_max = 1_000;

/** All records of Discord share this subject, so that a second process that writes them is noticed at once. */
export const discord_subject = 'discord';

/** The reads that the Discord stores need. */
export type DiscordReads = Pick<Tables, 'get' | 'list' | 'dueAt'>;

/** The store of the Discord bridge, in the records of the server. */
export class StoredDiscord implements BridgeStore {
  readonly #tables: DiscordReads;
  readonly #writer: SoleWriter;
  readonly #onError: (cause: unknown) => void;

  constructor(tables: DiscordReads, writer: SoleWriter, onError: (cause: unknown) => void) {
    this.#tables = tables;
    this.#writer = writer;
    this.#onError = onError;
  }

  *records(): Iterable<TicketRecord> {
    for (const { value } of this.#all('ticket/')) yield readRecord(value);
  }

  record(ticket: string): TicketRecord | undefined {
    const value = this.#get(`ticket/${ticket}`) ?? this.#get(`past/${ticket}`);
    return value === undefined ? undefined : readRecord(value);
  }

  save(record: TicketRecord, { isPast, doneAt, archiveMessages }: Saved): Promise<boolean> {
    const [kept, gone] = isPast ? ['past', 'ticket'] : ['ticket', 'past'];
    const { ticket } = record;
    const puts = [
      put(`${kept}/${ticket}`, storedRecord(record)),
      put(`${gone}/${ticket}`, undefined),
      ...archiveMessages.map((message) => put(archiveMessageKey(message), message)),
    ];
    return this.#write(puts, doneAt === 0 ? [] : [{ work: 'discord', key: ticket, upTo: doneAt }]);
  }

  dueAt(ticket: string): number {
    return this.#tables.dueAt('discord', ticket);
  }

  archiveMessages(limit: number): ArchiveMessage[] {
    const found: ArchiveMessage[] = [];
    for (const { value } of this.#all('farewell/', Math.min(limit, page_records_max))) {
      if (found.length >= limit) break;
      found.push(value as ArchiveMessage);
    }
    return found;
  }

  archiveMessageDone(
    message: ArchiveMessage,
    closed?: { readonly user: string },
  ): Promise<boolean> {
    const done = put(archiveMessageKey(message), undefined);
    return this.#write(closed === undefined ? [done] : [done, put(`closed/${closed.user}`, true)]);
  }

  takesNoMessages(user: string): boolean {
    return this.#get(`closed/${user}`) !== undefined;
  }

  async takesMessages(user: string): Promise<boolean> {
    return !this.takesNoMessages(user) || this.#write([put(`closed/${user}`, undefined)]);
  }

  given(): string[] {
    return [...this.#all('given/')].map(({ key }) => key.slice('given/'.length));
  }

  isGiven(user: string): boolean {
    return this.#get(`given/${user}`) !== undefined;
  }

  setGiven(user: string, isGiven: boolean): Promise<boolean> {
    return this.#write([put(`given/${user}`, isGiven ? true : undefined)]);
  }

  meta(): BridgeMeta | undefined {
    return this.#get('meta') as BridgeMeta | undefined;
  }

  setMeta(meta: BridgeMeta): Promise<boolean> {
    return this.#write([put('meta', meta)]);
  }

  #get(key: string): unknown {
    return this.#tables.get('discord', key);
  }

  *#all(prefix: string, limit = page_records_max): Generator<{ key: string; value: unknown }> {
    let from: string | undefined;
    for (;;) {
      const range = from === undefined ? { prefix, limit } : { prefix, from, limit };
      const page = this.#tables.list('discord', range);
      // `from` is inclusive: the first of a later page is the last of the one before.
      for (const record of page) if (record.key !== from) yield record;
      if (page.length < limit || limit < page_records_max) return;
      from = page.at(-1)!.key;
    }
  }

  async #write(puts: readonly RecordPut[], done: readonly RecordDone[] = []): Promise<boolean> {
    const outcome = await this.#writer.write(puts, done);
    if (outcome.kind === 'rejected') this.#onError(outcome.cause);
    return outcome.kind === 'durable';
  }
}

/** Written by a server that takes over the work for Discord. */
export function holderPut(since: number): RecordPut {
  return put('holder', { since });
}

function put(key: string, value: unknown): RecordPut {
  return { space: 'discord', key, value };
}

/** Sorts the oldest first. The stored name `farewell` is older than the name archive message. */
function archiveMessageKey({ ticket, account, archived }: ArchiveMessage): string {
  return `farewell/${String(archived).padStart(15, '0')}/${ticket}/${account}`;
}
