import type { DiscordPort } from '../port/port.ts';
import type { GuildSeen } from '../port/shapes.ts';
import type { CallOutcome } from '../port/call-outcome.ts';

/** Looks at the guild that many ask for share, each as late as who asks needs it. */
export class GuildLook {
  readonly #port: DiscordPort;
  #begun = 0;
  #last: { readonly begun: number; readonly seen: CallOutcome<GuildSeen> } | undefined;
  #running: { readonly begun: number; readonly seen: Promise<CallOutcome<GuildSeen>> } | undefined;
  #guild = '';

  constructor(port: DiscordPort) {
    this.#port = port;
  }

  /** A moment: what a look that begins after it shows, is younger. */
  get moment(): number {
    return this.#begun;
  }

  /** What such a look showed, made now unless there is one. */
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
