import type { AccessRole } from './access-role.ts';
import type { BridgePeople } from '../deps.ts';
import type { Members } from './members.ts';
import type { BridgeStore } from '../store.ts';
import type { TicketChannels } from '../reconciler/ticket-channels.ts';

interface PeopleChangesDeps {
  readonly store: Pick<BridgeStore, 'takesMessages'>;
  readonly people: BridgePeople;
  readonly members: Members;
  readonly channels: TicketChannels;
  readonly accessRole: AccessRole;
  /** Undefined while the bot is not in it. */
  guild(): string | undefined;
  wake(ticket: string): void;
}

/** Brings roles and channels up to date when a link or a right changes. */
export class PeopleChanges {
  readonly #deps: PeopleChangesDeps;

  constructor(deps: PeopleChangesDeps) {
    this.#deps = deps;
  }

  /** An account and a user were linked, or are not any more. */
  linkChanged(account: string, user: string): void {
    const { store, members, accessRole } = this.#deps;
    void store.takesMessages(user);
    const guild = this.#deps.guild();
    if (guild !== undefined) void members.first(guild, user);
    accessRole.check(user);
    this.#accountChanged(account);
  }

  /** The rights of an account changed; undefined: those of any may have. */
  rightsChanged(account: string | undefined): void {
    const { people, channels, accessRole, wake } = this.#deps;
    if (account === undefined) {
      accessRole.checkAll();
      for (const id of channels.ids()) wake(id);
      return;
    }
    const user = people.userOf(account);
    if (user !== undefined) accessRole.check(user);
    this.#accountChanged(account);
  }

  /** A user joined, left, or has other roles. */
  userChanged(user: string): void {
    this.#deps.accessRole.check(user);
    const account = this.#deps.people.accountOf(user);
    if (account !== undefined) this.#accountChanged(account);
  }

  #accountChanged(account: string): void {
    for (const id of this.#deps.channels.withParticipant(account)) this.#deps.wake(id);
  }
}
