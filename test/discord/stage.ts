import { Bridge } from '../../actors/discord/bridge.ts';
import type { BridgeSettings } from '../../actors/discord/deps.ts';
import type { Clock } from '../../actors/runtime/clock.ts';
import { ownNames } from '../../actors/ticket/view.ts';
import { bridgeTickets } from '../../server/discord/bridge-views.ts';
import { SoleWriter } from '../../actors/records/sole-writer.ts';
import { discord_subject, StoredDiscord } from '../../server/discord/store.ts';
import { DueWork } from '../../server/projections/due-work.ts';
import { OlderCopy } from '../../server/older-copy.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { FakeDiscord } from '../support/fake-discord.ts';
import { noFileRoutes } from '../support/no-files.ts';
import { World } from '../support/world.ts';

/** Turns of the event loop without work after which a step counts as finished. */
const quiet_turns = 12;

/** A clock that a test moves. */
export class HandClock implements Clock {
  time = 1_000_000;
  readonly #timers = new Set<{ at: number; run: () => void }>();

  now = (): number => this.time;

  after(wait_ms: number, run: () => void): () => void {
    const timer = { at: this.time + wait_ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  soon(run: () => void): void {
    setImmediate(run);
  }

  /** Changes the time of day; timers keep their remaining time. */
  jump(by_ms: number): void {
    this.time += by_ms;
    const timers = [...this.#timers];
    this.#timers.clear();
    for (const timer of timers) {
      timer.at += by_ms;
      this.#timers.add(timer);
    }
  }

  /** When the next timer is due. */
  get next(): number | undefined {
    const times = [...this.#timers].map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  ring(): void {
    for (const timer of [...this.#timers].toSorted((a, b) => a.at - b.at)) {
      if (timer.at > this.time || !this.#timers.delete(timer)) continue;
      timer.run();
    }
  }
}

/** The real desk and bridge over a Discord in memory, on a clock that is moved by hand. */
export class Stage {
  readonly clock: HandClock;
  readonly discord: FakeDiscord;
  readonly world: World;
  readonly storage: Storage;
  readonly links = new Map<string, string>([
    ['1', '200000000000000001'],
    ['2', '200000000000000002'],
  ]);
  readonly logged: string[] = [];
  readonly olderCopy: OlderCopy;
  readonly dueWork: DueWork;
  settings: BridgeSettings;
  bridge: Bridge;

  /** @param before whose Discord and clock it uses */
  constructor(
    settings: Partial<BridgeSettings> = {},
    storage = openMemoryStorage(),
    before?: Stage,
  ) {
    this.clock = before?.clock ?? new HandClock();
    this.discord = before?.discord ?? new FakeDiscord(() => this.clock.time);
    this.storage = storage;
    this.world = new World(storage);
    this.olderCopy = new OlderCopy(storage.tables, this.world.numbers, (_, sentence) =>
      this.logged.push(sentence),
    );
    this.settings = {
      guild: this.discord.id,
      category: null,
      prefix: 'ticket-',
      supportRole: null,
      accessRole: null,
      ...settings,
    };
    for (const user of this.links.values()) this.discord.join(user);
    this.dueWork = new DueWork({
      storage,
      clock: this.clock,
      onFault: (cause) => {
        throw cause;
      },
    });
    this.bridge = this.#open();
  }

  /** A stage that is set up and connected, with nothing to do. */
  static async ready(settings: Partial<BridgeSettings> = {}): Promise<Stage> {
    const stage = new Stage(settings);
    await stage.start();
    return stage;
  }

  async start(): Promise<void> {
    this.discord.onEvent((event) => this.bridge.event(event));
    this.bridge.start();
    this.discord.connect();
    await this.settle();
  }

  /** Restarts the bridge, which keeps only what is stored. */
  async restart(): Promise<void> {
    this.discord.emit({ kind: 'disconnected' });
    await this.bridge.stop();
    this.bridge = this.#open();
    await this.start();
  }

  /** Replaces the bridge without stopping the old one, like a crash. */
  async kill(): Promise<void> {
    this.discord.emit({ kind: 'disconnected' });
    this.bridge = this.#open();
  }

  /** Waits until nothing more happens at this time. */
  async settle(): Promise<void> {
    this.world.now = this.clock.time;
    for (let quiet = 0, calls = -1; quiet < quiet_turns; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.clock.ring();
      if (this.discord.sent.length !== calls) quiet = 0;
      calls = this.discord.sent.length;
    }
  }

  /** Moves the clock; timers on the way fire at their times. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.time + ms;
    await this.settle();
    for (;;) {
      const { next } = this.clock;
      if (next === undefined || next > end) break;
      this.clock.time = Math.max(next, this.clock.time);
      await this.settle();
    }
    this.clock.time = end;
    await this.settle();
  }

  /** The descriptions of the embeds in a text channel, without the header. */
  said(at = 0): string[] {
    const messages = this.discord.texts[at]?.messages ?? [];
    return messages
      .map(({ post }) => post.embeds?.[0])
      .filter((embed) => embed?.fields === undefined)
      .map((embed) => embed?.description ?? '');
  }

  headers(at = 0) {
    const messages = this.discord.texts[at]?.messages ?? [];
    return messages.filter(({ post }) => post.embeds?.[0]?.fields !== undefined);
  }

  levels(at = 0): Record<string, string> {
    const overwrites = this.discord.texts[at]?.overwrites ?? [];
    return Object.fromEntries(overwrites.map(({ target, level }) => [target, level]));
  }

  #writer(): SoleWriter {
    return new SoleWriter(this.storage.records, discord_subject, () => {});
  }

  #open(): Bridge {
    const { world } = this;
    return new Bridge({
      port: this.discord,
      tickets: bridgeTickets(this.storage, noFileRoutes),
      ticketService: world.ticketService,
      store: new StoredDiscord(this.storage.tables, this.#writer(), (cause) => {
        throw cause;
      }),
      followDue: (look) => this.dueWork.follow('discord', look),
      people: {
        links: () => [...this.links].map(([account, user]) => ({ account, user })),
        userOf: (account) => this.links.get(account),
        accountOf: (user) => [...this.links].find(([, one]) => one === user)?.[0],
        rightsOf: (account) => world.principal(account).rights,
        staffName: ownNames,
      },
      clock: this.clock,
      settings: () => this.settings,
      address: () => 'https://help.example.org',
      channelAdded: () => {},
      log: (level, sentence, about) => {
        if (level === 'error') throw new Error(sentence, { cause: about });
        this.logged.push(sentence);
      },
      onAhead: (what, numbers) => this.olderCopy.discordShows(what, numbers),
    });
  }
}
