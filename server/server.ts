import { once } from 'node:events';
import { join } from 'node:path';
import { shippedCategories } from '../protocol/settings.ts';
import type { Access } from './access.ts';
import type { Admin } from './admin/admin.ts';
import { systemClock } from './clock.ts';
import { compose, type ComposeOptions } from './compose.ts';
import type { Settings } from './config/settings.ts';
import { openDataFolder } from './data-folder.ts';
import { firstLink } from './first-link.ts';
import type { httpServer } from './http/app.ts';
import { Origins } from './http/origins.ts';
import { packageRoot } from './package-root.ts';
import { ScriptLoader } from './script-loader.ts';
import { ScriptWatch } from './script-watch.ts';
import type { Journal } from './storage/journal.ts';

/** Old receipts are dropped little and often. */
const prune_every_ms = 10 * 60 * 1000;

export interface ServerOptions extends ComposeOptions {
  /** Puts something between the actors and the disk, as tests of crashes do. */
  readonly wrapJournal?: (journal: Journal) => Journal;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:4600`. */
  readonly address: string;
  readonly port: number;
  /** Signs in the first administrator while nobody ever did. */
  readonly firstLink: string | undefined;
  readonly admin: Admin;
  /** Who there is, for what runs in this process. */
  readonly access: Access;
  /** Takes no more, finishes what was begun, tells everybody to come back, lets go of the folder. */
  stop(): Promise<void>;
}

export type Started =
  | { readonly ok: true; readonly server: RunningServer }
  /** One sentence for the operator. */
  | { readonly ok: false; readonly sentence: string };

/** Opens the data folder, puts the server together on it, and listens. */
export async function startServer(options: ServerOptions): Promise<Started> {
  const { settings } = options;
  const scriptFolders = {
    shipped: join(packageRoot, 'server/scripts'),
    own: join(settings.data, 'scripts'),
  };
  const scripts = new ScriptLoader(scriptFolders, shippedCategories, options.log);
  // Staff can work where they do not load, so the server runs on.
  const [opened] = await Promise.all([openDataFolder(settings.data, options), scripts.changed()]);
  if (!opened.ok) return opened;
  const { folder } = opened;
  const origins = new Origins(settings);
  const { http, desk, shards, followers, projections, net, admin, discord, security } = compose(
    options,
    folder,
    origins,
    scripts,
  );
  const { notices, marks } = projections;

  const fault = await bind(http, settings);
  if (fault !== undefined) {
    await folder.close();
    return { ok: false, sentence: fault };
  }
  const bound = http.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : settings.port;
  origins.listening(port);
  const { access, control } = folder;
  control.serve(({ operation, input }) => admin.operate(operation, input));
  notices.start();
  discord.start();
  const watch = new ScriptWatch(join(settings.data, 'scripts'), async () => {
    const sources = await scripts.changed();
    if (sources === undefined) return;
    options.log.info('the help scripts were changed, and are loaded again');
    await shards.reloadScripts(sources);
  });
  await watch.start();
  const pruning = setInterval(() => void folder.journal.prune(systemClock.now()), prune_every_ms);
  return {
    ok: true,
    server: {
      address: origins.localAddress,
      port,
      firstLink: await firstLink(
        access,
        origins.publicAddress ?? origins.localAddress,
        options.log,
      ),
      admin,
      access,
      async stop() {
        clearInterval(pruning);
        watch.stop();
        http.close();
        await net.stop();
        security.stop();
        await desk.stop();
        await shards.close();
        await notices.stop();
        await discord.stop();
        await marks.stop();
        followers.stop();
        await folder.close();
        http.closeAllConnections();
      },
    },
  };
}

/** Why it cannot listen there, if it cannot. */
async function bind(
  http: ReturnType<typeof httpServer>,
  { host, port }: Settings,
): Promise<string | undefined> {
  http.listen(port, host);
  try {
    await once(http, 'listening');
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is in use: stop what listens there, or set SHARDBELL_PORT to another.`
      : `Port ${port} of ${host} cannot be listened on (${code ?? String(error)}).`;
  }
}
