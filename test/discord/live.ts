import {
  ChannelType,
  MessageType,
  type APIMessage,
  type APITextChannel,
} from 'discord-api-types/v10';
import { Bridge } from '../../actors/discord/bridge.ts';
import { Inbound } from '../../actors/discord/inbound/inbound.ts';
import type { InboundSettings } from '../../actors/discord/inbound/parts.ts';
import { openDiscord } from '../../actors/discord/open.ts';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { BridgeSettings } from '../../actors/discord/deps.ts';
import { ownNames } from '../../actors/ticket/view.ts';
import { bridgeTickets } from '../../server/discord/bridge-views.ts';
import { inboundTickets } from '../../server/discord/inbound-views.ts';
import { StoredInbound } from '../../server/discord/inbound-store.ts';
import { SoleWriter } from '../../actors/records/sole-writer.ts';
import { discord_subject, StoredDiscord } from '../../server/discord/store.ts';
import { IncomingFiles } from '../../server/discord/incoming-files.ts';
import type { Files } from '../../server/files/files.ts';
import { DueWork } from '../../server/projections/due-work.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import type { Person } from '../support/discord/person.ts';
import { noDiscordFiles, noFileRoutes } from '../support/no-files.ts';
import { assert } from '../support/suite.ts';
import { World } from '../support/world.ts';

/** The real ticket service, bridge and discord.js against the stand-in, on its clock. */
export class Live {
  readonly discord: Discord;
  readonly guild: Guild;
  readonly storage = openMemoryStorage();
  readonly world = new World(this.storage);
  readonly ana: Person;
  readonly ben: Person;
  readonly links: Map<string, string>;
  readonly errors: unknown[] = [];
  readonly logged: string[] = [];
  settings: BridgeSettings;
  writer!: SoleWriter;
  bridge!: Bridge;
  inbound!: Inbound;
  /** Link codes, by account. */
  readonly codes = new Map<string, string>();
  categories: readonly string[] = ['Question', 'Bug'];
  readonly dueWork: DueWork;
  /** Where a test has files. */
  files: Files | undefined;
  #port!: DiscordPort;

  private constructor(discord: Discord) {
    this.discord = discord;
    this.dueWork = new DueWork({
      storage: this.storage,
      clock: discord.world.clock,
      onFault: (cause) => this.errors.push(cause),
    });
    // An exhausted rate limit leaves a timer of some seconds in discord.js, which outlives the tests;
    // adapter-limits and members test rate limits.
    discord.world.limits.routes.delete('GET /guilds/:id/members/:id');
    // Tickets have the time of Discord.
    Object.defineProperty(this.world, 'now', { get: () => discord.world.clock.now() });
    this.guild = discord.world.addGuild('server');
    const bot = discord.invite(this.guild, botPermissionBits);
    this.guild.changeRole(bot.id, { position: 5 });
    this.ana = discord.person('ana');
    this.ben = discord.person('ben');
    this.ana.joins(this.guild);
    this.ben.joins(this.guild);
    this.links = new Map([
      ['1', this.ana.id],
      ['2', this.ben.id],
    ]);
    this.settings = {
      guild: this.guild.id,
      category: null,
      prefix: 'ticket-',
      supportRole: null,
      accessRole: null,
    };
  }

  /** @param files makes those of the server, where messages may have some */
  static async start(
    settings: Partial<BridgeSettings> = {},
    files?: (storage: Storage) => Files,
  ): Promise<Live> {
    const live = new Live(await Discord.start());
    live.files = files?.(live.storage);
    if (live.files !== undefined) live.world.files = live.files;
    live.settings = { ...live.settings, ...settings };
    await live.#open();
    return live;
  }

  async close(): Promise<void> {
    await this.disconnect();
    this.files?.stop();
    await this.discord.stop();
    assert.equal(this.errors, []);
  }

  /** Stops everything and starts it again, like a restart of the server. */
  async disconnect(): Promise<void> {
    await Promise.all([this.inbound.stop(), this.bridge.stop()]);
    await this.#port.stop();
  }

  connect(): Promise<void> {
    return this.#open();
  }

  /** Ticket channels, oldest first. */
  get channels(): APITextChannel[] {
    const texts = [...this.guild.channels.values()].filter(
      ({ type }) => type === ChannelType.GuildText,
    ) as APITextChannel[];
    return texts.filter(({ topic }) => topic?.includes('shardbell:'));
  }

  /** The messages of a channel, oldest first, as the owner of the guild reads them. */
  reads(channel: string): readonly APIMessage[] {
    return this.discord.owner(this.guild).reads(channel);
  }

  headers(channel: string): APIMessage[] {
    return this.reads(channel).filter(({ embeds }) => embeds[0]?.fields?.length);
  }

  /** The texts of the bridge's embeds and of what people wrote. */
  said(channel: string): string[] {
    return this.reads(channel).flatMap(({ type, embeds, content }) => {
      if (type !== MessageType.Default || embeds[0]?.fields?.length) return [];
      return embeds[0]?.description ?? content;
    });
  }

  /** Resolves once `look` returns something. */
  until<T>(look: () => T | undefined | false | null): Promise<T> {
    return this.discord.until(look);
  }

  /** The only channel, once it has a pinned header and this as its last text. */
  async settled(last: string, at = 0): Promise<APITextChannel> {
    return this.until(() => {
      const channel = this.channels[at];
      if (channel === undefined || !this.said(channel.id).at(-1)?.includes(last)) return undefined;
      return this.headers(channel.id)[0]?.pinned === true && channel;
    });
  }

  /** Moves time forward, and runs what becomes due, until a condition holds. */
  async moveUntil(look: () => boolean): Promise<void> {
    while (!look()) {
      this.move(1_000);
      for (let turn = 0; turn < 30; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  move(ms: number): void {
    this.discord.world.clock.move(ms);
  }

  async #open(): Promise<void> {
    const { clock, token } = this.discord.world;
    this.#port = await openDiscord({
      token,
      api: this.discord.api,
      cdn: this.discord.cdn,
      clock,
      onError: (cause) => this.errors.push(cause),
    });
    this.writer = new SoleWriter(this.storage.records, discord_subject, () => {});
    this.bridge = new Bridge({
      port: this.#port,
      tickets: bridgeTickets(this.storage, this.files ?? noFileRoutes),
      ticketService: this.world.ticketService,
      store: new StoredDiscord(this.storage.tables, this.writer, (cause) =>
        this.errors.push(cause),
      ),
      followDue: (look) => this.dueWork.follow('discord', look),
      people: {
        links: () => [...this.links].map(([account, user]) => ({ account, user })),
        userOf: (account) => this.links.get(account),
        accountOf: (user) => [...this.links].find(([, one]) => one === user)?.[0],
        rightsOf: (account) => this.world.principal(account).rights,
        staffName: ownNames,
      },
      clock,
      settings: () => this.settings,
      address: () => 'https://help.example.org',
      channelAdded: (channel) => this.inbound?.channelAdded(channel),
      log: (level, sentence, about) => {
        if (level === 'error') this.errors.push(new Error(sentence, { cause: about }));
        this.logged.push(`${sentence} ${JSON.stringify(about ?? {})}`);
      },
      onAhead: () => {},
    });
    this.inbound = this.#inbound();
    this.#port.onEvent((event) => {
      this.bridge.event(event);
      this.inbound.event(event);
    });
    this.bridge.start();
    this.#port.start();
  }

  #inbound(): Inbound {
    const { world, storage, bridge } = this;
    const queue = {
      activeOf: (account: string) =>
        [...storage.tables.active()].filter(({ participants }) => participants.includes(account)),
    };
    return new Inbound({
      port: this.#port,
      ticketService: world.ticketService,
      tickets: inboundTickets(bridge, storage.tables, queue),
      store: new StoredInbound(storage.tables, this.writer, (cause) => this.errors.push(cause)),
      people: {
        linkOf: (user) => {
          const [account] = [...this.links].find(([, one]) => one === user) ?? [];
          return account === undefined ? undefined : { account, restricted: false };
        },
        nameOf: (account) => world.principal(account).person.name,
        rightsOf: (caller) => world.principalOf(caller).rights,
        linkByCode: async (code, user) => {
          const [account] = [...this.codes].find(([, one]) => one === code) ?? [];
          if (account === undefined) return { kind: 'unknown' };
          this.codes.delete(account);
          this.links.set(account, user);
          this.bridge.people.linkChanged(account, user);
          return { kind: 'linked', account };
        },
        signInSecret: async (account) => `secret-of-${account}`,
      },
      clock: this.discord.world.clock,
      settings: (): InboundSettings => ({
        guild: this.settings.guild,
        supportRole: this.settings.supportRole,
        categories: this.categories,
        subject_chars_max: 120,
        body_chars_max: world.settings.body_chars_max,
      }),
      address: () => 'https://help.example.org',
      files:
        this.files === undefined ? noDiscordFiles : new IncomingFiles(this.files, this.discord.cdn),
      fileAddress: (...place) => `https://help.example.org/files/discord/${place.join('/')}/signed`,
      onFault: (cause) => this.errors.push(cause),
    });
  }
}
