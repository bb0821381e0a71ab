import { join } from 'node:path';
import { exportAccount } from './admin/account-export.ts';
import { Admin } from './admin/admin.ts';
import type { ControlCall } from './admin/control.ts';
import type { PersonSource } from './export/person.ts';
import { version } from './platform/version.ts';
import { systemClock } from './platform/clock.ts';
import type { Settings } from './config/settings-table.ts';
import { Discord } from './discord/discord.ts';
import { createApp, httpServer } from './http/app.ts';
import { boundHeads } from './http/heads.ts';
import { Metrics } from './http/metrics.ts';
import type { Origins } from './http/origins.ts';
import { warnOfProxy } from './http/proxy-warning.ts';
import type { Kept } from './projections/kept.ts';
import { soleLease, type Lease } from './platform/lease.ts';
import { Head } from './projections/head.ts';
import { logFigure, type Log } from './platform/log.ts';
import { searchPeople } from './identity/people-search.ts';
import { figuresOf, freshCounters } from './sockets/connection/counters.ts';
import { listen, type ListenOptions } from './sockets/listen.ts';
import { composeShards } from './compose-shards.ts';
import { composeTickets } from './compose-tickets.ts';
import { OlderCopy } from './older-copy.ts';
import { packageRoot } from './platform/package-root.ts';
import { Erasures } from './tickets/erasures.ts';
import { Retention } from './tickets/retention.ts';
import { Worlds } from './tickets/worlds.ts';
import { backlogFigures } from './projections/backlog.ts';
import { DueWork } from './projections/due-work.ts';
import { TicketTimes } from './projections/ticket-times.ts';
import type { ScriptLoader } from './help-scripts/loader.ts';
import { scriptFault, scriptFaults, scriptFigures } from './help-scripts/report.ts';
import { SecurityLog } from './identity/security-log.ts';
import { allCategories, visibleSettings } from './identity/visible-settings.ts';
import { Turns } from './platform/turns.ts';
import { OutgoingWebhooks } from './webhooks/outgoing.ts';

/**
 * Puts the server together. Each part is made from those before it: who somebody is, what follows
 * the log, the tickets, and then the surfaces. An earlier part hears of a later one only by events.
 * Lint refuses names that are used here before they are made.
 */

export interface ComposeOptions {
  readonly settings: Settings;
  /** For work that only one of several servers may do at a time. */
  readonly lease?: Lease;
  readonly log: Log;
  /** How fast principals may ask; a bench asks faster than anybody would. */
  readonly paces?: Pick<ListenOptions, 'accountPace' | 'shardPace'>;
}

export function compose(
  { settings, lease = soleLease, log, paces }: ComposeOptions,
  kept: Kept,
  origins: Origins,
  scripts: ScriptLoader,
) {
  const { storage, access, disk, daily, isBackedUp } = kept;
  const { roster } = access;
  const security = new SecurityLog(log);
  const turns = new Turns();
  const tickets = composeTickets({
    settings,
    storage,
    access,
    isBackedUp,
    security,
    address: () => origins.publicAddress,
    log,
  });
  const olderCopy = new OlderCopy(storage.tables, tickets.numbers, (about, sentence) =>
    log.warn(about, sentence),
  );
  const { ticketService, online, principal, staffName, followers, projections, files } = tickets;
  const { queue, readMarkers } = projections;

  const shards = composeShards(tickets, {
    storage,
    access,
    scripts,
    log,
    address: () => origins.publicAddress,
  });
  const dueWork = new DueWork({
    storage,
    clock: systemClock,
    onFault: (err, work) => log.error({ err, work }, 'due work failed, trying again'),
  });
  const discord = new Discord({
    settings,
    lease,
    storage,
    dueWork,
    access,
    ticketService,
    files,
    queue,
    principal: (caller) => principal(caller, null),
    staffName,
    address: () => origins.publicAddress,
    log,
    onAhead: (what, numbers) => olderCopy.discordShows(what, numbers),
  });
  const erasures = new Erasures({
    storage,
    access,
    turns,
    clock: systemClock,
    list: kept.erasureList,
    freePages: (signal) => kept.freePages(signal),
    onFault: (err) => log.error({ err }, 'an erasure was cut off, trying again'),
  });
  const retention = new Retention({
    storage,
    access,
    turns,
    clock: systemClock,
    freePages: (signal) => kept.freePages(signal),
    onFault: (err) => log.error({ err }, 'retention could not treat a ticket'),
  });
  const webhooks = new OutgoingWebhooks({
    storage,
    dueWork,
    webhooks: access.webhooks,
    audit: access.audit,
    staffName,
    lease,
    isPrivate: settings.webhooksPrivate,
    log,
  });
  const admin = new Admin({
    erasures,
    retention,
    worlds: new Worlds({ storage, access, clock: systemClock }),
    data: () => olderCopy.status(),
    access,
    turns,
    tables: storage.tables,
    address: () => origins.publicAddress,
    shard: (name) => shards.standing(name),
    isPlaying: (account) => tickets.online.ofAccount(account).length > 0,
    scriptFault: (shard) => scriptFault(shards.health().get(shard)) ?? scripts.fault(),
    discord: (again) => discord.standing(again),
    webhooks: {
      isPrivate: settings.webhooksPrivate,
      rows: () => webhooks.rows(),
      test: (hook) => webhooks.test(hook),
    },
  });

  const source: PersonSource = {
    access,
    tables: storage.tables,
    blobs: files,
    staffName,
    *activeNumbers() {
      for (const { number } of queue.active()) yield number;
    },
  };

  const times = new TicketTimes({
    tables: storage.tables,
    clock: systemClock,
    onFault: (err) => log.error({ err }, 'time of a ticket was not counted'),
  });
  followers.follow('ticket_times', times);
  const counters = freshCounters();
  const head = new Head(storage);
  const metrics = new Metrics(() => [
    logFigure(),
    ...security.figures(),
    ...figuresOf(counters),
    ...ticketService.figures(),
    ...backlogFigures(queue.active(), systemClock.now()),
    ...times.figures(),
    ...files.figures(),
    ...head.figures(),
    ...followers.figures(),
    ...dueWork.figures(),
    ...erasures.figures(),
    ...webhooks.figures(),
    ...scriptFigures(shards.health()),
    ...disk.figures(),
  ]);
  const app = createApp({
    head,
    access,
    origins,
    security,
    metrics,
    checks: [
      { name: 'journal', fault: () => storage.fault() },
      { name: 'data', fault: () => disk.fault() ?? olderCopy.fault(), isAside: true },
      { name: 'discord', fault: () => discord.fault(), isAside: true },
      {
        name: 'scripts',
        fault: () => (scripts.isAble ? scriptFaults(shards.health()) : scripts.fault()),
      },
      ...(daily ? [{ name: 'backup', fault: () => daily.fault(), isAside: true } as const] : []),
    ],
    log,
    trustProxy: settings.trustProxy,
    discordFiles: {
      messages: () => discord.messages,
      signing: () => discord.signing,
      now: () => systemClock.now(),
    },
    webFolder: join(packageRoot, 'dist/web'),
    ticketService,
    queue,
    files,
    playerOf: (key, session) => {
      const shard = access.shardKeys.shardOfKey(key);
      return shard && (online.get(shard, session)?.account ?? null);
    },
    tables: storage.tables,
    people: source,
    turns,
    categories: () => allCategories(access.settings.now),
    version: version(),
  });
  const http = httpServer(app);
  boundHeads(http, security);
  warnOfProxy(http, log, settings.trustProxy);

  const net = listen(http, {
    backend: {
      ticketService,
      reached: () => head.reached(),
      openShard: (key) => access.shardKeys.opened(key),
      shardKeyHolds: (shard, key) => access.shardKeys.holds(shard, key),
      spendSocketTicket: (ticket) => access.socketTickets.spend(ticket),
      useWebSession: (id) => access.webSessions.use(id),
      connectShard: (name, program, connection) => shards.connect(name, program, connection),
      describe: (caller) => {
        const { person, rights } = principal(caller, null);
        const shownAs = staffName(caller.account) ?? person.name;
        return { name: person.name, shownAs, rights: [...rights] };
      },
      visibleSettings: () => visibleSettings(access.settings.now, disk.isReadOnly),
      onVisibleSettingsChanged: (listener) => {
        access.settings.onChanged(listener);
        disk.onChanged(listener);
      },
      admin: (caller, command) => admin.ask(caller, command),
      canned: access.canned,
      find: (caller, wanted) => searchPeople({ roster, turns }, caller, wanted),
      onRightsChanged: (listener) => roster.onRightsChanged(listener),
      now: () => systemClock.elapsed(),
      wallTime: () => systemClock.now(),
    },
    queue,
    readMarkers,
    followers,
    tables: storage.tables,
    turns,
    origins,
    security,
    counters,
    connectionsMax: settings.connectionsMax,
    connectionsPerAccountMax: settings.connectionsPerAccountMax,
    trustProxy: settings.trustProxy,
    onFault: (error) => log.error({ err: error }, 'connection failed'),
    onAhead: (ahead) => void olderCopy.named(ahead),
    ...paces,
  });
  admin.onChanged((by, what) =>
    security.add({ kind: 'changed', ...(by.account && { account: by.account }), value: what }),
  );
  access.audit.onAdded(() => net.administrationChanged());
  shards.onConnected(() => net.administrationChanged());
  olderCopy.onChanged(() => net.administrationChanged());
  roster.onAliasChanged(() => net.staffRenamed());
  access.settings.onChanged((name) => {
    if (name === 'support_shown_as' || name === 'support_alias') net.staffRenamed();
  });
  // Connections end when their web session ends, by signing out or by a new password.
  access.webSessions.onEnded((webSession) => net.signOut(webSession));
  security.follow(access);
  return {
    http,
    ticketService,
    numbers: tickets.numbers,
    shards,
    followers,
    projections,
    net,
    files,
    admin,
    discord,
    webhooks,
    security,
    erasures,
    retention,
    exportAccount: (asked: unknown, call: ControlCall) =>
      exportAccount({ access, source, turns }, asked, call),
  };
}
