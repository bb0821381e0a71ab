import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { DiscordPort } from '../port/port.ts';
import { inboundLimits } from './limits.ts';
import type { InboundStore } from './parts.ts';

interface WordParts {
  readonly port: DiscordPort;
  readonly store: Pick<InboundStore, 'takesNoMessages'>;
  readonly clock: Clock;
}

interface Word {
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
export class PrivateWords {
  readonly #parts: WordParts;
  readonly #waiting: Word[] = [];
  /** Times at which each user was told something, within the window. */
  readonly #told = new Map<string, number[]>();
  readonly #strangers = new Map<string, number>();
  readonly #closed = new Set<string>();
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(parts: WordParts) {
    this.#parts = parts;
  }

  /** A message was refused. */
  refused(word: Word): void {
    const now = this.#parts.clock.now();
    const since = now - inboundLimits.words_window_ms;
    const times = (this.#told.get(word.user) ?? []).filter((at) => at > since);
    if (times.length >= inboundLimits.words_user_max) return;
    this.#told.delete(word.user);
    makeRoom(this.#told);
    this.#told.set(word.user, [...times, now]);
    this.#say(word);
  }

  /** The user is not linked: told at intervals only, however much they write. */
  stranger(word: Word): void {
    const now = this.#parts.clock.now();
    const last = this.#strangers.get(word.user);
    if (last !== undefined && now - last < inboundLimits.stranger_every_ms) return;
    this.#strangers.delete(word.user);
    makeRoom(this.#strangers);
    this.#strangers.set(word.user, now);
    this.#say(word);
  }

  /** The user was linked or unlinked: told at once the next time. */
  noStranger(user: string): void {
    this.#strangers.delete(user);
  }

  /** Resolves when no message is being sent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.();
    await this.#running;
  }

  #say(word: Word): void {
    if (this.#isStopped || this.#waiting.length >= inboundLimits.words_waiting_max) return;
    this.#waiting.push(word);
    if (this.#timer === undefined && this.#running === undefined) this.#next(0);
  }

  #next(wait_ms: number): void {
    this.#timer = this.#parts.clock.after(wait_ms, () => {
      this.#timer = undefined;
      const word = this.#waiting.shift();
      if (word === undefined) return;
      this.#running = this.#tell(word).then(() => {
        this.#running = undefined;
        if (!this.#isStopped) this.#next(inboundLimits.word_every_ms);
      });
    });
  }

  async #tell({ user, channel, sentence }: Word): Promise<void> {
    const { port, store } = this.#parts;
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
  if (kept.size < inboundLimits.words_known_max) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
