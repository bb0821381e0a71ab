import { inboundLimits } from './inbound-limits.ts';

/** Limits how many link codes a user may try, so that nobody finds one by guessing. */
export class CodeTries {
  readonly #tries = new Map<string, number[]>();

  /** Whether the user may try a code now. Counts as a try. */
  take(user: string, now: number): boolean {
    const since = now - inboundLimits.code_tries_window_ms;
    const tries = (this.#tries.get(user) ?? []).filter((at) => at > since);
    this.#tries.delete(user);
    this.#makeRoom(since);
    const isAllowed = tries.length < inboundLimits.code_tries_max;
    this.#tries.set(user, isAllowed ? [...tries, now] : tries);
    return isAllowed;
  }

  /** Forgets users whose tries have expired; if there are none, the one who tried longest ago. */
  #makeRoom(since: number): void {
    if (this.#tries.size < inboundLimits.code_users_max) return;
    for (const [user, tries] of this.#tries) {
      if ((tries.at(-1) ?? 0) <= since) this.#tries.delete(user);
    }
    const [oldest] = this.#tries.keys();
    if (this.#tries.size >= inboundLimits.code_users_max) this.#tries.delete(oldest!);
  }
}
