import { once } from 'node:events';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { Queue } from '../actors/queue/queue.ts';
import { Online } from '../actors/roster/online.ts';
import { Shards } from '../actors/shard/shards.ts';
import type { Principal } from '../actors/ticket/command.ts';
import type { Caller } from '../actors/ticket/desk.ts';
import type { StaffName } from '../actors/ticket/view.ts';
import { same } from '../protocol/same.ts';
import { shippedCategories } from '../protocol/settings.ts';
import type { Access } from './access.ts';
import { Admin } from './admin/admin.ts';
import { version } from './cli/version.ts';
import { Turns } from './turns.ts';
import { systemClock } from './clock.ts';
import type { Settings } from './config/settings.ts';
import { Discord } from './discord.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { Desk } from './desk/desk.ts';
import { firstLink } from './first-link.ts';
import { createApp, httpServer } from './http/app.ts';
import { boundHeads } from './http/heads.ts';
import { Metrics } from './http/metrics.ts';
import { warnOfProxy } from './http/proxy-warning.ts';
import { Origins } from './http/origins.ts';
import { logFigure, type Log } from './log.ts';
import { figuresOf } from './net/counters.ts';
import { lookUp } from './look-up.ts';
import { OlderCopy } from './older-copy.ts';
import { listen, type ListenOptions } from './net/listen.ts';
import { JournalNotices } from './projections/notice-store.ts';
import { NoticeProjector } from './projections/notices.ts';
import { packageRoot } from './package-root.ts';
import { PlayerTickets } from './player-tickets.ts';
import { SecurityLog } from './security-log.ts';
import { scriptFault, scriptFaults, scriptFigures } from './script-report.ts';
import { ScriptLoader } from './script-loader.ts';
import {
  allCategories,
  guestPrincipal,
  openCategories,
  playerSettings,
  setupOf,
  staffNameOf,
  ticketSettings,
} from './setup.ts';
import { ScriptWatch } from './script-watch.ts';
import type { Journal } from './storage/journal.ts';
import { storageFigures } from './storage-figures.ts';

/** Old receipts are dropped little and often. */
const prune_every_ms = 10 * 60 * 1000;

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
  const { http, desk, shards, notices, net, admin, discord, security } = compose(
    options,
    folder,
    origins,
    scripts,
  );

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
        await folder.close();
        http.closeAllConnections();
      },
    },
  };
}

/** The one place where all parts meet. */
function compose(
  { settings, log, paces }: ServerOptions,
  { journal, disk, damage, commitFigures, access }: DataFolder,
  origins: Origins,
  scripts: ScriptLoader,
) {
  const { roster } = access;
  const online = new Online();
  const security = new SecurityLog(log);
  const turns = new Turns();
  const olderCopy = new OlderCopy(journal, (about, sentence) => log.warn(about, sentence));
  const admin = new Admin({
    data: () => olderCopy.standing(),
    access,
    turns,
    journal,
    address: () => origins.publicAddress,
    scriptFault: (shard) => scriptFault(shards.health().get(shard)) ?? scripts.fault(),
    discord: (again) => discord.standing(again),
  });
  const principal = ({ account, restricted, guest }: Caller, character: string | null): Principal =>
    guest === undefined
      ? roster.principal(account, restricted, character ?? online.characterOf(account))
      : guestPrincipal(access, account, guest.name);

  const staffName: StaffName = (account) =>
    staffNameOf(access.settings.now, account === null ? undefined : roster.account(account));
  const desk = new Desk({
    journal,
    clock: systemClock,
    principal,
    people: {
      principal: (account) =>
        roster.account(account) && roster.principal(account, false, online.characterOf(account)),
      faction: (id) => roster.faction(id),
    },
    settings: () => ticketSettings(access.settings.now),
    playerSettings: () => playerSettings(access.settings.now),
    onBound: (bound, account) => security.add({ kind: bound, account }),
    staffName,
    onFault: (error, ticket) => log.error({ err: error, ticket }, 'a ticket met a fault'),
  });
  const noticeFault = (cause: unknown) => log.error({ err: cause }, 'notices could not be kept');
  const notices = new NoticeProjector({
    journal,
    plays(id) {
      const account = roster.account(id);
      return account !== undefined && account.shard !== null && !roster.isReplaced(account);
    },
    onError: noticeFault,
  });
  let scriptCategories = openCategories(access.settings.now);
  scripts.changeCategories(scriptCategories);
  const queue = new Queue(journal.active(), staffName);
  const shards = new Shards({
    roster,
    online,
    notices: new JournalNotices({
      journal,
      principal: (account) => roster.principal(account, true, null),
      staffName,
      now: () => performance.now(),
      onError: noticeFault,
    }),
    tickets: new PlayerTickets({
      desk,
      queue,
      journal,
      marks: () => net.marks,
      mayView: (account) => roster.rightsOf(account, true).has('tickets.view'),
    }),
    scripts: (port) => scripts.start(port),
    newId: () => nanoid(),
    now: () => systemClock.now(),
    log: (level, message, about) => log[level]({ ...about }, message),
  });
  desk.onTold((told) => shards.told(told));
  desk.onTold((told) => notices.told(told));
  notices.onNotice((account) => shards.noticesFor(account));
  roster.onReplaced((account, character) => shards.replaced(account, character));
  access.shardKeys.onRotated((shard) => shards.keyChanged(shard));
  access.shardKeys.onRemoved((shard) => void shards.removed(shard));
  access.settings.onChanged(() => {
    const categories = openCategories(access.settings.now);
    if (same(categories, scriptCategories)) return;
    scriptCategories = categories;
    scripts.changeCategories(categories);
    shards.changeCategories(categories);
  });

  const metrics = new Metrics(() => [
    logFigure(),
    ...security.figures(),
    ...figuresOf(net.counters),
    ...desk.figures(),
    ...notices.figures(),
    ...scriptFigures(shards.health()),
    ...storageFigures(disk.figures(), commitFigures()),
  ]);
  const app = createApp({
    access,
    origins,
    security,
    metrics,
    checks: [
      { name: 'journal', fault: () => journal.fault() },
      { name: 'data', fault: () => damage.fault() ?? olderCopy.fault(), isAside: true },
      { name: 'discord', fault: () => discord.fault(), isAside: true },
      {
        name: 'scripts',
        fault: () => (scripts.isAble ? scriptFaults(shards.health()) : scripts.fault()),
      },
    ],
    log,
    trustProxy: settings.trustProxy,
    discordFiles: {
      messages: () => discord.messages,
      signing: () => discord.signing,
      now: () => systemClock.now(),
    },
    webFolder: join(packageRoot, 'dist/web'),
    desk,
    queue,
    journal,
    turns,
    categories: () => allCategories(access.settings.now),
    version: version(),
  });
  const http = httpServer(app);
  boundHeads(http, security);
  warnOfProxy(http, log, settings.trustProxy);
  const net = listen(http, {
    backend: {
      desk,
      shardOfKey: (key) => access.shardKeys.shardOfKey(key),
      spendSocketTicket: (ticket) => access.socketTickets.spend(ticket),
      useWebSession: (id) => access.webSessions.use(id),
      connectShard: (name, incarnation, connection) =>
        shards.connect(name, incarnation, connection),
      describe: (caller) => {
        const { person, rights } = principal(caller, null);
        const shownAs = staffName(caller.account) ?? person.name;
        return { name: person.name, shownAs, rights: [...rights] };
      },
      setup: () => setupOf(access.settings.now, disk.trouble !== undefined),
      onSetupChanged: (listener) => {
        access.settings.onChanged(listener);
        disk.onChanged(listener);
      },
      admin: (caller, deed) => admin.ask(caller, deed),
      canned: access.canned,
      find: (caller, wanted) => lookUp({ roster, turns }, caller, wanted),
      onRightsChanged: (listener) => roster.onRightsChanged(listener),
      now: () => performance.now(),
      wallTime: () => systemClock.now(),
    },
    queue,
    journal,
    turns,
    origins,
    security,
    connectionsMax: settings.connectionsMax,
    connectionsPerAccountMax: settings.connectionsPerAccountMax,
    trustProxy: settings.trustProxy,
    onFault: (error) => log.error({ err: error }, 'a connection met a fault'),
    onAhead: (ahead) => void olderCopy.named(ahead),
    ...paces,
  });
  admin.onChanged((by, what) => {
    net.administrationChanged();
    security.add({ kind: 'changed', ...(by.account && { account: by.account }), value: what });
  });
  olderCopy.onChanged(() => net.administrationChanged());
  roster.onAliasChanged(() => net.staffRenamed());
  access.settings.onChanged((name) => {
    if (name === 'support_shown_as' || name === 'support_alias') net.staffRenamed();
  });
  // Whoever signed out, or got another password, has to show a sign-in again.
  access.webSessions.onEnded((webSession) => net.signOut(webSession));
  security.follow(access);
  const discord = new Discord({
    settings,
    journal,
    access,
    desk,
    queue,
    principal: (caller) => principal(caller, null),
    staffName,
    address: () => origins.publicAddress,
    log,
    onAhead: (what, numbers) => olderCopy.discordShows(what, numbers),
  });
  return { http, desk, shards, notices, net, admin, discord, security };
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
