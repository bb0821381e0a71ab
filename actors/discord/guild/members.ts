import type { Cancel, Clock } from '../../runtime/clock.ts';
import { isGone } from '../port/call-outcome.ts';
import { backoffMs } from '../backoff.ts';
import { bridgeLimits } from '../limits.ts';
import type { DiscordPort } from '../port/port.ts';
import type { MemberSeen } from '../port/shapes.ts';

interface MembersParts {
  readonly port: Pick<DiscordPort, 'member'>;
  readonly clock: Clock;
  /** Somebody is known by now whom a question before went without. */
  found(user: string): void;
}

/** A look-up that is to be made, or is made now. */
interface Asked {
  readonly answer: Promise<MemberSeen | null | undefined>;
  settle(member: MemberSeen | null | undefined): void;
}

/**
 * Who of the linked users is in the guild, with their roles. Discord lets a bot look up few in a
 * time, so it is one look-up after the other, one for all who ask for the same user, and those who
 * were linked just now come first. Nobody waits for Discord to allow more: who asks goes without,
 * and is told when it is known.
 */
export class Members {
  readonly #parts: MembersParts;
  /** Null: not in the guild. One that was forgotten is looked up again. */
  readonly #known = new Map<string, MemberSeen | null>();
  /** In the order in which they are looked up. */
  #asked = new Map<string, Asked>();
  /** Who asked for them went without. */
  #missed = new Set<string>();
  #guild = '';
  #isRunning = false;
  /** Until when Discord is left alone. */
  #pause: Cancel | undefined;
  #tries = 0;

  constructor(parts: MembersParts) {
    this.#parts = parts;
  }

  /** Null: not in the guild; undefined: that cannot be told now, and will be once it can. */
  async of(guild: string, user: string): Promise<MemberSeen | null | undefined> {
    if (guild !== this.#guild) this.#leave(guild);
    const known = this.#known.get(user);
    if (known !== undefined) return known;
    if (this.#pause !== undefined) {
      this.#missed.add(user);
      return undefined;
    }
    const asked = this.#asked.get(user) ?? this.#ask(user);
    void this.#run();
    return asked.answer;
  }

  /** Before all others: somebody waits for it. */
  async first(guild: string, user: string): Promise<void> {
    if (guild !== this.#guild) this.#leave(guild);
    if (this.#known.has(user)) return;
    this.#missed = new Set([user, ...this.#missed]);
    if (this.#pause !== undefined) return;
    const asked = this.#asked.get(user) ?? this.#ask(user);
    this.#asked = new Map([[user, asked], ...this.#asked]);
    await this.#run();
  }

  put(member: MemberSeen): void {
    this.#keep(member.user, member);
  }

  left(user: string): void {
    this.#keep(user, null);
  }

  /** Anything may have happened meanwhile, and Discord may answer again. */
  forget(): void {
    this.#known.clear();
    this.#tries = 0;
    if (this.#pause !== undefined) this.#resume();
  }

  /** Nothing is asked any more; who waits goes without. */
  stop(): void {
    this.#pause?.();
    this.#leave('');
  }

  #leave(guild: string): void {
    this.#guild = guild;
    this.#known.clear();
    this.#missed.clear();
    for (const { settle } of this.#asked.values()) settle(undefined);
    this.#asked.clear();
  }

  #ask(user: string): Asked {
    let settle: Asked['settle'] = () => {};
    const answer = new Promise<MemberSeen | null | undefined>((resolve) => (settle = resolve));
    const asked = { answer, settle };
    this.#asked.set(user, asked);
    return asked;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (const next of this.#queue()) await this.#lookUp(next);
    this.#isRunning = false;
  }

  /** The first of those that are left each time, for others may come before it meanwhile. */
  *#queue(): Generator<string> {
    while (this.#pause === undefined) {
      const [next] = this.#asked.keys();
      if (next === undefined) return;
      yield next;
    }
  }

  async #lookUp(user: string): Promise<void> {
    const guild = this.#guild;
    const outcome = await this.#parts.port.member(guild, user);
    // What was told while it was asked is younger than the answer.
    if (guild !== this.#guild || this.#known.has(user)) return;
    if (outcome.kind === 'done' || isGone(outcome)) {
      this.#tries = 0;
      return this.#keep(user, outcome.kind === 'done' ? outcome.value : null);
    }
    const isLimited = outcome.kind === 'refused' && outcome.reason === 'rate_limited';
    this.#rest(user, isLimited ? outcome.retry_after_ms : this.#backOff());
  }

  /** Who waits goes without, and the one that failed comes last. */
  #rest(failed: string, wait_ms: number): void {
    for (const [user, { settle }] of this.#asked) {
      this.#missed.add(user);
      settle(undefined);
    }
    this.#asked.clear();
    if (this.#missed.delete(failed)) this.#missed.add(failed);
    this.#pause = this.#parts.clock.after(wait_ms, () => this.#resume());
  }

  #resume(): void {
    this.#pause?.();
    this.#pause = undefined;
    for (const user of this.#missed) this.#ask(user);
    void this.#run();
  }

  #backOff(): number {
    const wait_ms = backoffMs(this.#tries);
    this.#tries += 1;
    return wait_ms;
  }

  #keep(user: string, member: MemberSeen | null): void {
    if (this.#known.size >= bridgeLimits.members_max) this.#known.clear();
    this.#known.set(user, member);
    this.#asked.get(user)?.settle(member);
    this.#asked.delete(user);
    if (this.#missed.delete(user)) this.#parts.found(user);
  }
}
