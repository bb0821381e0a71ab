import { once } from 'node:events';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { Online } from '../actors/roster/online.ts';
import { Queue } from '../actors/queue/queue.ts';
import { startScriptHost } from '../actors/shard/script/host.ts';
import { Shards } from '../actors/shard/shards.ts';
import { shippedCategories } from '../actors/ticket/categories.ts';
import type { Principal } from '../actors/ticket/command.ts';
import type { Caller } from '../actors/ticket/desk.ts';
import { openAccess } from './access.ts';
import { runAdmin, type AdminParts } from './admin.ts';
import type { Settings } from './config/settings.ts';
import { systemClock } from './clock.ts';
import { openControl } from './control.ts';
import { Desk } from './desk/desk.ts';
import { firstLink } from './first-link.ts';
import { createApp, httpServer } from './http/app.ts';
import { Metrics } from './http/metrics.ts';
import { Origins } from './http/origins.ts';
import type { Log } from './log.ts';
import { listen, type ListenOptions } from './net/listen.ts';
import { NoticeProjector } from './notices.ts';
import { packageRoot } from './package-root.ts';
import { readScripts } from './script-files.ts';
import { nodeSecrets } from './secrets.ts';
import type { Journal } from './storage/journal.ts';
import { openLmdbJournal } from './storage/lmdb_journal.ts';

export interface ServerOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** Puts something between the actors and the disk, as tests of crashes do. */
  readonly wrapJournal?: (journal: Journal) => Journal;
  /** How fast principals may ask; a bench asks faster than anybody would. */
  readonly paces?: Pick<ListenOptions, 'accountPace' | 'shardPace'>;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:4600`. */
  readonly address: string;
  readonly port: number;
  /** Signs in the first administrator while nobody ever did. */
  readonly firstLink: string | undefined;
  readonly admin: AdminParts;
  /** Takes no more, finishes what was begun, tells everybody to come back, lets go of the folder. */
  stop(): Promise<void>;
}

export type Started =
  | { readonly ok: true; readonly server: RunningServer }
  /** One sentence for the operator. */
  | { readonly ok: false; readonly sentence: string };

/** Puts the server together and starts it: the one place where all parts meet. */
export async function startServer({
  settings,
  log,
  wrapJournal,
  paces,
}: ServerOptions): Promise<Started> {
  const scripts = readScripts(join(packageRoot, 'server/scripts'), join(settings.data, 'scripts'));
  if (!scripts.ok) return scripts;
  // Whoever has the control socket has the folder.
  const held = await openControl(settings.data);
  if (!held.ok) return held;
  const { control } = held;
  const opened = await openLmdbJournal(settings.data, {
    onLost: (cause: unknown) => {
      log.fatal(
        { err: cause },
        'the disk does not come back: stopping, for a supervisor to start anew',
      );
      process.exit(1);
    },
  });
  if (!opened.ok) {
    await control.close();
    return opened;
  }
  const journal = wrapJournal?.(opened.journal) ?? opened.journal;

  const access = await openAccess(journal, nodeSecrets);
  const { roster } = access;
  const online = new Online();
  const principal = ({ account, restricted }: Caller, character: string | null): Principal =>
    roster.principal(account, restricted, character ?? online.characterOf(account));

  const desk = new Desk({
    journal,
    clock: systemClock,
    principal,
    person: (account) =>
      roster.account(account) === undefined ? undefined : roster.person(account, null),
    settings: () => ({ autoArchive: false, categories: shippedCategories }),
    onFault: (error, ticket) => log.error({ err: error, ticket }, 'a ticket met a fault'),
  });
  const notices = new NoticeProjector(journal, (cause) =>
    log.error({ err: cause }, 'notices could not be kept'),
  );
  const shards = new Shards({
    roster,
    online,
    notices,
    tickets: desk,
    scripts: (port) =>
      startScriptHost({
        sources: scripts.sources,
        entry: 'help.lua',
        port,
        validCategories: shippedCategories,
      }),
    newId: () => nanoid(),
    now: () => systemClock.now(),
    log: (level, message, about) => log[level]({ ...about }, message),
  });
  desk.onTold((told) => shards.told(told));
  notices.onNotice((account) => shards.noticesFor(account));

  const origins = new Origins(settings);
  const metrics = new Metrics(() => []);
  const app = createApp({
    access,
    origins,
    metrics,
    checks: [],
    log,
    trustProxy: settings.trustProxy,
    webFolder: join(packageRoot, 'dist/web'),
  });
  const http = httpServer(app);
  const net = listen(http, {
    backend: {
      desk,
      shardOfKey: (key) => access.shardKeys.shardOfKey(key),
      spendSocketTicket: (ticket) => access.socketTickets.spend(ticket),
      connectShard: (shard, incarnation, connection) =>
        shards.connect(shard, incarnation, connection),
      describe: (caller) => {
        const { person, rights } = principal(caller, null);
        return { name: person.name, rights: [...rights] };
      },
      categories: () => shippedCategories,
      onRightsChanged: (listener) => roster.onRightsChanged(listener),
      now: () => systemClock.now(),
    },
    queue: new Queue(journal.active()),
    settled: journal,
    origins,
    connectionsMax: settings.connectionsMax,
    trustProxy: settings.trustProxy,
    onFault: (error) => log.error({ err: error }, 'a connection met a fault'),
    ...paces,
  });
  notices.start();

  http.listen(settings.port, settings.host);
  try {
    await once(http, 'listening');
  } catch (error) {
    await journal.close();
    await control.close();
    return { ok: false, sentence: listenFault(error, settings) };
  }
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  origins.listening(port);
  const admin: AdminParts = { access, address: () => origins.publicAddress };
  control.serve(({ operation, input }) => runAdmin(admin, operation, input));
  return {
    ok: true,
    server: {
      address: origins.localAddress,
      port,
      firstLink: await firstLink(access, origins.publicAddress ?? origins.localAddress, log),
      admin,
      async stop() {
        http.close();
        await net.stop();
        await desk.stop();
        await shards.close();
        await notices.stop();
        await roster.settled();
        await journal.close();
        await control.close();
        http.closeAllConnections();
      },
    },
  };
}

function listenFault(error: unknown, { host, port }: Settings): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `Port ${port} of ${host} is in use: stop what listens there, or set SHARDBELL_PORT to another.`;
  }
  return `Port ${port} of ${host} cannot be listened on (${code ?? String(error)}).`;
}
