import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '../../actors/ticket/service.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import { keptSettings } from '../../protocol/kept-settings.ts';
import type { Audience, Entry, File } from '../../protocol/ticket.ts';
import { Files } from '../../server/files/files.ts';
import type { FileWorker } from '../../server/files/worker.ts';
import type { FileSettings } from '../../server/files/intake.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { Site, cookieOf, type Reply } from '../http/site.ts';
import type { Suite } from '../support/suite.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** Whoever is signed in, by the cookie of their browser. */
export interface Person {
  readonly account: string;
  readonly cookie: string;
}

/** The real HTTP routes with real files in a folder of their own. */
export class FileStage {
  readonly site: Site;
  readonly files: Files;
  readonly storage: Storage;
  readonly data: string;
  readonly settings: Changeable<FileSettings>;
  /** As if a backup were made. */
  isHeld = false;
  #commands = 0;

  private constructor(
    site: Site,
    { files, storage, data, settings }: Pick<FileStage, 'files' | 'storage' | 'data' | 'settings'>,
  ) {
    this.site = site;
    this.files = files;
    this.storage = storage;
    this.data = data;
    this.settings = settings;
  }

  static async open(worker?: FileWorker): Promise<FileStage> {
    const data = mkdtempSync(join(tmpdir(), 'shardbell-files-'));
    const storage = openMemoryStorage();
    const settings: Changeable<FileSettings> = {
      file_kinds: keptSettings.file_kinds.fallback,
      file_bytes_max: keptSettings.file_bytes_max.fallback,
      account_files_bytes_max: keptSettings.account_files_bytes_max.fallback,
      files_bytes_max: keptSettings.files_bytes_max.fallback,
    };
    let files: Files | undefined;
    let stage: FileStage | undefined;
    const site = await Site.open({
      storage,
      files: (deps) => {
        files = new Files({
          ...deps,
          data,
          ...(worker && { worker }),
          settings: () => settings,
          isHeld: () => stage?.isHeld ?? false,
          onFault: (error) => site.logged.push(String(error)),
        });
        return files;
      },
    });
    stage = new FileStage(site, { files: files!, storage, data, settings });
    return stage;
  }

  async close(): Promise<void> {
    this.files.stop();
    await this.site.close();
    rmSync(this.data, { recursive: true, force: true });
  }

  async staff(name: string): Promise<Person> {
    return this.#signedIn(await this.site.staff(name));
  }

  async player(name: string): Promise<Person> {
    const made = await this.site.access.staff.createAccount({ name, groups: ['players'] });
    if (!made.ok) throw new Error(made.refusal.code);
    return this.#signedIn(made.value.id);
  }

  /** Sends a file as the page does. */
  upload(
    who: Person,
    ticket: string | null,
    name: string,
    bytes: Uint8Array | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const asked = new URLSearchParams({ name, ...(ticket === null ? {} : { ticket }) });
    const length = String(typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length);
    return this.site.ask(
      'POST',
      `/files?${asked.toString()}`,
      { ...this.#headers(who), 'content-length': length, ...headers },
      bytes,
    );
  }

  /** The same where it is to be taken. */
  async uploaded(
    who: Person,
    ticket: string | null,
    name: string,
    bytes: Uint8Array | string,
  ): Promise<File> {
    const reply = await this.upload(who, ticket, name, bytes);
    if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`);
    return reply.json() as File;
  }

  read(who: Person | undefined, path: string, method = 'GET'): Promise<Reply> {
    return this.site.ask(method, path, who === undefined ? this.#host() : this.#headers(who));
  }

  command(who: Person, command: CommandBody, ticket?: string, id?: string): Promise<Answer> {
    this.#commands += 1;
    return this.site.tickets.ticketService.command(
      { account: who.account, restricted: false, surface: 'web' },
      { id: id ?? `c${this.#commands}`, command, ...(ticket === undefined ? {} : { ticket }) },
    );
  }

  /** A ticket of this player. */
  async opened(who: Person, files?: readonly string[]): Promise<string> {
    const command = { kind: 'open', category: 'Bug', body: 'help' } as const;
    const answer = await this.command(who, { ...command, ...(files && { files: [...files] }) });
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.ticket;
  }

  async entries(who: Person, ticket: string, as: Audience): Promise<Entry[]> {
    const caller = { account: who.account, restricted: false, surface: 'web' } as const;
    const { ticketService } = this.site.tickets;
    const read = await ticketService.history(caller, ticket, as, { limit: 50 });
    if (!read.ok) throw new Error(read.refusal.code);
    return read.entries;
  }

  /** Names of all files below the folder of files, without those that are empty folders. */
  onDisk(): string[] {
    try {
      const all = readdirSync(join(this.data, 'files'), { recursive: true, withFileTypes: true });
      return all.filter((one) => one.isFile()).map((one) => one.name);
    } catch {
      return [];
    }
  }

  #host(): Record<string, string> {
    return { host: `127.0.0.1:${this.site.port}` };
  }

  #headers(who: Person): Record<string, string> {
    return { ...this.#host(), cookie: who.cookie, origin: this.site.origin };
  }

  async #signedIn(account: string): Promise<Person> {
    const reply = await this.site.post('/web/link', { secret: await this.site.link(account) });
    return { account, cookie: cookieOf(reply) };
  }
}

/** Opens stages, which are closed after each test of the suite. */
export function stagesOf(test: Suite): (worker?: FileWorker) => Promise<FileStage> {
  const stages: FileStage[] = [];
  test.after.each(async () => {
    for (const stage of stages.splice(0)) await stage.close();
  });
  return async (worker) => {
    const stage = await FileStage.open(worker);
    stages.push(stage);
    return stage;
  };
}
