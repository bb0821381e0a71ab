import type { KeptFile } from '../../actors/ticket/files.ts';
import type { Result } from '../../protocol/refusals.ts';
import type { Audience } from '../../protocol/ticket.ts';
import { systemClock } from '../platform/clock.ts';
import type { Figure } from '../platform/figure.ts';
import { readFileRow, readKept } from '../storage/rows/file-rows.ts';
import type { Tables } from '../storage/tables.ts';
import { openBlobs, type Blobs, type OpenBlob } from './blobs.ts';
import { fileLimits } from './file-limits.ts';
import { Intake, type FileSettings, type Incoming, type Taken } from './intake.ts';
import { Sweep } from './sweep.ts';
import { Uploads } from './uploads.ts';
import { FileWorker } from './worker.ts';

export interface FilesDeps {
  /** The data folder. */
  readonly data: string;
  readonly tables: Pick<Tables, 'get' | 'list'>;
  settings(): FileSettings;
  /** Whether the account may send only so much. */
  isBounded(account: string): boolean;
  onFault(error: unknown): void;
  /** Whether no file may go at this moment. */
  isHeld?: (() => boolean) | undefined;
  /** Tests have others. */
  readonly worker?: FileWorker;
}

/** The files of messages: taken, kept, found again and swept. */
export class Files {
  readonly #deps: FilesDeps;
  readonly #blobs: Blobs;
  readonly #uploads = new Uploads(() => systemClock.now());
  readonly #worker: FileWorker;
  readonly #intake: Intake;
  readonly #sweep: Sweep;
  #endSweeping: (() => void) | undefined;
  #swept = 0;

  constructor(deps: FilesDeps) {
    const { data, tables } = deps;
    const blobs = openBlobs(data);
    const uploads = this.#uploads;
    this.#deps = deps;
    this.#blobs = blobs;
    this.#worker = deps.worker ?? new FileWorker();
    this.#intake = new Intake({ ...deps, blobs, uploads, worker: this.#worker });
    this.#sweep = new Sweep({
      tables,
      blobs,
      uploads,
      now: () => systemClock.now(),
      isHeld: () => deps.isHeld?.() ?? false,
    });
  }

  start(): void {
    const sweep = (): void => void this.sweep();
    this.#endSweeping = systemClock.every(fileLimits.sweep_every_ms, sweep);
    // A server that is restarted often removes what is old, too.
    sweep();
  }

  stop(): void {
    this.#endSweeping?.();
    this.#worker.stop();
  }

  /** Takes a file, which waits then for the message that names it. Rejects where its source does. */
  receive(incoming: Incoming): Promise<Taken> {
    return this.#intake.receive(incoming);
  }

  /** As `Uploads.take`. */
  take(
    account: string,
    ticket: string | null,
    ids: readonly string[],
    command: string,
  ): Result<{ readonly files: readonly KeptFile[] }> {
    return this.#uploads.take(account, ticket, ids, command);
  }

  /** As `Uploads.settled`. */
  settled(ids: readonly string[], isSent: boolean): void {
    this.#uploads.settled(ids, isSent);
  }

  /** An upload that whoever sent it wants no more. */
  drop(account: string, id: string): void {
    this.#uploads.drop(account, id);
  }

  /** A file of an entry that this audience sees. Whether the caller is of it is asked elsewhere. */
  find(ticket: string, id: string, audience: Audience): KeptFile | undefined {
    const row = readFileRow(this.#deps.tables, ticket, id);
    if (row === undefined || (audience === 'public' && row.publicSeq === null)) return undefined;
    return row.file;
  }

  /** The caller closes it. */
  open(sha256: string): Promise<OpenBlob | undefined> {
    return this.#blobs.open(sha256);
  }

  /** Removes what nothing names. Never rejects. */
  async sweep(grace_ms?: number): Promise<void> {
    try {
      this.#swept += await this.#sweep.run(grace_ms);
    } catch (error) {
      this.#deps.onFault(error);
    }
  }

  /** For `/metrics`. */
  figures(): Figure[] {
    const { files, bytes } = readKept(this.#deps.tables, null);
    const figure = (kind: 'gauge' | 'counter', name: string, help: string, value: number) => {
      return { name: `shardbell_files_${name}`, help, kind, labels: {}, value };
    };
    return [
      figure('gauge', 'kept', 'Files of messages.', files),
      figure('gauge', 'kept_bytes', 'Bytes of files of messages.', bytes),
      figure('gauge', 'waiting', 'Files that wait for their message.', this.#uploads.size),
      figure('gauge', 'arriving', 'Files that are being sent.', this.#intake.underWay),
      figure(
        'counter',
        'swept_total',
        'Blobs that nothing named and that were removed.',
        this.#swept,
      ),
    ];
  }
}
