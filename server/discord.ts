import { Bridge } from '../actors/discord/bridge.ts';
import { openDiscord } from '../actors/discord/open.ts';
import type { DiscordPort } from '../actors/discord/port.ts';
import type { BridgePeople, BridgeSettings, BridgeTickets } from '../actors/discord/store.ts';
import type { StaffName } from '../actors/ticket/view.ts';
import type { KeptSettings } from '../protocol/settings.ts';
import type { Access } from './access.ts';
import { systemClock } from './clock.ts';
import type { Settings } from './config/settings.ts';
import { JournalDiscord } from './discord-store.ts';
import type { Log } from './log.ts';
import type { Journal } from './storage/journal.ts';

export interface DiscordParts {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly access: Access;
  readonly staffName: StaffName;
  /** Where people find the web client; unknown while its port is. */
  address(): string | undefined;
  readonly log: Log;
}

/** Discord, if there is a token for it. The rest of the server does not wait for it. */
export class Discord {
  readonly #parts: DiscordParts;
  #port: DiscordPort | undefined;
  #bridge: Bridge | undefined;
  #starting: Promise<void> | undefined;
  #isStopping = false;

  constructor(parts: DiscordParts) {
    this.#parts = parts;
  }

  /** What administrators have to do something about. */
  get alerts(): readonly string[] {
    return this.#bridge?.alerts.sentences ?? [];
  }

  start(): void {
    const { settings, log } = this.#parts;
    if (settings.discordToken === undefined) {
      return log.info('Discord is off: no token is set (SHARDBELL_DISCORD_TOKEN)');
    }
    this.#starting = this.#open(settings.discordToken).catch((error: unknown) => {
      log.error({ err: error }, 'Discord is off: the bridge could not start');
    });
  }

  /** Resolves when nothing is under way. What is not on Discord yet gets there after the next start. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#starting;
    await this.#bridge?.stop();
    await this.#port?.stop();
  }

  async #open(token: string): Promise<void> {
    const { settings, journal, access, staffName, address, log } = this.#parts;
    const port = await openDiscord({
      token,
      api: settings.discordApi,
      cdn: settings.discordCdn,
      clock: systemClock,
      onError: (cause) => log.warn({ err: cause }, 'the line to Discord met a fault'),
    });
    if (this.#isStopping) return;
    const bridge = new Bridge({
      port,
      tickets: bridgeTickets(journal),
      store: new JournalDiscord(journal, (cause) =>
        log.error({ err: cause }, 'what the Discord bridge knows could not be kept'),
      ),
      people: peopleOf(access, staffName),
      clock: systemClock,
      settings: () => bridgeSettings(access.settings.now),
      address,
      log: (level, sentence, about) => log[level]({ ...about }, sentence),
    });
    this.#port = port;
    this.#bridge = bridge;
    const { roster } = access;
    access.settings.onChanged(() => bridge.settingsChanged());
    roster.onRightsChanged((account) => bridge.rightsChanged(account));
    roster.discord.onChanged(({ account, user }) => bridge.linkChanged(account, user));
    port.onEvent((event) => bridge.event(event));
    bridge.start();
    port.start();
  }
}

/** The tickets as the bridge looks at them: what is on disk. */
export function bridgeTickets(journal: Journal): BridgeTickets {
  return {
    epoch: journal.epoch,
    load: async (id) => (await journal.load(id)).state,
    active: () => journal.active(),
    history: (id, audience, range) => journal.history(id, audience, range),
    feed: (after, limit) => journal.feed(after, limit),
    onFeed: (listener) => journal.onFeed(listener),
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
