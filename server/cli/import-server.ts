import type { DataFolder } from '../data-folder.ts';
import type { ImportAnswer, Importer, ImportRequest } from '../import/importer.ts';
import { systemClock } from '../platform/clock.ts';
import { failed } from '../platform/failed.ts';
import { holdsData } from '../storage/folder/data-files.ts';
import { askToImport } from './ask.ts';
import { nothingIn } from './manage.ts';

/** Who takes lines: the running server; if none runs, this process on the data folder itself. */
export class ImportServer {
  readonly #data: string;
  #alone: { readonly folder: DataFolder; readonly importer: Importer } | undefined;

  constructor(data: string) {
    this.#data = data;
  }

  async ask(request: ImportRequest): Promise<ImportAnswer> {
    if (this.#alone !== undefined) return this.#alone.importer.take(request);
    const asked = await askToImport(this.#data, request);
    if (asked.kind === 'answered') return asked.result;
    // It must not create a folder: the path may be misspelt, or its disk not mounted.
    if (!holdsData(this.#data)) return nothingIn(this.#data);
    // Loading the storage takes longer than an answer of a running server, so it comes last.
    const { openDataFolder } = await import('../data-folder.ts');
    const opened = await openDataFolder(this.#data);
    if (!opened.ok) return opened;
    const { folder } = opened;
    const busy = failed('The data folder is being imported into: try again when that is done.');
    folder.control.serve(async () => busy);
    const [{ Importer }, { TicketNumbers }] = await Promise.all([
      import('../import/importer.ts'),
      import('../tickets/ticket-numbers.ts'),
    ]);
    const { storage, access } = folder;
    const numbers = new TicketNumbers(access.sequences, storage.tables);
    const room = (): Promise<void> => folder.roomForBulk();
    const importer = new Importer({ storage, access, numbers, clock: systemClock, room });
    this.#alone = { folder, importer };
    return importer.take(request);
  }

  async close(): Promise<void> {
    await this.#alone?.folder.close();
  }
}
