import { SoleWriter } from '../../actors/records/sole-writer.ts';
import type { Clock, Stopwatch } from '../../actors/runtime/clock.ts';
import type { Change } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import { ownNames } from '../../actors/ticket/view.ts';
import type { Webhooks } from '../../actors/webhooks/webhooks.ts';
import {
  webhookEvents,
  type WebhookFault,
  type WebhookFields,
  type WebhookResult,
} from '../../protocol/webhooks.ts';
import { openAccess } from '../../server/identity/access.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { DueWork } from '../../server/projections/due-work.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { Deliveries, type DeliveriesDeps } from '../../server/webhooks/deliveries.ts';
import { deliveries_subject } from '../../server/webhooks/states.ts';
import { HandClock } from '../discord/stage.ts';
import { Story } from '../support/story.ts';
import type { Received } from './receiver.ts';

/** Turns of the event loop without work after which a step counts as finished. */
const quiet_turns = 12;

class Watch extends HandClock implements Stopwatch, Clock {
  elapsed = (): number => this.time;
}

/** The deliveries over a storage in memory, on a clock that is moved by hand. */
export class Engine {
  readonly clock: Watch;
  readonly storage: Storage;
  readonly webhooks: Webhooks;
  /** Bodies as they were sent, by name of the webhook. */
  readonly sent: Array<{ readonly to: string; readonly text: string; readonly at: number }> = [];
  /** What comes back; a number is a status. */
  reply: (body: Received['body']) => number | WebhookFault | Promise<number> = () => 204;
  readonly faults: unknown[] = [];
  #deliveries: Deliveries | undefined;
  #unfollow: (() => Promise<void>) | undefined;
  readonly #stories = new Map<string, Story>();

  private constructor(clock: Watch, storage: Storage, webhooks: Webhooks) {
    this.clock = clock;
    this.storage = storage;
    this.webhooks = webhooks;
    webhooks.onChanged((hook) => this.#deliveries?.changed(hook));
  }

  static async open(limits: DeliveriesDeps['limits'] = {}): Promise<Engine> {
    const clock = new Watch();
    const storage = openMemoryStorage();
    const access = await openAccess(storage.records, {
      ...nodeSecrets,
      now: () => clock.time,
    });
    const engine = new Engine(clock, storage, access.webhooks);
    await engine.start(limits);
    return engine;
  }

  get deliveries(): Deliveries {
    return this.#deliveries!;
  }

  /** As after a start of the server. */
  async start(limits: DeliveriesDeps['limits'] = {}): Promise<void> {
    const { storage, clock, webhooks } = this;
    const writer = new SoleWriter(storage.records, deliveries_subject, () => {});
    await writer.take([]);
    this.#deliveries = new Deliveries({
      tables: storage.tables,
      webhook: (hook) => webhooks.get(hook),
      writer,
      staffName: ownNames,
      clock,
      post: ({ address, body }) => this.#post(address, body),
      setAside: (hook, why) => void webhooks.setAside(hook, why),
      onAttempt: () => {},
      onFault: (error) => void this.faults.push(error),
      limits,
    });
    const work = new DueWork({ storage, clock, onFault: (error) => void this.faults.push(error) });
    this.#unfollow = work.follow('webhook', (keys) => this.deliveries.takeUp(keys));
  }

  async stop(): Promise<void> {
    await this.#unfollow?.();
    await this.#deliveries?.stop();
  }

  async hook(hook: string, fields: Partial<WebhookFields> = {}): Promise<void> {
    const all = { name: hook, address: `https://${hook}.example`, events: [...webhookEvents] };
    const added = await this.webhooks.add(
      hook,
      { ...all, shards: [], categories: [], ...fields },
      false,
    );
    if (!added.ok) throw new Error(added.refusal.code);
  }

  /** One turn of a ticket, at this moment; the first one opens it. */
  async turn(ticket: string, ...changes: readonly Change[]): Promise<void> {
    const story = this.#stories.get(ticket) ?? new Story(ticket, this.#stories.size + 1);
    this.#stories.set(ticket, story);
    const all = story.state === null ? [story.opening, ...changes] : changes;
    const { events, receipts } = story.record(all);
    const timed = events.map((event) => ({ ...event, at: this.clock.time }));
    const snapshot = evolveAll(story.state, timed)!;
    const record = { events: timed, receipts };
    const outcome = await this.storage.tickets.commit(ticket, story.head, record);
    if (outcome.kind !== 'durable') throw new Error(outcome.kind);
    story.wrote({ ...record, snapshot }, outcome.head, outcome.head);
  }

  async quiet(): Promise<void> {
    let quiet = 0;
    let seen = -1;
    while (quiet < quiet_turns) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = this.sent.length + this.storage.tables.position;
      quiet = now === seen ? quiet + 1 : 0;
      seen = now;
    }
  }

  /** Lets time pass, timer by timer. */
  async pass(by_ms: number): Promise<void> {
    const end = this.clock.time + by_ms;
    for (;;) {
      await this.quiet();
      const { next } = this.clock;
      if (next === undefined || next > end) break;
      this.clock.time = Math.max(next, this.clock.time);
      this.clock.ring();
    }
    this.clock.time = end;
  }

  said(to: string): string[] {
    return this.sent
      .filter((one) => one.to === to)
      .map(({ text }) => {
        const { event, ticket, entry } = JSON.parse(text) as Received['body'];
        return entry!.what.body ?? `${event} ${ticket!.id}`;
      });
  }

  async #post(address: string, text: string): Promise<WebhookResult> {
    const at = this.clock.time;
    this.sent.push({ to: new URL(address).hostname.replace('.example', ''), text, at });
    const answer = await this.reply(JSON.parse(text) as Received['body']);
    const is =
      typeof answer === 'number'
        ? { status: answer, fault: null }
        : { status: null, fault: answer };
    return { at, took_ms: 1, text: '', ...is };
  }
}
