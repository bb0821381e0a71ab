import { Bridge } from '../../actors/discord/bridge.ts';
import type { BridgeParts } from '../../actors/discord/deps.ts';
import { Inbound } from '../../actors/discord/inbound/inbound.ts';
import { openDiscord } from '../../actors/discord/open.ts';
import type { DiscordEvent } from '../../actors/discord/port/events.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { Queue } from '../../actors/queue/queue.ts';
import { SoleWriter, TakenOver } from '../../actors/records/sole-writer.ts';
import type { Principal } from '../../actors/ticket/command.ts';
import type { Caller } from '../../actors/ticket/desk.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import type { Settings } from '../config/settings.ts';
import type { Access } from '../identity/access.ts';
import { botRole } from '../identity/bot-role.ts';
import { systemClock } from '../platform/clock.ts';
import { filePath, type FileSigning } from '../platform/file-path.ts';
import type { Log } from '../platform/log.ts';
import type { DueWork } from '../projections/due-work.ts';
import type { Storage } from '../storage/storage.ts';
import type { Desk } from '../tickets/desk.ts';
import { bridgePeople, bridgeSettings, bridgeTickets } from './bridge-views.ts';
import { StoredInbound } from './inbound-store.ts';
import { inboundPeople, inboundSettings, inboundTickets } from './inbound-views.ts';
import { discord_subject, holderPut, StoredDiscord } from './store.ts';

/** What of the server works over a login to Discord. */
export interface RunParts {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly dueWork: Pick<DueWork, 'follow'>;
  readonly access: Access;
  readonly desk: Desk;
  readonly queue: Pick<Queue, 'activeOf'>;
  principal(caller: Caller): Principal;
  readonly staffName: StaffName;
  /** Where people find the web client; unknown while its port is. */
  address(): string | undefined;
  readonly log: Log;
  readonly onAhead: BridgeParts['onAhead'];
}

interface RunOwner {
  /** Whether this server still works for Discord. */
  isHere(): boolean;
  signing(): FileSigning | undefined;
  /** Before the bridge hears of it. */
  onEvent(event: DiscordEvent): void;
  /** Another server works for Discord. */
  takenOver(): void;
}

/** One login to Discord and what works over it. */
export interface Run {
  readonly port: DiscordPort;
  readonly bridge: Bridge;
  readonly inbound: Inbound;
  /** Resolves when Discord let the bot in, or did not. */
  readonly decided: Promise<void>;
}

/** From one try to take over the work to the next, while nothing can be stored. */
const take_over_again_ms = 2_000;

/** Makes a run that is still to be started; undefined once another server works for Discord. */
export async function openRun(
  token: string,
  parts: RunParts,
  owner: RunOwner,
): Promise<Run | undefined> {
  const { settings, storage, dueWork, access, desk, staffName, address, log, onAhead } = parts;
  const port = await openDiscord({
    token,
    api: settings.discordApi,
    cdn: settings.discordCdn,
    clock: systemClock,
    onError: (cause) => log.warn({ err: cause }, 'the line to Discord met a fault'),
  });
  const notKept = (cause: unknown): void => {
    // That is told once, for all that it ends.
    if (cause instanceof TakenOver) return;
    log.error({ err: cause }, 'what the Discord bridge knows could not be kept');
  };
  const writer = new SoleWriter(storage.records, discord_subject, () => owner.takenOver());
  if (!(await takeOver(writer, owner, notKept))) return undefined;
  // The bridge tells of channels only once it works.
  let channelAdded = (_channel: string): void => {};
  const bridge = new Bridge({
    port,
    tickets: bridgeTickets(storage),
    desk,
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
  const inbound = newInbound(parts, owner, {
    port,
    tickets: inboundTickets(bridge, storage.tables, parts.queue),
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
  { access, desk, storage, principal, address, log }: RunParts,
  owner: RunOwner,
  over: Pick<ConstructorParameters<typeof Inbound>[0], 'port' | 'tickets' | 'store'>,
): Inbound {
  return new Inbound({
    ...over,
    desk,
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
    onFault: (cause) => log.error({ err: cause }, 'what comes from Discord met a fault'),
  });
}

/**
 * Tries until it is stored: what whoever worked for Discord before has written is known here then.
 * False once this server is not to work for it any more.
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
