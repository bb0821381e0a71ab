import type { Cancel, Clock } from '../../runtime/clock.ts';
import { isGone } from '../port/call-outcome.ts';
import { backoffMs } from '../backoff.ts';
import { bridgeLimits } from '../discord-limits.ts';
import type { DiscordPort } from '../port/port.ts';
import type { MemberSeen } from '../port/shapes.ts';

interface MembersDeps {
  readonly port: Pick<DiscordPort, 'member'>;
  readonly clock: Clock;
  /** A user is known by now of whom `of` gave undefined. */
  found(user: string): void;
}

/** A look-up that waits or is under way. */
interface Asked {
  readonly answer: Promise<MemberSeen | null | undefined>;
  settle(member: MemberSeen | null | undefined): void;
}

/**
 * Members of the guild among the linked users, with their roles. Discord's rate limit for look-ups is
 * low, so they are made one after the other, once for all callers, and first for users who were just
 * linked. No caller waits for the rate limit: it gets undefined, and `found` tells later.
 */
export class Members {
  readonly #deps: MembersDeps;
  /** Null: not in the guild. A user who is missing here is looked up. */
  readonly #known = new Map<string, MemberSeen | null>();
  /** Look-ups in their order. */
  #asked = new Map<string, Asked>();
  /** Users of whom a caller got undefined. */
  #missed = new Set<string>();
  #guild = '';
  #isRunning = false;
  /** Set while no look-up is made, after a failure. */
  #pause: Cancel | undefined;
  #tries = 0;

  constructor(deps: MembersDeps) {
    this.#deps = deps;
  }

  /** Null: not in the guild. Undefined: not known now; `found` tells once it is. */
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

  /** Looks a user up before all others. */
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

  /** Events were missed: all are looked up again. */
  forget(): void {
    this.#known.clear();
    this.#tries = 0;
    if (this.#pause !== undefined) this.#resume();
  }

  /** No look-up is made any more; callers that wait get undefined. */
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

  /** Always the first that is left, since others may have been put before it. */
  *#queue(): Generator<string> {
    while (this.#pause === undefined) {
      const [next] = this.#asked.keys();
      if (next === undefined) return;
      yield next;
    }
  }

  async #lookUp(user: string): Promise<void> {
    const guild = this.#guild;
    const outcome = await this.#deps.port.member(guild, user);
    // An event meanwhile is younger than the answer.
    if (guild !== this.#guild || this.#known.has(user)) return;
    if (outcome.kind === 'done' || isGone(outcome)) {
      this.#tries = 0;
      return this.#keep(user, outcome.kind === 'done' ? outcome.value : null);
    }
    const isLimited = outcome.kind === 'refused' && outcome.reason === 'rate_limited';
    this.#rest(user, isLimited ? outcome.retry_after_ms : this.#backOff());
  }

  /** Callers that wait get undefined; the look-up that failed comes last. */
  #rest(failed: string, wait_ms: number): void {
    for (const [user, { settle }] of this.#asked) {
      this.#missed.add(user);
      settle(undefined);
    }
    this.#asked.clear();
    if (this.#missed.delete(failed)) this.#missed.add(failed);
    this.#pause = this.#deps.clock.after(wait_ms, () => this.#resume());
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
    if (this.#missed.delete(user)) this.#deps.found(user);
  }
}
