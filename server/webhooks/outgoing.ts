import { nanoid } from 'nanoid';
import { SoleWriter, TakenOver } from '../../actors/records/sole-writer.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import { shownAddress } from '../../actors/webhooks/address.ts';
import { shownWebhook } from '../../actors/webhooks/shown.ts';
import type { Webhooks } from '../../actors/webhooks/webhooks.ts';
import type { Changer, Audit } from '../../actors/roster/staff/audit.ts';
import { refused, type Result } from '../../protocol/refusals.ts';
import type {
  AsideReason,
  WebhookAttempt,
  WebhookResult,
  WebhookRow,
} from '../../protocol/webhooks.ts';
import { systemClock } from '../platform/clock.ts';
import type { Figure } from '../platform/figure.ts';
import type { Lease } from '../platform/lease.ts';
import type { Log } from '../platform/log.ts';
import type { DueWork } from '../projections/due-work.ts';
import type { Storage } from '../storage/storage.ts';
import { testBody } from './body.ts';
import { Deliveries } from './deliveries.ts';
import { webhookFigures } from './figures.ts';
import { isDelivered, post, type Post } from './post.ts';
import { sendingLimits } from './sending-limits.ts';
import { signedHeaders } from './sign.ts';
import {
  deliveries_subject,
  readState,
  senderPut,
  strayStates,
  type WebhookState,
} from './states.ts';

export interface OutgoingDeps {
  readonly storage: Pick<Storage, 'tables' | 'records'>;
  readonly dueWork: Pick<DueWork, 'follow'>;
  readonly webhooks: Webhooks;
  readonly audit: Pick<Audit, 'trail'>;
  readonly staffName: StaffName;
  readonly lease: Lease;
  /** Whether this machine and private networks may be reached. */
  readonly isPrivate: boolean;
  readonly log: Log;
}

/** Whoever sets one aside that nobody pressed a button for. */
const itself: Changer = { account: null, name: 'Shardbell', restricted: false };

/** Outgoing webhooks: one server sends them, any can try one and tell how they fare. */
export class OutgoingWebhooks {
  readonly #deps: OutgoingDeps;
  readonly #log: Log;
  readonly #aborting = new AbortController();
  /** Attempts since the start of the process, by webhook. */
  readonly #counts = new Map<string, { delivered: number; failed: number }>();
  readonly #failing = new Set<string>();
  /** While this server is the one that sends. */
  #deliveries: Deliveries | undefined;
  #unfollow: (() => Promise<void>) | undefined;
  #isHere = false;
  #starting: Promise<void> | undefined;
  #leave: (() => Promise<void>) | undefined;
  #tests = 0;

  constructor(deps: OutgoingDeps) {
    this.#deps = deps;
    this.#log = deps.log.child({ area: 'webhooks' });
    const asides = new Map(deps.webhooks.list().map(([hook, { aside }]) => [hook, aside]));
    deps.webhooks.onChanged((hook) => {
      const webhook = deps.webhooks.get(hook);
      const before = asides.get(hook) ?? null;
      if (webhook === undefined) asides.delete(hook);
      else asides.set(hook, webhook.aside);
      if (webhook?.aside && before === null && webhook.aside.why !== 'paused') {
        const { name: called, aside } = webhook;
        this.#log.warn({ webhook: called, why: aside.why }, 'a webhook is set aside');
      }
      if (webhook === undefined) this.#counts.delete(hook);
      this.#deliveries?.changed(hook);
    });
  }

  get isPrivate(): boolean {
    return this.#deps.isPrivate;
  }

  start(): void {
    this.#leave = this.#deps.lease.take('webhooks', {
      start: () => {
        this.#isHere = true;
        this.#starting = this.#begin().catch((err: unknown) => {
          this.#log.error({ err }, 'webhooks are not sent: starting failed');
        });
      },
      stop: () => this.#end(),
    });
  }

  /** What is not delivered yet follows after the next start. */
  async stop(): Promise<void> {
    this.#aborting.abort();
    await this.#leave?.();
  }

  rows(): WebhookRow[] {
    return this.#deps.webhooks.list().map(([hook, webhook]) => {
      const { name, address, events, shards, categories, created, aside } = webhook;
      const { failing, last } = this.#state(hook);
      return {
        hook,
        name,
        address,
        events: events as WebhookRow['events'],
        shards,
        categories,
        created,
        aside,
        waiting: this.#deliveries?.waiting(hook) ?? 0,
        failing: failing === null ? null : Math.max(failing.since, webhook.renewed),
        last,
      };
    });
  }

  /** Sends an event that says that it is a test, once, whatever waits. */
  async test(hook: string): Promise<Result<{ value: WebhookResult }>> {
    const webhook = this.#deps.webhooks.get(hook);
    if (webhook === undefined) return refused('webhook_unknown');
    if (this.#tests >= sendingLimits.tests_max) return refused('busy');
    this.#tests += 1;
    try {
      const id = `${hook}.test.${nanoid()}`;
      const now = systemClock.now();
      const body = testBody(id, now);
      const { address, secret } = webhook;
      const headers = signedHeaders({ id, secret, now }, body);
      return {
        ok: true,
        value: await this.#post({ address, headers, body }, this.#aborting.signal),
      };
    } finally {
      this.#tests -= 1;
    }
  }

  figures(): Figure[] {
    return webhookFigures(
      this.#deps.webhooks.list().map(([hook, { name, aside }]) => ({
        name,
        isAside: aside !== null,
        waiting: this.#deliveries?.waiting(hook) ?? 0,
        first: this.#deliveries?.first(hook),
        ...(this.#counts.get(hook) ?? { delivered: 0, failed: 0 }),
      })),
      this.#deps.storage.tables,
      systemClock.now(),
    );
  }

  #post(sent: Post, signal: AbortSignal): Promise<WebhookResult> {
    return post({ clock: systemClock, isPrivate: this.#deps.isPrivate }, sent, signal);
  }

  #state(hook: string): WebhookState {
    return this.#deliveries?.state(hook) ?? readState(this.#deps.storage.tables, hook);
  }

  async #begin(): Promise<void> {
    const { storage, dueWork, webhooks, audit, staffName } = this.#deps;
    const onFault = (err: unknown, what: string): void => {
      // Told once, by whoever is called when it happens.
      if (!(err instanceof TakenOver)) this.#log.error({ err }, what);
    };
    const writer = new SoleWriter(storage.records, deliveries_subject, () => {
      this.#log.warn('webhooks are left to another server, which has begun to send them');
      void this.#end();
    });
    while (this.#isHere) {
      const stray = strayStates(storage.tables, (hook) => webhooks.get(hook) !== undefined);
      const taken = await writer.take([senderPut(systemClock.now()), ...stray]);
      if (taken.kind === 'durable') break;
      onFault(taken.cause, 'taking over the webhooks is not stored');
      await new Promise<void>((resolve) => systemClock.after(sendingLimits.retry_ms, resolve));
    }
    if (!this.#isHere) return;
    const deliveries = new Deliveries({
      tables: storage.tables,
      webhook: (hook) => webhooks.get(hook),
      writer,
      staffName,
      clock: systemClock,
      post: (sent, signal) => this.#post(sent, signal),
      setAside: (hook, why) => void this.#setAside(hook, why, audit),
      onAttempt: (hook, attempt, state) => this.#attempted(hook, attempt, state),
      onFault,
    });
    this.#deliveries = deliveries;
    this.#unfollow = dueWork.follow('webhook', (keys) => deliveries.takeUp(keys));
  }

  async #setAside(hook: string, why: AsideReason, audit: OutgoingDeps['audit']): Promise<void> {
    const name = this.#deps.webhooks.get(hook)?.name ?? hook;
    const trail = audit.trail(itself, `webhook ${name}`, shownWebhook);
    const set = await this.#deps.webhooks.setAside(hook, why, trail);
    if (!set.ok) this.#log.error({ webhook: name, why }, 'setting a webhook aside is not stored');
  }

  #attempted(hook: string, { status, fault }: WebhookAttempt, { failing }: WebhookState): void {
    const webhook = this.#deps.webhooks.get(hook);
    if (webhook === undefined) return;
    const counts = this.#counts.get(hook) ?? { delivered: 0, failed: 0 };
    if (isDelivered({ status })) counts.delivered += 1;
    else counts.failed += 1;
    this.#counts.set(hook, counts);
    const about = { webhook: webhook.name, host: shownAddress(webhook.address), status, fault };
    const wasFailing = this.#failing.has(hook);
    if (failing !== null && !wasFailing) {
      this.#failing.add(hook);
      this.#log.warn(about, 'a webhook does not take what it is sent, which is tried again');
    } else if (failing === null && wasFailing) {
      this.#failing.delete(hook);
      this.#log.info(about, 'a webhook takes what it is sent again');
    }
  }

  async #end(): Promise<void> {
    this.#isHere = false;
    await this.#starting;
    const [deliveries, unfollow] = [this.#deliveries, this.#unfollow];
    this.#deliveries = undefined;
    this.#unfollow = undefined;
    await unfollow?.();
    await deliveries?.stop();
  }
}
