import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSettings } from '../../protocol/kept-settings.ts';
import type { File } from '../../protocol/ticket.ts';
import { Files } from '../../server/files/files.ts';
import type { FileSettings } from '../../server/files/intake.ts';
import { Live } from './live.ts';
import { entries } from './inbound-stage.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** The bridge with real files in a folder of their own. */
export class FilesLive {
  readonly live: Live;
  readonly data: string;
  readonly settings: Changeable<FileSettings>;

  private constructor(live: Live, data: string, settings: Changeable<FileSettings>) {
    this.live = live;
    this.data = data;
    this.settings = settings;
  }

  static async start(): Promise<FilesLive> {
    const data = mkdtempSync(join(tmpdir(), 'shardbell-discord-'));
    const settings: Changeable<FileSettings> = {
      file_kinds: keptSettings.file_kinds.fallback,
      file_bytes_max: keptSettings.file_bytes_max.fallback,
      account_files_bytes_max: keptSettings.account_files_bytes_max.fallback,
      files_bytes_max: keptSettings.files_bytes_max.fallback,
    };
    const live = await Live.start({}, ({ tables }) => {
      const onFault = (error: unknown): void => void live?.errors.push(error);
      return new Files({ data, tables, settings: () => settings, isBounded: () => true, onFault });
    });
    return new FilesLive(live, data, settings);
  }

  async close(): Promise<void> {
    await this.live.close();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** The files of each public message, in order. */
  async filesIn(ticket: string): Promise<File[][]> {
    const all = await entries(this.live, ticket);
    return all.flatMap(({ what }) => (what.kind === 'message' ? [what.files ?? []] : []));
  }

  async bytesOf(ticket: string, id: string): Promise<Buffer> {
    const file = this.live.files!.find(ticket, id, 'public')!;
    const open = (await this.live.files!.open(file.sha256))!;
    try {
      return await open.handle.readFile();
    } finally {
      await open.handle.close();
    }
  }

  /** A file that waits for its message, as it comes from the web. */
  async uploaded(
    account: string,
    ticket: string,
    name: string,
    bytes: Uint8Array,
  ): Promise<string> {
    const source = (async function* () {
      yield bytes;
    })();
    const file = { account, ticket, name, bytes: bytes.length, source };
    const taken = await this.live.files!.receive(file);
    if (!taken.ok) throw new Error(taken.refusal.code);
    return taken.file.id;
  }
}
