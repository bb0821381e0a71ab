import { Bridge } from '../../actors/discord/bridge.ts';
import type { BridgeDeps } from '../../actors/discord/deps.ts';
import { Inbound } from '../../actors/discord/inbound/inbound.ts';
import { openDiscord } from '../../actors/discord/open.ts';
import type { DiscordEvent } from '../../actors/discord/port/events.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { Queue } from '../../actors/queue/queue.ts';
import { SoleWriter, TakenOver } from '../../actors/records/sole-writer.ts';
import type { Principal } from '../../actors/ticket/command.ts';
import type { Caller } from '../../actors/ticket/service.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import type { Settings } from '../config/settings-table.ts';
import type { Access } from '../identity/access.ts';
import { botRole } from '../identity/bot-role.ts';
import { systemClock } from '../platform/clock.ts';
import { filePath, type FileSigning } from '../platform/file-path.ts';
import type { Log } from '../platform/log.ts';
import type { DueWork } from '../projections/due-work.ts';
import type { Storage } from '../storage/storage.ts';
import type { ActorTicketService } from '../tickets/service.ts';
import { bridgePeople, bridgeSettings, bridgeTickets } from './bridge-views.ts';
import { StoredInbound } from './inbound-store.ts';
import type { Files } from '../files/files.ts';
import { IncomingFiles } from './incoming-files.ts';
import { inboundPeople, inboundSettings, inboundTickets } from './inbound-views.ts';
import { discord_subject, holderPut, StoredDiscord } from './store.ts';

/** What a run needs of the server. */
export interface RunDeps {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly dueWork: Pick<DueWork, 'follow'>;
  readonly access: Access;
  readonly ticketService: ActorTicketService;
  readonly files: Pick<Files, 'receive' | 'drop' | 'open'>;
  readonly queue: Pick<Queue, 'activeOf'>;
  principal(caller: Caller): Principal;
  readonly staffName: StaffName;
  /** Where people find the web client; unknown while its port is. */
  address(): string | undefined;
  readonly log: Log;
  readonly onAhead: BridgeDeps['onAhead'];
}

interface RunOwner {
  /** Whether this server still works for Discord. */
  isHere(): boolean;
  signing(): FileSigning | undefined;
  /** Called with each event before the bridge handles it. */
  onEvent(event: DiscordEvent): void;
  /** Another server works for Discord. */
  takenOver(): void;
}

/** One login to Discord, with the bridge and the inbound side that use it. */
export interface Run {
  readonly port: DiscordPort;
  readonly bridge: Bridge;
  readonly inbound: Inbound;
  /** Resolves when the login has succeeded or failed. */
  readonly decided: Promise<void>;
}

/** Pause between two attempts to take over, while nothing can be stored. */
const take_over_again_ms = 2_000;

/** Makes a run, which is not started yet; undefined if another server works for Discord by now. */
export async function openRun(
  token: string,
  deps: RunDeps,
  owner: RunOwner,
): Promise<Run | undefined> {
  const { settings, storage, dueWork, access, ticketService, staffName, address, log, onAhead } =
    deps;
  const port = await openDiscord({
    token,
    api: settings.discordApi,
    cdn: settings.discordCdn,
    clock: systemClock,
    onError: (cause) => log.warn({ err: cause }, 'the connection to Discord failed'),
  });
  const notKept = (cause: unknown): void => {
    // `takenOver` logs this once.
    if (cause instanceof TakenOver) return;
    log.error({ err: cause }, 'storing what the Discord bridge knows failed');
  };
  const writer = new SoleWriter(storage.records, discord_subject, () => owner.takenOver());
  if (!(await takeOver(writer, owner, notKept))) return undefined;
  // Set below: the bridge and the inbound side need each other.
  let channelAdded = (_channel: string): void => {};
  const bridge = new Bridge({
    port,
    tickets: bridgeTickets(storage, deps.files),
    ticketService,
    store: new StoredDiscord(storage.tables, writer, notKept),
    followDue: (look) => dueWork.follow('discord', look),
    people: bridgePeople(access, staffName),
    clock: systemClock,
    settings: () => bridgeSettings(access.settings.now),
    address,
    channelAdded: (channel) => channelAdded(channel),
    log: (level, sentence, about) => log[level]({ ...about }, sentence),
    onAhead,
  });
  const inbound = newInbound(deps, owner, {
    port,
    tickets: inboundTickets(bridge, storage.tables, deps.queue),
    store: new StoredInbound(storage.tables, writer, notKept),
  });
  channelAdded = (channel) => inbound.channelAdded(channel);
  const decided = new Promise<void>((resolve) => {
    port.onEvent((event) => {
      owner.onEvent(event);
      bridge.event(event);
      inbound.event(event);
      if (event.kind === 'ready' || event.kind === 'fault') resolve();
    });
  });
  return { port, bridge, inbound, decided };
}

function newInbound(
  { access, ticketService, files, settings, storage, principal, address, log }: RunDeps,
  owner: RunOwner,
  over: Pick<ConstructorParameters<typeof Inbound>[0], 'port' | 'tickets' | 'store'>,
): Inbound {
  return new Inbound({
    ...over,
    ticketService,
    files: new IncomingFiles(files, settings.discordCdn),
    people: inboundPeople(access, principal),
    clock: systemClock,
    settings: () => {
      const { now } = access.settings;
      return inboundSettings(now, botRole(storage.tables, now.discord_server));
    },
    address,
    fileAddress: (...place) => {
      const base = address();
      const signing = owner.signing();
      if (base === undefined || signing === undefined) return undefined;
      return base + filePath(signing, ...place);
    },
    onFault: (cause) => log.error({ err: cause }, 'handling an event from Discord failed'),
  });
}

/**
 * Stores that this server works for Discord, retrying until it is on disk. Everything that its
 * predecessor wrote is known then. False if this server must not work for Discord any more.
 */
async function takeOver(
  writer: SoleWriter,
  { isHere }: RunOwner,
  notKept: (cause: unknown) => void,
): Promise<boolean> {
  while (isHere()) {
    const taken = await writer.take([holderPut(systemClock.now())]);
    if (taken.kind === 'durable') return isHere();
    notKept(taken.cause);
    await new Promise<void>((resolve) => void systemClock.after(take_over_again_ms, resolve));
  }
  return false;
}
