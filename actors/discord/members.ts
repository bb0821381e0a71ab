import type { DiscordPort, MemberSeen } from './port.ts';

/** Users whose place in the guild is remembered; one that was forgotten is looked up again. */
const members_max = 20_000;

/** Who of the linked users is in the guild, with their roles. */
export class Members {
  readonly #port: DiscordPort;
  /** Null: not in the guild. */
  readonly #known = new Map<string, MemberSeen | null>();

  constructor(port: DiscordPort) {
    this.#port = port;
  }

  /** Null: not in the guild; undefined: that could not be told now. */
  async of(guild: string, user: string): Promise<MemberSeen | null | undefined> {
    const known = this.#known.get(user);
    if (known !== undefined) return known;
    const outcome = await this.#port.member(guild, user);
    // What was told while it was asked is younger than the answer.
    const told = this.#known.get(user);
    if (told !== undefined) return told;
    if (outcome.kind === 'done') return this.put(outcome.value);
    if (outcome.kind === 'refused' && outcome.reason === 'not_found') return this.left(user);
    return undefined;
  }

  put(member: MemberSeen): MemberSeen {
    this.#keep(member.user, member);
    return member;
  }

  left(user: string): null {
    this.#keep(user, null);
    return null;
  }

  /** Anything may have happened meanwhile. */
  forget(): void {
    this.#known.clear();
  }

  #keep(user: string, member: MemberSeen | null): void {
    if (this.#known.size >= members_max) this.#known.clear();
    this.#known.set(user, member);
  }
}
