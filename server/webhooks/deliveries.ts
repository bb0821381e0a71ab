import type { SoleWriter } from '../../actors/records/sole-writer.ts';
import type { RecordPut } from '../../actors/records/store.ts';
import type { Cancel, Clock, Stopwatch } from '../../actors/runtime/clock.ts';
import type { StaffName } from '../../actors/ticket/view.ts';
import { deliveryOf } from '../../actors/webhooks/matching.ts';
import { webhookLimits } from '../../actors/webhooks/webhook-limits.ts';
import type { Webhook } from '../../actors/webhooks/webhooks.ts';
import type { AsideReason, WebhookAttempt, WebhookResult } from '../../protocol/webhooks.ts';
import type { Tables } from '../storage/tables.ts';
import { bodyOf, deliveryId, type BodyTables } from './body.ts';
import { Line } from './line.ts';
import { isDelivered, type Post } from './post.ts';
import { sendingLimits, type SendingLimits } from './sending-limits.ts';
import { signedHeaders } from './sign.ts';
import { readState, statePut, type WebhookState } from './states.ts';

export interface DeliveriesDeps {
  readonly tables: BodyTables & Pick<Tables, 'get' | 'dueAt'>;
  webhook(hook: string): Webhook | undefined;
  readonly writer: Pick<SoleWriter, 'write'>;
  readonly staffName: StaffName;
  readonly clock: Clock & Stopwatch;
  post(sent: Post, signal: AbortSignal): Promise<WebhookResult>;
  setAside(hook: string, why: AsideReason): void;
  /** Something came of a delivery. */
  onAttempt(hook: string, attempt: WebhookAttempt, state: WebhookState): void;
  onFault(error: unknown, what: string): void;
  /** Lower in tests. */
  readonly limits?: Partial<SendingLimits & Record<'waiting_max' | 'failing_ms_max', number>>;
}

interface Known {
  readonly line: Line;
  state: WebhookState;
  /** First failures of what fails now, by key. */
  readonly failed: Map<string, number>;
  waking: Cancel | undefined;
}

/**
 * Sends what is due. Each delivery ends by an entry of the log, written before the next one of its
 * ticket begins: whatever kills the server, what was under way is sent once more, and nothing else.
 */
export class Deliveries {
  readonly #deps: DeliveriesDeps;
  readonly #limits;
  readonly #hooks = new Map<string, Known>();
  readonly #running = new Set<Promise<void>>();
  readonly #aborting = new AbortController();
  #isStopped = false;

  constructor(deps: DeliveriesDeps) {
    this.#deps = deps;
    this.#limits = { ...sendingLimits, ...webhookLimits, ...deps.limits };
  }

  /** Takes what became due, in its order. */
  takeUp(keys: readonly string[]): void {
    const dropped: string[] = [];
    const touched = new Set<string>();
    for (const key of keys) {
      const { hook } = deliveryOf(key);
      if (this.#isDropped(key)) {
        dropped.push(key);
        continue;
      }
      this.#known(hook).line.add(key);
      touched.add(hook);
    }
    this.#drop(dropped);
    for (const hook of touched) {
      if (this.#known(hook).line.waiting > this.#limits.waiting_max) this.#setAside(hook, 'full');
      this.#pump(hook);
    }
  }

  /** It was set, resumed, set aside or removed. */
  changed(hook: string): void {
    const known = this.#known(hook);
    const webhook = this.#deps.webhook(hook);
    known.line.refresh();
    if (webhook === undefined) this.#run(this.#end([], [statePut(hook, undefined)]));
    if ((known.state.failing?.since ?? Infinity) < (webhook?.renewed ?? 0)) {
      known.state = { ...known.state, failing: null };
      known.failed.clear();
    }
    const dropped = known.line.idle().filter((key) => this.#isDropped(key));
    for (const key of dropped) {
      known.line.ended(key, false);
      known.failed.delete(key);
    }
    this.#drop(dropped);
    this.#pump(hook);
  }

  waiting(hook: string): number {
    return this.#hooks.get(hook)?.line.waiting ?? 0;
  }

  /** The first that waits. */
  first(hook: string): string | undefined {
    return this.#hooks.get(hook)?.line.first;
  }

  state(hook: string): WebhookState {
    return this.#known(hook).state;
  }

  /** What is under way may end for a moment; its end is on disk afterwards, or it is sent again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { waking } of this.#hooks.values()) waking?.();
    const abort = this.#deps.clock.after(this.#limits.stop_ms_max, () => this.#aborting.abort());
    while (this.#running.size > 0) await Promise.all(this.#running);
    abort();
  }

  #known(hook: string): Known {
    let known = this.#hooks.get(hook);
    if (known === undefined) {
      const state = readState(this.#deps.tables, hook);
      known = { line: new Line(this.#limits), state, failed: new Map(), waking: undefined };
      this.#hooks.set(hook, known);
    }
    return known;
  }

  #isDropped(key: string): boolean {
    const webhook = this.#deps.webhook(deliveryOf(key).hook);
    if (webhook === undefined) return true;
    return this.#deps.tables.dueAt('webhook', key) <= webhook.droppedTo;
  }

  #pump(hook: string): void {
    const webhook = this.#deps.webhook(hook);
    const known = this.#known(hook);
    known.waking?.();
    known.waking = undefined;
    if (this.#isStopped) return;
    if (webhook === undefined) {
      if (known.line.waiting === 0) this.#hooks.delete(hook);
      return;
    }
    if (webhook.aside !== null) return;
    const now = this.#deps.clock.elapsed();
    for (let key = known.line.next(now); key !== undefined; key = known.line.next(now)) {
      this.#run(this.#deliver(hook, webhook, key), () => this.#pump(hook));
    }
    const at = known.line.wakeAt();
    if (at === undefined) return;
    known.waking = this.#deps.clock.after(Math.max(0, at - now), () => this.#pump(hook));
  }

  async #deliver(hook: string, webhook: Webhook, key: string): Promise<void> {
    const { clock, onAttempt } = this.#deps;
    const result = await this.#attempt(webhook, key);
    if (this.#aborting.signal.aborted) return;
    const known = this.#known(hook);
    const { text: _, ...attempt } = result ?? { text: '' };
    if (result !== undefined && !isDelivered(result) && !this.#isDropped(key)) {
      known.line.failed(key, clock.elapsed());
      this.#failed(hook, known, key, attempt as WebhookAttempt);
    } else {
      known.failed.delete(key);
      const last = result === undefined ? known.state.last : (attempt as WebhookAttempt);
      // Before it is stored, for others end meanwhile.
      known.state = { failing: failingNow(known, key), last };
      const isKept = this.#deps.webhook(hook) !== undefined;
      await this.#end([key], [statePut(hook, isKept ? known.state : undefined)]);
      if (this.#isStopped && this.#deps.tables.dueAt('webhook', key) > 0) return;
      known.line.ended(key, result !== undefined);
    }
    if (result !== undefined) onAttempt(hook, attempt as WebhookAttempt, known.state);
  }

  /** Undefined where there is nothing to be sent any more. */
  async #attempt(webhook: Webhook, key: string): Promise<WebhookResult | undefined> {
    const { tables, staffName, clock, post, onFault } = this.#deps;
    let body: string | undefined;
    try {
      body = bodyOf(tables, staffName, key, deliveryOf(key));
    } catch (error) {
      onFault(error, 'what a webhook is to be told cannot be read');
      return { at: clock.now(), took_ms: 0, status: null, fault: 'unreadable', text: '' };
    }
    if (body === undefined) return undefined;
    const signed = { id: deliveryId(key), secret: webhook.secret, now: clock.now() };
    const { address } = webhook;
    return post({ address, headers: signedHeaders(signed, body), body }, this.#aborting.signal);
  }

  #failed(hook: string, known: Known, key: string, last: WebhookAttempt): void {
    const now = this.#deps.clock.now();
    if (!known.failed.has(key)) known.failed.set(key, now);
    const { failing } = known.state;
    known.state = { failing: failing ?? { key, since: now }, last };
    // A day of failures is one over restarts too.
    if (failing === null) {
      this.#run(this.#write([], [statePut(hook, known.state)]).then(() => undefined));
    }
    const renewed = this.#deps.webhook(hook)?.renewed ?? now;
    const since = Math.max(known.state.failing!.since, renewed);
    if (now - since >= this.#limits.failing_ms_max) this.#setAside(hook, 'failing');
  }

  #setAside(hook: string, why: AsideReason): void {
    if (this.#deps.webhook(hook)?.aside === null) this.#deps.setAside(hook, why);
  }

  /** Ends what is not to be sent, and is in no line any more. */
  #drop(keys: readonly string[]): void {
    for (let at = 0; at < keys.length; at += this.#limits.ended_at_once_max) {
      this.#run(this.#end(keys.slice(at, at + this.#limits.ended_at_once_max), []));
    }
  }

  /** Until it is stored: what is not would be sent again by the next start. */
  async #end(keys: readonly string[], puts: readonly RecordPut[]): Promise<void> {
    while (!(await this.#write(keys, puts)) && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        this.#deps.clock.after(this.#limits.retry_ms, resolve);
      });
    }
  }

  async #write(keys: readonly string[], puts: readonly RecordPut[]): Promise<boolean> {
    const { tables, writer, onFault } = this.#deps;
    const done = keys.map((key) => {
      return { work: 'webhook', key, upTo: tables.dueAt('webhook', key) } as const;
    });
    const written = await writer.write(puts, done);
    if (written.kind === 'rejected')
      onFault(written.cause, 'what became of webhooks is not stored');
    return written.kind === 'durable';
  }

  #run(work: Promise<void>, after: () => void = () => {}): void {
    const running = work
      .catch((error: unknown) => this.#deps.onFault(error, 'a webhook met a fault'))
      .then(() => {
        this.#running.delete(running);
        after();
      });
    this.#running.add(running);
  }
}

/** What fails for longest, once this has ended. */
function failingNow({ state, failed }: Known, ended: string): WebhookState['failing'] {
  if (state.failing !== null && state.failing.key !== ended) return state.failing;
  const [key, since] = [...failed].toSorted(([, a], [, b]) => a - b)[0] ?? [];
  return key === undefined ? null : { key, since: since! };
}
