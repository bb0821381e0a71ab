import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { DiscordPort } from '../port/port.ts';
import { inboundLimits } from './inbound-limits.ts';
import type { InboundStore } from './parts.ts';

interface PrivateRepliesDeps {
  readonly port: DiscordPort;
  readonly store: Pick<InboundStore, 'takesNoMessages'>;
  readonly clock: Clock;
}

interface PrivateReply {
  readonly user: string;
  /** The channel of the ticket. */
  readonly channel: string;
  readonly sentence: string;
}

/**
 * Tells users that a message of theirs was not passed on: by a direct message, or in the channel if
 * they accept none. One at a time with a pause and few for each user, since Discord quarantines a bot
 * that sends many.
 */
export class PrivateReplies {
  readonly #deps: PrivateRepliesDeps;
  readonly #waiting: PrivateReply[] = [];
  /** Times at which each user was told something, within the window. */
  readonly #told = new Map<string, number[]>();
  readonly #strangers = new Map<string, number>();
  readonly #closed = new Set<string>();
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(deps: PrivateRepliesDeps) {
    this.#deps = deps;
  }

  /** A message was refused. */
  refused(reply: PrivateReply): void {
    const now = this.#deps.clock.now();
    const since = now - inboundLimits.replies_window_ms;
    const times = (this.#told.get(reply.user) ?? []).filter((at) => at > since);
    if (times.length >= inboundLimits.replies_user_max) return;
    this.#told.delete(reply.user);
    makeRoom(this.#told);
    this.#told.set(reply.user, [...times, now]);
    this.#say(reply);
  }

  /** The user is not linked: told at intervals only, however much they write. */
  stranger(reply: PrivateReply): void {
    const now = this.#deps.clock.now();
    const last = this.#strangers.get(reply.user);
    if (last !== undefined && now - last < inboundLimits.stranger_every_ms) return;
    this.#strangers.delete(reply.user);
    makeRoom(this.#strangers);
    this.#strangers.set(reply.user, now);
    this.#say(reply);
  }

  /** The user was linked or unlinked: told at once the next time. */
  forgetStranger(user: string): void {
    this.#strangers.delete(user);
  }

  /** Resolves when no message is being sent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.();
    await this.#running;
  }

  #say(reply: PrivateReply): void {
    if (this.#isStopped || this.#waiting.length >= inboundLimits.replies_waiting_max) return;
    this.#waiting.push(reply);
    if (this.#timer === undefined && this.#running === undefined) this.#next(0);
  }

  #next(wait_ms: number): void {
    this.#timer = this.#deps.clock.after(wait_ms, () => {
      this.#timer = undefined;
      const reply = this.#waiting.shift();
      if (reply === undefined) return;
      this.#running = this.#tell(reply).then(() => {
        this.#running = undefined;
        if (!this.#isStopped) this.#next(inboundLimits.reply_every_ms);
      });
    });
  }

  async #tell({ user, channel, sentence }: PrivateReply): Promise<void> {
    const { port, store } = this.#deps;
    if (!store.takesNoMessages(user) && !this.#closed.has(user)) {
      const opened = await port.openDm(user);
      const sent =
        opened.kind === 'done'
          ? await port.send(opened.value.channel, { content: sentence })
          : opened;
      // Not repeated after an unknown outcome.
      if (sent.kind !== 'refused') return;
      if (sent.reason === 'dm_closed') {
        makeRoom(this.#closed);
        this.#closed.add(user);
      }
    }
    // The adapter keeps the mention from pinging.
    await port.send(channel, { content: `<@${user}> ${sentence}` });
  }
}

function makeRoom(kept: Map<string, unknown> | Set<string>): void {
  if (kept.size < inboundLimits.replies_known_max) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
