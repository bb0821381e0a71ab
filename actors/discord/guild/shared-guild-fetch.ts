import type { DiscordPort } from '../port/port.ts';
import type { GuildSeen } from '../port/shapes.ts';
import type { CallOutcome } from '../port/call-outcome.ts';

/** Shares one guild fetch among callers; each gets a result no older than it needs. */
export class SharedGuildFetch {
  readonly #port: DiscordPort;
  #begun = 0;
  #last: { readonly begun: number; readonly seen: CallOutcome<GuildSeen> } | undefined;
  #running: { readonly begun: number; readonly seen: Promise<CallOutcome<GuildSeen>> } | undefined;
  #guild = '';

  constructor(port: DiscordPort) {
    this.#port = port;
  }

  /** How many fetches have begun. A fetch that begins later shows what happened until now. */
  get moment(): number {
    return this.#begun;
  }

  /** The result of a fetch that began after this moment; one is made if there is none. */
  async after(moment: number, guild: string): Promise<CallOutcome<GuildSeen>> {
    const isFresh = (one: { readonly begun: number } | undefined) =>
      one !== undefined && one.begun > moment && this.#guild === guild;
    if (isFresh(this.#last) && this.#last!.seen.kind === 'done') return this.#last!.seen;
    while (this.#running !== undefined) {
      const { seen } = this.#running;
      if (isFresh(this.#running)) return seen;
      await seen;
    }
    this.#guild = guild;
    this.#begun += 1;
    const begun = this.#begun;
    const looking = this.#port.guild(guild).then((seen) => {
      this.#running = undefined;
      this.#last = { begun, seen };
      return seen;
    });
    this.#running = { begun, seen: looking };
    return looking;
  }
}
