import type { Failed } from './platform/failed.ts';
import { inWords } from './admin/control.ts';
import { openDataFolder } from './data-folder.ts';
import type { ComposeOptions } from './compose.ts';
import { takeAsked } from './import/asked.ts';
import { Importer } from './import/importer.ts';
import { systemClock } from './platform/clock.ts';
import { bootstrapLink } from './identity/bootstrap-link.ts';
import { helpScripts, serve, type Serving } from './serve.ts';
import type { Storage } from './storage/storage.ts';

export interface ServerOptions extends ComposeOptions {
  /** Wraps the storage, as crash tests do. */
  readonly wrapStorage?: (storage: Storage) => Storage;
}

export interface RunningServer extends Serving {
  /** The link for the first administrator, while none has signed in. */
  readonly bootstrapLink: string | undefined;
}

export type Started =
  | { readonly ok: true; readonly server: RunningServer }
  /** One sentence for the operator. */
  | Failed;

/** Opens the data folder, puts the server together on it, and listens. */
export async function startServer(options: ServerOptions): Promise<Started> {
  const scripts = helpScripts(options);
  // Staff can work without the help scripts, so the server starts even if they do not load.
  const [opened] = await Promise.all([
    openDataFolder(options.settings.data, { ...options, settings: options.settings }),
    scripts.changed(),
  ]);
  if (!opened.ok) return opened;
  const { folder } = opened;
  const served = await serve(options, folder, scripts);
  if (!served.ok) return served;
  const { serving } = served;
  const { access, admin, publicAddress, numbers } = serving;
  const importer = new Importer({
    storage: folder.storage,
    access,
    numbers,
    clock: systemClock,
    room: () => folder.roomForBulk(),
  });
  folder.control.serve(async ({ operation, input }, call) => {
    if (operation === 'account_export') return serving.exportAccount(input, call);
    if (operation === 'import') {
      return takeAsked(importer, input, () => call.tell({ bytes: 0, of: 0 }));
    }
    if (operation === 'compact') {
      const answer = await folder.compact(call.signal, call.tell);
      if (answer.ok) options.log.info(answer.compacted, 'The data file was compacted.');
      else options.log.error(answer.sentence);
      return answer;
    }
    if (operation !== 'backup') return inWords(await admin.operate(operation, input));
    const made = await folder.backups.ask(input, call);
    if (made.ok) admin.backedUp(made.backup.path);
    else options.log.error(made.sentence);
    return made;
  });
  folder.daily?.start();
  return {
    ok: true,
    server: { ...serving, bootstrapLink: await bootstrapLink(access, publicAddress, options.log) },
  };
}
