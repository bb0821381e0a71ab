import {
  type APIApplicationCommand,
  type APIDMChannel,
  type APIMessage,
  type APIUser,
  ApplicationFlags,
  ChannelType,
} from 'discord-api-types/v10';
import { MovedClock } from './clock.ts';
import { Guild, type EventData, type EventName } from './guild.ts';
import { Ids } from './ids.ts';
import { Limits } from './limits.ts';
import type { Asked } from './asked.ts';
import { Files } from './files.ts';
import type { GuildChannel } from './permissions.ts';

/** Where an event took place, which decides who receives it. */
export interface Place {
  readonly guild?: Guild;
  readonly channel?: GuildChannel;
  /** For the bot alone, whatever its intents. */
  readonly own?: boolean;
}

export interface Told {
  readonly t: EventName;
  readonly d: unknown;
  readonly place: Place;
}

/** Somebody whom a message pings. An edit is parsed again as if it were new. */
export interface Ping {
  readonly channel: string;
  readonly message: string;
  readonly by: string;
  /** `everyone` and `here`, or the id of a user or a role. */
  readonly whom: string;
}

interface Settings {
  /** Whether the privileged intents are switched on. */
  members_intent: boolean;
  content_intent: boolean;
  /** Whether the owner of the application has two-factor authentication. */
  owner_has_two_factor: boolean;
  nonce_kept_ms: number;
  dm_opens_max: number;
  dm_opens_window_ms: number;
  category_channels_max: number;
  guild_channels_max: number;
  /** Channel names that are refused, as in discoverable guilds. */
  refused_name: RegExp;
}

/** The state of Discord for one bot. */
export class World {
  readonly clock = new MovedClock();
  readonly ids = new Ids(() => this.clock.now());
  readonly limits = new Limits(() => this.clock.now());
  readonly users = new Map<string, APIUser>();
  /** Users who accept no direct messages from the bot. */
  readonly dmsClosed = new Set<string>();
  readonly guilds = new Map<string, Guild>();
  readonly dms = new Map<string, APIDMChannel>();
  /** By channel, oldest first. */
  readonly messages = new Map<string, Map<string, APIMessage>>();
  /** By guild. */
  readonly commands = new Map<string, readonly APIApplicationCommand[]>();
  /** By token. */
  readonly interactions = new Map<string, Asked>();
  readonly files = new Files();
  bot: APIUser;
  application: string;
  token = 'token-of-the-bot';
  /** All pings. */
  readonly pings: Ping[] = [];
  /** Text channels that everybody could see, even if for a moment. */
  readonly exposures: Array<{ readonly channel: string; readonly name: string }> = [];
  readonly settings: Settings = {
    members_intent: true,
    content_intent: true,
    owner_has_two_factor: true,
    nonce_kept_ms: 180_000,
    dm_opens_max: 10,
    dm_opens_window_ms: 60_000,
    category_channels_max: 50,
    guild_channels_max: 500,
    refused_name: /nitro-free|\b18plus\b/u,
  };
  readonly #tellers: Array<(told: Told) => void> = [];
  #changed: Array<() => void> = [];

  constructor() {
    this.bot = this.#addBot();
    this.application = this.bot.id;
  }

  /** Another application takes the place of this one; the old bot stays in its guilds. */
  changeApplication(): void {
    this.bot = this.#addBot();
    this.application = this.bot.id;
    this.token = `token-of-${this.application}`;
  }

  /** A bot has the id of its application, except for very old ones. */
  #addBot(): APIUser {
    const bot = { ...this.addUser('shardbell'), bot: true };
    this.users.set(bot.id, bot);
    return bot;
  }

  addUser(username: string): APIUser {
    const user: APIUser = {
      id: this.ids.next(),
      username,
      discriminator: '0',
      global_name: null,
      avatar: null,
    };
    this.users.set(user.id, user);
    return user;
  }

  addGuild(name: string): Guild {
    const guild = new Guild(this, name, this.addUser(`owner-of-${name}`));
    this.guilds.set(guild.id, guild);
    return guild;
  }

  onTold(listener: (told: Told) => void): void {
    this.#tellers.push(listener);
  }

  tell<T extends EventName>(t: T, d: EventData<T>, place: Place): void {
    // A copy: later changes are other events.
    const told: Told = { t, d: structuredClone(d), place };
    for (const teller of this.#tellers) teller(told);
    this.changed();
  }

  /** Called after each change that a test may wait for. */
  changed(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const look of waiting) look();
  }

  /** Waits until `look` returns something, calling it after each change. The test's timeout applies. */
  async until<T>(look: () => T | undefined | false | null): Promise<T> {
    for (;;) {
      const seen = look();
      if (seen) return seen;
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  /** Flags of the application: its privileged intents. */
  get flags(): ApplicationFlags {
    const { members_intent, content_intent } = this.settings;
    let flags = 0;
    if (members_intent) flags |= ApplicationFlags.GatewayGuildMembersLimited;
    if (content_intent) flags |= ApplicationFlags.GatewayMessageContentLimited;
    return flags;
  }

  /** The channel of a guild, with its guild. */
  findChannel(id: string): { guild: Guild; channel: GuildChannel } | undefined {
    for (const guild of this.guilds.values()) {
      const channel = guild.channels.get(id);
      if (channel) return { guild, channel };
    }
    return undefined;
  }

  dmWith(user: string): APIDMChannel | undefined {
    return [...this.dms.values()].find((dm) => dm.recipients?.[0]?.id === user);
  }

  openDm(user: APIUser): APIDMChannel {
    const dm: APIDMChannel = {
      id: this.ids.next(),
      type: ChannelType.DM,
      name: null,
      last_message_id: null,
      recipients: [user],
    };
    this.dms.set(dm.id, dm);
    return dm;
  }

  messagesOf(channel: string): Map<string, APIMessage> {
    let messages = this.messages.get(channel);
    if (!messages) this.messages.set(channel, (messages = new Map()));
    return messages;
  }

  iso(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
