import type {
  InboundStore,
  ImportedMessage,
  PendingImport,
} from '../../actors/discord/inbound/parts.ts';
import type { SoleWriter } from '../../actors/records/sole-writer.ts';
import type { RecordPut } from '../../actors/records/store.ts';
import type { DiscordReads } from './store.ts';

/** Above every snowflake, which has at most 20 digits. */
const id_max = 10n ** 20n;
const forget_records_max = 1_000;

/**
 * The store of which messages of each Discord channel are in the tickets. The stored names `heard`,
 * `taken` and `taking` are older than the names in the code.
 */
export class StoredInbound implements InboundStore {
  readonly #tables: Pick<DiscordReads, 'get' | 'list'>;
  readonly #writer: SoleWriter;
  readonly #onError: (cause: unknown) => void;

  constructor(
    tables: Pick<DiscordReads, 'get' | 'list'>,
    writer: SoleWriter,
    onError: (cause: unknown) => void,
  ) {
    this.#tables = tables;
    this.#writer = writer;
    this.#onError = onError;
  }

  importedUpTo(channel: string): string | undefined {
    return this.#tables.get('discord', heardKey(channel)) as string | undefined;
  }

  imported(channel: string, message: string): ImportedMessage | undefined {
    return this.#tables.get('discord', takenKey(channel, message)) as ImportedMessage | undefined;
  }

  lastImported(channel: string, limit: number): ImportedMessage[] {
    const found = this.#tables.list('discord', { prefix: takenPrefix(channel), limit });
    return found.map(({ value }) => value as ImportedMessage).toReversed();
  }

  pendingImport(channel: string): PendingImport | undefined {
    return this.#tables.get('discord', takingKey(channel)) as PendingImport | undefined;
  }

  beginImport(channel: string, pending: PendingImport): Promise<boolean> {
    return this.#write([put(takingKey(channel), pending)]);
  }

  finishImport(channel: string, upTo: string, imported?: ImportedMessage): Promise<boolean> {
    const entry = imported === undefined ? [] : [put(takenKey(channel, upTo), imported)];
    const over = put(takingKey(channel), undefined);
    return this.#write([put(heardKey(channel), upTo), over, ...entry]);
  }

  changeImported(
    channel: string,
    message: string,
    imported: ImportedMessage | undefined,
  ): Promise<boolean> {
    return this.#write([put(takenKey(channel, message), imported)]);
  }

  channels(): string[] {
    const prefix = heardKey('');
    const found: string[] = [];
    let from: string | undefined;
    for (;;) {
      const range = { prefix, limit: forget_records_max, ...(from === undefined ? {} : { from }) };
      const page = this.#tables.list('discord', range);
      // `from` is inclusive: the first of a later page is the last of the one before.
      for (const { key } of page) if (key !== from) found.push(key.slice(prefix.length));
      if (page.length < range.limit) return found;
      from = page.at(-1)!.key;
    }
  }

  async forget(channel: string): Promise<boolean> {
    const range = { prefix: takenPrefix(channel), limit: forget_records_max };
    for (;;) {
      const found = this.#tables.list('discord', range);
      const gone = [heardKey(channel), takingKey(channel), ...found.map(({ key }) => key)];
      if (!(await this.#write(gone.map((key) => put(key, undefined))))) return false;
      if (found.length < range.limit) return true;
    }
  }

  commandsIn(): string | undefined {
    return this.#tables.get('discord', 'commands-in') as string | undefined;
  }

  async setCommandsIn(guild: string | undefined): Promise<boolean> {
    return this.commandsIn() === guild || this.#write([put('commands-in', guild)]);
  }

  takesNoMessages(user: string): boolean {
    return this.#tables.get('discord', `closed/${user}`) !== undefined;
  }

  async #write(puts: readonly RecordPut[]): Promise<boolean> {
    const outcome = await this.#writer.write(puts);
    if (outcome.kind === 'rejected') this.#onError(outcome.cause);
    return outcome.kind === 'durable';
  }
}

function heardKey(channel: string): string {
  return `heard/${channel}`;
}

function takingKey(channel: string): string {
  return `taking/${channel}`;
}

function takenPrefix(channel: string): string {
  return `taken/${channel}/`;
}

/** Sorts the newest first. */
function takenKey(channel: string, message: string): string {
  return takenPrefix(channel) + String(id_max - BigInt(message)).padStart(20, '0');
}

function put(key: string, value: unknown): RecordPut {
  return { space: 'discord', key, value };
}
