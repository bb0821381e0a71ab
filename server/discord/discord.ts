import { Bridge } from '../../actors/discord/bridge.ts';
import type { BridgeParts } from '../../actors/discord/deps.ts';
import { Inbound } from '../../actors/discord/inbound/inbound.ts';
import { openDiscord } from '../../actors/discord/open.ts';
import type { DiscordEvent } from '../../actors/discord/port/events.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { BridgePeople, BridgeSettings, BridgeTickets } from '../../actors/discord/deps.ts';
import type { Queue } from '../../actors/queue/queue.ts';
import { SoleWriter, TakenOver } from '../../actors/records/sole-writer.ts';
import type { Principal } from '../../actors/ticket/command.ts';
import type { Caller } from '../../actors/ticket/desk.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import type { AnswerBodyOf } from '../../protocol/admin.ts';
import type { DiscordProblem } from '../../protocol/discord-problems.ts';
import { discordProblem } from '../../protocol/discord-sentences.ts';
import { limits } from '../../protocol/limits.ts';
import type { KeptSettings } from '../../protocol/settings.ts';
import { cutText } from '../../protocol/cut.ts';
import type { Access } from '../identity/access.ts';
import { systemClock } from '../platform/clock.ts';
import type { Settings } from '../config/settings.ts';
import type { Desk } from '../tickets/desk.ts';
import { inboundPeople, inboundSettings, inboundTickets } from './inbound.ts';
import { StoredInbound } from './inbound-store.ts';
import { invitation } from './invite.ts';
import { botRole } from '../identity/bot-role.ts';
import { discord_subject, holderPut, StoredDiscord } from './store.ts';
import { filePath, type FileSigning } from '../platform/file-path.ts';
import type { Lease } from '../platform/lease.ts';
import type { Log } from '../platform/log.ts';
import type { DueWork } from '../projections/due-work.ts';
import type { Storage } from '../storage/storage.ts';

export interface DiscordParts {
  readonly settings: Settings;
  /** Of several servers one works for Discord. */
  readonly lease: Lease;
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

/** One login to Discord and what works over it. */
interface Run {
  readonly port: DiscordPort;
  readonly bridge: Bridge;
  readonly inbound: Inbound;
  /** Resolves when Discord let the bot in, or did not. */
  readonly decided: Promise<void>;
}

type Standing = AnswerBodyOf<'discord'>;

/** How long whoever looks again waits for Discord. */
const decide_wait_ms = 10_000;
/** How long whoever reads how Discord stands waits for a look that a setting began. */
const look_wait_ms = 3_000;
/** From one try to take over the work to the next, while nothing can be stored. */
const take_over_again_ms = 2_000;

/** Discord, if there is a token for it. The rest of the server does not wait for it. */
export class Discord {
  readonly #parts: DiscordParts;
  #run: Run | undefined;
  #state: Standing['state'] = 'off';
  #application: string | undefined;
  #starting: Promise<void> | undefined;
  #looking: Promise<void> | undefined;
  /** Whether this server works for Discord. */
  #isHere = false;
  #leave: (() => Promise<void>) | undefined;
  #ending: Promise<void> | undefined;

  constructor(parts: DiscordParts) {
    this.#parts = parts;
    const { access } = parts;
    const { roster } = access;
    access.settings.onChanged(() => {
      this.#run?.bridge.settingsChanged();
      this.#run?.inbound.settingsChanged();
    });
    roster.onRightsChanged((account) => this.#run?.bridge.people.rightsChanged(account));
    roster.discord.onChanged(({ account, user }) => {
      this.#run?.bridge.people.linkChanged(account, user);
      this.#run?.inbound.linkChanged(user);
    });
  }

  get signing(): FileSigning | undefined {
    const secret = this.#parts.access.serverSecrets.get('file-signing');
    return secret === undefined ? undefined : { secret };
  }

  /** The messages of a channel; undefined while Discord is off. */
  get messages(): DiscordPort['messages'] | undefined {
    const port = this.#run?.port;
    return port && ((channel, range) => port.messages(channel, range));
  }

  /** All that has to be seen to, in one line, for `/ready`. */
  fault(): string | undefined {
    const problems = this.#problems();
    return problems.length === 0 ? undefined : problems.map(({ sentence }) => sentence).join(' ');
  }

  /** `again`: after a look at everything; one that has given up tries again. */
  async standing(again: boolean): Promise<Standing> {
    await this.#starting;
    if (again)
      await (this.#looking ??= this.#lookAgain().finally(() => (this.#looking = undefined)));
    else await within(this.#run?.bridge.looked(), look_wait_ms);
    const problems = this.#problems().slice(0, limits.discord_problems_max).map(toldProblem);
    return { of: 'discord', state: this.#state, problems, invite: this.#invite() };
  }

  start(): void {
    const { settings, lease, log } = this.#parts;
    const { discordToken: token } = settings;
    if (token === undefined) {
      return log.info('Discord is off: no token is set (SHARDBELL_DISCORD_TOKEN)');
    }
    this.#leave = lease.take({
      start: () => {
        this.#isHere = true;
        this.#begin(token);
      },
      stop: () => this.#end(),
    });
  }

  /** Resolves when nothing is under way. What is not on Discord yet gets there after the next start. */
  async stop(): Promise<void> {
    await this.#leave?.();
  }

  #begin(token: string): void {
    const { log } = this.#parts;
    this.#starting = this.#open(token).catch((error: unknown) => {
      this.#state = 'given_up';
      log.error({ err: error }, 'Discord is off: the bridge could not start');
    });
  }

  /** Whoever asks while it is ending waits for the same end. */
  #end(): Promise<void> {
    this.#isHere = false;
    this.#ending ??= this.#stopAll().finally(() => (this.#ending = undefined));
    return this.#ending;
  }

  async #stopAll(): Promise<void> {
    await this.#looking;
    await this.#starting;
    await this.#close();
    this.#state = 'off';
  }

  #problems(): DiscordProblem[] {
    if (this.#state === 'off') return [];
    const run = this.#run;
    const isUnset = this.#parts.access.settings.now.discord_server === null;
    const found = run?.bridge.alerts.problems ?? [];
    return [
      ...found,
      // Where the server or a permission is missing, commands cannot be had either.
      ...(found.length === 0 ? (run?.inbound.problems ?? []) : []),
      ...(isUnset ? [discordProblem('no_server', {})] : []),
    ];
  }

  async #close(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    if (run === undefined) return;
    await Promise.all([run.inbound.stop(), run.bridge.stop()]);
    await run.port.stop();
  }

  async #lookAgain(): Promise<void> {
    const { discordToken: token } = this.#parts.settings;
    if (!this.#isHere || token === undefined) return;
    if (this.#state === 'given_up') {
      await this.#close();
      this.#begin(token);
      await this.#starting;
    }
    const run = this.#run;
    if (run === undefined) return;
    await within(
      run.decided.then(() => run.bridge.lookAgain()),
      decide_wait_ms,
    );
  }

  #invite(): string | null {
    const { settings, access } = this.#parts;
    return invitation(settings.discordToken, access.settings.now, this.#application);
  }

  async #open(token: string): Promise<void> {
    const { settings, storage, dueWork, access, desk, staffName, address, log } = this.#parts;
    if (this.signing === undefined) await access.serverSecrets.make('file-signing');
    const port = await openDiscord({
      token,
      api: settings.discordApi,
      cdn: settings.discordCdn,
      clock: systemClock,
      onError: (cause) => log.warn({ err: cause }, 'the line to Discord met a fault'),
    });
    const writer = new SoleWriter(storage.records, discord_subject, () => this.#takenOver());
    await this.#takeOver(writer);
    if (!this.#isHere) return;
    let inbound: Inbound | undefined;
    const bridge = new Bridge({
      port,
      tickets: bridgeTickets(storage),
      desk,
      store: new StoredDiscord(storage.tables, writer, (cause) => this.#notKept(cause)),
      followDue: (look) => dueWork.follow('discord', look),
      people: peopleOf(access, staffName),
      clock: systemClock,
      settings: () => bridgeSettings(access.settings.now),
      address,
      heldNow: (channel) => inbound?.heldNow(channel),
      log: (level, sentence, about) => log[level]({ ...about }, sentence),
      onAhead: this.#parts.onAhead,
    });
    const listening = this.#inbound(port, bridge, writer);
    inbound = listening;
    this.#state = 'connecting';
    const decided = new Promise<void>((resolve) => {
      port.onEvent((event) => {
        this.#follow(event);
        bridge.event(event);
        listening.event(event);
        if (event.kind === 'ready' || event.kind === 'fault') resolve();
      });
    });
    this.#run = { port, bridge, inbound: listening, decided };
    bridge.start();
    port.start();
  }

  #inbound(port: DiscordPort, bridge: Bridge, writer: SoleWriter): Inbound {
    const { storage, access, desk, queue, principal, address, log } = this.#parts;
    return new Inbound({
      port,
      desk,
      tickets: inboundTickets(bridge, storage.tables, queue),
      store: new StoredInbound(storage.tables, writer, (cause) => this.#notKept(cause)),
      people: inboundPeople(access, principal),
      clock: systemClock,
      settings: () => {
        const { now } = access.settings;
        return inboundSettings(now, botRole(storage.tables, now.discord_server));
      },
      address,
      fileAddress: (...place) => this.#fileAddress(place),
      onFault: (cause) => log.error({ err: cause }, 'what comes from Discord met a fault'),
    });
  }

  /** Another server works for Discord, though nobody told this one that its turn is over. */
  #takenOver(): void {
    this.#parts.log.warn('Discord is left to another server, which has begun to work for it');
    void this.#end();
  }

  /** Until it is stored: what whoever worked for Discord before has written is known here then. */
  async #takeOver(writer: SoleWriter): Promise<void> {
    while (this.#isHere) {
      const taken = await writer.take([holderPut(systemClock.now())]);
      if (taken.kind === 'durable') return;
      this.#notKept(taken.cause);
      await pause(take_over_again_ms);
    }
  }

  #notKept(cause: unknown): void {
    // That is told once, for all that it ends.
    if (cause instanceof TakenOver) return;
    this.#parts.log.error({ err: cause }, 'what the Discord bridge knows could not be kept');
  }

  #follow(event: DiscordEvent): void {
    if (event.kind === 'ready') {
      this.#state = 'connected';
      this.#application = event.application;
    }
    if (event.kind === 'disconnected') this.#state = 'connecting';
    if (event.kind === 'fault' && event.final) this.#state = 'given_up';
  }

  #fileAddress(place: [channel: string, message: string, attachment: string]): string | undefined {
    const base = this.#parts.address();
    const { signing } = this;
    if (base === undefined || signing === undefined) return undefined;
    return base + filePath(signing, ...place);
  }
}

function pause(wait_ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(wait_ms, resolve));
}

async function within(wanted: Promise<void> | undefined, wait_ms: number): Promise<void> {
  let cancel = (): void => {};
  const patience = new Promise<void>((resolve) => (cancel = systemClock.after(wait_ms, resolve)));
  await Promise.race([wanted, patience]);
  cancel();
}

/** No longer than it may be. */
function toldProblem({ code, about, sentence }: DiscordProblem): Standing['problems'][number] {
  const { tickets, missing, detail, ...rest } = about;
  return {
    code,
    about: {
      ...rest,
      ...(tickets && { tickets: [...tickets] }),
      ...(missing && { missing: [...missing] }),
      ...(detail && { detail: cutText(detail, limits.sentence_chars_max) }),
    },
    sentence: cutText(sentence, limits.sentence_chars_max),
  };
}

/** The tickets as the bridge looks at them: what is on disk. */
export function bridgeTickets(storage: Storage): BridgeTickets {
  return {
    epoch: storage.epoch,
    load: async (id) => (await storage.tickets.load(id)).state,
    active: () => storage.tables.active(),
    history: (id, audience, range) => storage.tables.history(id, audience, range),
  };
}

function peopleOf({ roster }: Access, staffName: StaffName): BridgePeople {
  return {
    links: () => roster.discord.values(),
    userOf: (account) => roster.discord.ofAccount(account)?.user,
    accountOf: (user) => roster.discord.ofUser(user)?.account,
    rightsOf: (account) => roster.rightsOf(account),
    staffName,
  };
}

function bridgeSettings(settings: KeptSettings): BridgeSettings {
  return {
    guild: settings.discord_server,
    category: settings.discord_tickets_category,
    prefix: settings.discord_channel_prefix,
    supportRole: settings.discord_support_role,
    accessRole: settings.discord_access_role,
  };
}
