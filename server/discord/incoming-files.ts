import type { FileOutcome, InboundFiles } from '../../actors/discord/inbound/parts.ts';
import type { Files } from '../files/files.ts';
import { boundedSource } from '../platform/bounded-source.ts';

/** Where Discord has the files of messages. Nothing else is ever asked, whatever a message says. */
const file_hosts: readonly string[] = [
  'https://cdn.discordapp.com',
  'https://media.discordapp.net',
];
/** Without a byte, and for one file. */
const silence_ms_max = 15_000;
const all_ms_max = 60_000;

/** Fetches files of messages on Discord, and keeps them as those that are sent on the web. */
export class IncomingFiles implements InboundFiles {
  readonly #files: Pick<Files, 'receive' | 'drop'>;
  readonly #hosts: ReadonlySet<string>;
  readonly #stopped = new AbortController();

  /** @param cdn Discord's, as it is set */
  constructor(files: Pick<Files, 'receive' | 'drop'>, cdn: string) {
    this.#files = files;
    this.#hosts = new Set([...file_hosts, new URL(cdn).origin]);
  }

  async keep({ address, ...file }: Parameters<InboundFiles['keep']>[0]): Promise<FileOutcome> {
    const url = URL.parse(address);
    if (url === null || !this.#hosts.has(url.origin)) return { kind: 'failed' };
    try {
      const taken = await this.#files.receive({ ...file, source: this.#fetched(url) });
      return taken.ok
        ? { kind: 'kept', id: taken.file.id }
        : { kind: 'refused', refusal: taken.refusal };
    } catch {
      return { kind: this.#stopped.signal.aborted ? 'stopped' : 'failed' };
    }
  }

  drop(account: string, id: string): void {
    this.#files.drop(account, id);
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** The bytes, as they come. Asked for only where they are read. */
  #fetched(url: URL): AsyncIterable<Uint8Array> {
    const ending = new AbortController();
    const cut = (): void => ending.abort(new Error('Discord sent a file too slowly'));
    return boundedSource(this.#bytesOf(url, ending), { silence_ms_max, all_ms_max, cut });
  }

  async *#bytesOf(url: URL, ending: AbortController): AsyncGenerator<Uint8Array> {
    const signal = AbortSignal.any([ending.signal, this.#stopped.signal]);
    try {
      const headers = { 'accept-encoding': 'identity' };
      const answer = await fetch(url, { signal, headers, redirect: 'error' });
      if (!answer.ok || answer.body === null) throw new Error(`Discord answered ${answer.status}`);
      yield* answer.body;
    } finally {
      ending.abort();
    }
  }
}
