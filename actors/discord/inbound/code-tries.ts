import { inboundLimits } from './inbound-limits.ts';

/** How many codes each user tried lately: nobody finds one by trying. */
export class CodeTries {
  readonly #tries = new Map<string, number[]>();

  /** Whether they may try one now, which counts. */
  take(user: string, now: number): boolean {
    const since = now - inboundLimits.code_tries_window_ms;
    const tries = (this.#tries.get(user) ?? []).filter((at) => at > since);
    this.#tries.delete(user);
    this.#makeRoom(since);
    const isAllowed = tries.length < inboundLimits.code_tries_max;
    this.#tries.set(user, isAllowed ? [...tries, now] : tries);
    return isAllowed;
  }

  /** Forgets those whose tries are over; if there are none, whoever tried the longest ago. */
  #makeRoom(since: number): void {
    if (this.#tries.size < inboundLimits.code_users_max) return;
    for (const [user, tries] of this.#tries) {
      if ((tries.at(-1) ?? 0) <= since) this.#tries.delete(user);
    }
    const [oldest] = this.#tries.keys();
    if (this.#tries.size >= inboundLimits.code_users_max) this.#tries.delete(oldest!);
  }
}
