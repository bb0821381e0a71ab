import fc from 'fast-check';
import { InboundMessages } from '../../actors/discord/inbound/messages.ts';
import type { InboundDeps } from '../../actors/discord/inbound/parts.ts';
import { PrivateReplies } from '../../actors/discord/inbound/private-replies.ts';
import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { MessageSeen } from '../../actors/discord/port/shapes.ts';
import type { CallOutcome } from '../../actors/discord/port/call-outcome.ts';
import { StoredInbound } from '../../server/discord/inbound-store.ts';
import { SoleWriter } from '../../actors/records/sole-writer.ts';
import { discord_subject } from '../../server/discord/store.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { noDiscordFiles } from '../support/no-files.ts';
import { assert, suite } from '../support/suite.ts';
import { World } from '../support/world.ts';
import { HandClock } from './stage.ts';

const test = suite('discord catch-up', { limit_ms: 120_000 });

const channel = '100000000000000000';
const user = '200000000000000001';

/** What a process can call until it dies. After that, no call is done or answered. */
function whileAlive<T extends object>(life: { readonly isOver: boolean }, part: T): T {
  return new Proxy(part, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) =>
        life.isOver ? new Promise(() => {}) : Reflect.apply(value, target, given);
    },
  });
}

/** One channel of a ticket, what members do in it, and a process that starts and dies. */
class Channel {
  readonly world = new World(openMemoryStorage());
  /** What is on disk: writes that were begun before a process died get there. */
  readonly #writer = new SoleWriter(this.world.storage.records, discord_subject, () => {});
  readonly clock = new HandClock();
  /** The messages on Discord. */
  readonly messages: MessageSeen[] = [];
  /** All messages ever, including deleted ones. */
  written = 0;
  ticket = '';
  /** Reads of the channel that fail, and writes that are refused. */
  failing = 0;
  isListening = false;
  #inbound!: InboundMessages;
  /** Of the present process. */
  #life = { isOver: false };

  async open(): Promise<void> {
    this.ticket = (await this.world.opened(this.world.player, 'the opening')).ticket;
    this.start();
  }

  /** A process starts with what the last one left on disk. */
  start(): void {
    const { world, clock } = this;
    this.#life.isOver = true;
    const life = { isOver: false };
    this.#life = life;
    const store = whileAlive(life, new StoredInbound(world.storage.tables, this.#writer, () => {}));
    const messages: DiscordPort['messages'] = async (_, { after, limit }) => {
      const failure: CallOutcome<never> = { kind: 'unknown', detail: 'no line' };
      if (this.failing > 0 && (this.failing -= 1) >= 0) return failure;
      const found = this.messages.filter(({ id }) => BigInt(id) > BigInt(after ?? '0'));
      return { kind: 'done', value: found.slice(0, limit) };
    };
    const deps = {
      port: whileAlive(life, { messages } as DiscordPort),
      ticketService: whileAlive(life, world.ticketService),
      tickets: {
        ofChannel: (one) => (one === channel ? this.ticket : undefined),
        channelOf: () => channel,
        channels: () => [channel],
        isAdopted: () => false,
        isOurs: (one) => one === channel,
        idOfNumber: () => undefined,
        lastPublic: (ticket, limit) => world.storage.tables.history(ticket, 'public', { limit }),
        publicAfter: (ticket, after, limit) =>
          world.storage.tables.history(ticket, 'public', {
            after,
            before: after + limit + 1,
            limit,
          }),
        activeOf: () => [],
      },
      store,
      people: {
        linkOf: () => ({ account: '1', restricted: false }),
        nameOf: () => 'account 1',
        rightsOf: () => new Set(),
        linkByCode: async () => ({ kind: 'unknown' }),
        signInSecret: async () => undefined,
      },
      clock,
      settings: () => {
        const bounds = { subject_chars_max: 120, body_chars_max: 8_000 };
        return { guild: '1', supportRole: null, categories: [], ...bounds };
      },
      ...{ address: () => undefined, fileAddress: () => undefined },
      files: noDiscordFiles,
      onFault: (cause) => {
        throw cause;
      },
    } satisfies InboundDeps;
    this.#inbound = new InboundMessages(deps, new PrivateReplies(deps));
  }

  listen(): void {
    this.isListening = true;
    this.#inbound.catchUp();
  }

  deafen(): void {
    this.isListening = false;
    this.#inbound.pause();
  }

  /** The process dies, whatever it does. */
  crash(): void {
    this.deafen();
    this.start();
  }

  write(): void {
    this.written += 1;
    const message = this.#seen(`message ${this.written}`, null);
    this.messages.push(message);
    if (this.isListening) this.#inbound.event({ kind: 'message_created', message });
  }

  edit(at: number): void {
    const i = this.messages.length - 1 - at;
    const before = this.messages[i];
    if (before === undefined) return;
    const edited = (before.edited ?? 0) + 1;
    const message = { ...before, content: `${before.content.split('!')[0]!}!${edited}`, edited };
    this.messages[i] = message;
    if (this.isListening) this.#inbound.event({ kind: 'message_edited', message });
  }

  remove(at: number): void {
    const [gone] = this.messages.splice(this.messages.length - 1 - at, 1);
    if (gone === undefined || !this.isListening) return;
    this.#inbound.event({ kind: 'messages_deleted', channel, messages: [gone.id] });
  }

  /** Until nothing happens any more, including timers. */
  async settle(turns: number): Promise<void> {
    for (let i = 0; i < turns; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (i % 10 === 9) this.clock.time += 3_000;
      this.clock.ring();
    }
  }

  /** The messages as support reads them: the latest text of each that is not deleted. */
  shown(): string[] {
    const texts = new Map<number, string>();
    for (const { change, publicSeq } of this.world.storage.tables.history(this.ticket, 'public', {
      limit: 10_000,
    })) {
      if (change.type === 'message_posted' && !change.opening) texts.set(publicSeq!, change.body);
      if (change.type === 'message_edited') texts.set(change.of.publicSeq, change.body);
      if (change.type === 'message_deleted') texts.delete(change.of.publicSeq);
    }
    return [...texts.values()];
  }

  #seen(content: string, edited: number | null): MessageSeen {
    return {
      id: String(BigInt(channel) + BigInt(this.written)),
      channel,
      guild: '1',
      author: { user, name: 'ana', bot: false, self: false, roles: [] },
      system: false,
      content,
      attachments: [],
      stickers: [],
      poll: null,
      forwarded: [],
      footer: '',
      footerAt: null,
      replyTo: null,
      edited,
    };
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: 'write' } as const) },
  fc.record({ do: fc.constant('edit' as const), at: fc.nat({ max: 400 }) }),
  fc.record({ do: fc.constant('remove' as const), at: fc.nat({ max: 400 }) }),
  fc.constant({ do: 'deafen' } as const),
  fc.constant({ do: 'listen' } as const),
  fc.constant({ do: 'crash' } as const),
  fc.record({ do: fc.constant('burst' as const), count: fc.integer({ min: 90, max: 230 }) }),
  fc.record({ do: fc.constant('fail' as const), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('wait' as const), turns: fc.integer({ min: 1, max: 30 }) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The channel is read, the process dies, and the last message is deleted. */
const crashedWhileReading: Step[] = [
  { do: 'burst', count: 90 },
  { do: 'listen' },
  { do: 'wait', turns: 1 },
  { do: 'crash' },
  { do: 'wait', turns: 1 },
  { do: 'write' },
  { do: 'remove', at: 1 },
  { do: 'burst', count: 90 },
  { do: 'write' },
];

/** The process dies before it stores that the ticket has the message, which is deleted then. */
const crashedWhileTaking: Step[] = [
  { do: 'write' },
  { do: 'remove', at: 0 },
  { do: 'wait', turns: 2 },
  { do: 'write' },
  { do: 'write' },
  { do: 'crash' },
  { do: 'deafen' },
  { do: 'write' },
];

test('[K150] over any pauses, crashes and failed reads the ticket comes to say what the channel says, in order, nothing lost and nothing twice', async () => {
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const on = new Channel();
      await on.open();
      on.listen();
      for (const one of steps) {
        switch (one.do) {
          case 'write':
            on.write();
            break;
          case 'edit':
            on.edit(one.at);
            break;
          case 'remove':
            on.remove(one.at);
            break;
          case 'deafen':
            on.deafen();
            break;
          case 'listen':
            on.listen();
            break;
          case 'crash':
            on.crash();
            // Writes under way reach the disk before the next process starts.
            await on.settle(12);
            break;
          case 'burst':
            for (let i = 0; i < one.count; i++) on.write();
            break;
          case 'fail':
            on.failing = one.times;
            break;
          case 'wait':
            await on.settle(one.turns);
        }
      }
      on.deafen();
      on.listen();
      await on.settle(60 + 12 * on.written);
      const expected = on.messages.map(({ content }) => content);
      const shown = on.shown();
      assert.equal(shown, expected);
      moved += shown.length;
    }),
    { numRuns: 40, examples: [[crashedWhileReading], [crashedWhileTaking]] },
  );
  assert.ok(moved > 100, 'something was said');
});

test('[K161] edits and deletions made while nobody listened come in from far back, behind what is new', async () => {
  const on = new Channel();
  await on.open();
  on.listen();
  for (let i = 0; i < 700; i++) on.write();
  await on.settle(12 * 700);
  on.deafen();
  for (const at of [0, 60, 200, 450, 699]) on.edit(at);
  for (const at of [1, 70, 300, 698]) on.remove(at);
  on.write();
  on.start();
  on.listen();
  await on.settle(12 * 60);
  assert.equal(
    on.shown(),
    on.messages.map(({ content }) => content),
  );
});
