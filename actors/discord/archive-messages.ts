import { discordProblem } from '../../protocol/discord-sentences.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Ticket } from '../ticket/state.ts';
import type { Alerts } from './alerts/alerts.ts';
import { actionButton, isEnabled } from './posts/controls.ts';
import { backoffMs, longerBackoff, type Backoff } from './backoff.ts';
import { bridgeLimits } from './discord-limits.ts';
import { escapeAndCut } from './posts/markdown.ts';
import { archiveMessageKey } from './posts/marker.ts';
import type { DiscordPort } from './port/port.ts';
import type { CallOutcome } from './port/call-outcome.ts';
import type { Post } from './port/requests.ts';
import type { BridgePeople, BridgeTickets } from './deps.ts';
import type { BridgeStore, ArchiveMessage } from './store.ts';

interface ArchiveMessagesDeps {
  readonly port: DiscordPort;
  readonly store: BridgeStore;
  readonly tickets: Pick<BridgeTickets, 'load'>;
  readonly people: BridgePeople;
  readonly clock: Clock;
  readonly alerts: Alerts;
  onFault(cause: unknown): void;
}

/** How an attempt ended; `closed`: the user accepts no messages. */
type End = 'sent' | 'dropped' | 'closed' | { readonly retry_ms: number };

/**
 * Sends each participant a direct message that their ticket was archived. One at a time with a pause,
 * because Discord quarantines a bot that sends many at once. A user who accepts no messages is skipped
 * from then on.
 */
export class ArchiveMessages {
  readonly #deps: ArchiveMessagesDeps;
  /** Messages that may have been sent: before a restart, or with an unknown outcome. */
  readonly #unsure: Set<string>;
  /** Messages whose text Discord refused: they get a neutral one. */
  readonly #plain = new Set<string>();
  /** Messages that Discord refuses for now; the others are sent meanwhile. */
  readonly #backoffs = new Map<string, Backoff>();
  #tries = 0;
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #isOn = false;
  #again = false;

  constructor(deps: ArchiveMessagesDeps) {
    this.#deps = deps;
    this.#unsure = new Set(deps.store.archiveMessages(Infinity).map(keyOf));
  }

  /** Discord can be reached. */
  resume(): void {
    this.#isOn = true;
    this.wake();
  }

  /** More may have been stored. */
  wake(): void {
    this.#again = true;
    if (this.#isOn && this.#timer === undefined && this.#running === undefined) this.#plan(0);
  }

  pause(): void {
    this.#isOn = false;
    this.#timer?.();
    this.#timer = undefined;
  }

  /** Resolves when no message is being sent. */
  async stop(): Promise<void> {
    this.pause();
    await this.#running;
  }

  #plan(wait_ms: number): void {
    this.#timer = this.#deps.clock.after(wait_ms, () => {
      this.#timer = undefined;
      this.#running = this.#step().then((next_ms) => {
        this.#running = undefined;
        // `wake` may have been called after the last read of the store.
        const then_ms = next_ms ?? (this.#again ? 0 : undefined);
        if (this.#isOn && then_ms !== undefined) this.#plan(then_ms);
      });
    });
  }

  /** Sends the oldest message that is not in backoff. Returns how long to wait before the next. */
  async #step(): Promise<number | undefined> {
    this.#again = false;
    const now = this.#deps.clock.now();
    const waiting = this.#deps.store.archiveMessages(bridgeLimits.archive_messages_step_max);
    const backsOffUntil = (one: ArchiveMessage) => this.#backoffs.get(keyOf(one))?.until ?? 0;
    const message = waiting.find((one) => backsOffUntil(one) <= now);
    if (message === undefined) {
      return waiting.length === 0 ? undefined : Math.min(...waiting.map(backsOffUntil)) - now;
    }
    try {
      const end = await this.#send(message);
      if (typeof end === 'object') return end.retry_ms;
      const user = this.#deps.people.userOf(message.account);
      const closed = end === 'closed' && user !== undefined ? { user } : undefined;
      const isDone = await this.#deps.store.archiveMessageDone(message, closed);
      if (!isDone) return this.#backOff().retry_ms;
      this.#unsure.delete(keyOf(message));
      this.#backoffs.delete(keyOf(message));
      if (this.#backoffs.size === 0) this.#deps.alerts.clear('archive_message');
      this.#tries = 0;
      return end === 'dropped' ? 0 : bridgeLimits.dm_every_ms;
    } catch (cause) {
      this.#deps.onFault(cause);
      return bridgeLimits.retry_ms_max;
    }
  }

  async #send(message: ArchiveMessage): Promise<End> {
    const { port, store, tickets, people } = this.#deps;
    const user = people.userOf(message.account);
    const ticket = await tickets.load(message.ticket);
    if (user === undefined || ticket === undefined || store.takesNoMessages(user)) return 'dropped';
    // The ticket may be open again, or not theirs any more.
    const { life, participants } = ticket;
    if (life.status !== 'archived' || life.archived !== message.archived) return 'dropped';
    if (!participants.some(({ account }) => account === message.account)) return 'dropped';
    if (!people.rightsOf(message.account).has('tickets.view')) return 'dropped';
    const opened = await port.openDm(user);
    if (opened.kind !== 'done') return this.#failed(message, opened);
    const { channel } = opened.value;
    const key = archiveMessageKey(message.ticket, message.archived);
    if (this.#unsure.has(keyOf(message))) {
      const limit = bridgeLimits.look_messages_max;
      const seen = await port.messages(channel, { limit });
      if (seen.kind !== 'done') return this.#failed(message, seen);
      const isThere = seen.value.some(({ author, footer }) => author.self && footer.endsWith(key));
      if (isThere) return 'sent';
    }
    const nonce = `${BigInt(channel).toString(36)}a${key}`;
    const post = archivePost(ticket, key, this.#plain.has(keyOf(message)));
    const sent = await port.send(channel, { ...post, nonce });
    return sent.kind === 'done' ? 'sent' : this.#failed(message, sent);
  }

  #failed(message: ArchiveMessage, outcome: Exclude<CallOutcome<unknown>, { kind: 'done' }>): End {
    const key = keyOf(message);
    if (outcome.kind === 'unknown') {
      this.#unsure.add(key);
      return this.#backOff();
    }
    switch (outcome.reason) {
      case 'dm_closed':
        return 'closed';
      case 'not_found':
        if (!outcome.hidden) return 'dropped';
        return this.#hold(message, outcome.detail);
      case 'rate_limited':
        return { retry_ms: outcome.retry_after_ms };
      case 'content_refused':
        if (this.#plain.delete(key)) return 'dropped';
        this.#plain.add(key);
        return { retry_ms: 0 };
      case 'offline':
        return this.#backOff();
      default:
        return this.#hold(message, outcome.detail);
    }
  }

  /** The other messages are sent meanwhile. */
  #hold(message: ArchiveMessage, detail: string): End {
    const now = this.#deps.clock.now();
    if (now - message.archived > bridgeLimits.archive_message_late_ms_max) return 'dropped';
    const backoff = longerBackoff(this.#backoffs.get(keyOf(message)), now);
    this.#backoffs.set(keyOf(message), backoff);
    this.#deps.alerts.raise('archive_message', discordProblem('farewell_refused', { detail }));
    return { retry_ms: bridgeLimits.dm_every_ms };
  }

  #backOff(): { retry_ms: number } {
    const retry_ms = backoffMs(this.#tries);
    this.#tries += 1;
    return { retry_ms };
  }
}

/** Archive messages for the participants who are linked and may see the ticket. */
export function archiveMessagesFor(
  { id, participants }: Ticket,
  archived: number,
  people: BridgePeople,
): ArchiveMessage[] {
  return participants.flatMap(({ account }) => {
    const isTold =
      people.userOf(account) !== undefined && people.rightsOf(account).has('tickets.view');
    return isTold ? { ticket: id, account, archived } : [];
  });
}

function keyOf({ ticket, account, archived }: ArchiveMessage): string {
  return `${ticket} ${account} ${archived}`;
}

export function archivePost(
  { id, number, subject }: Pick<Ticket, 'id' | 'number' | 'subject'>,
  key: string,
  isPlain: boolean,
): Post {
  const title = isPlain ? `Ticket ${number}` : escapeAndCut(subject, 250);
  const footer = `#${number} · ${key}`;
  const description = 'Your ticket was archived. It can be opened again.';
  const button = (act: 'reopen' | 'view', label: string, style: 'success' | 'secondary') =>
    actionButton(act, id, { label, style, disabled: !isEnabled(act, 'archived') });
  return {
    embeds: [{ title, description, footer }],
    rows: [
      {
        kind: 'buttons',
        buttons: [button('reopen', 'Reopen', 'success'), button('view', 'View', 'secondary')],
      },
    ],
  };
}
