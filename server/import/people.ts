import { shardKey } from '../../actors/roster/accounts/accounts.ts';
import type { Roster } from '../../actors/roster/roster.ts';
import { cutText } from '../../protocol/cut.ts';
import { limits } from '../../protocol/limits.ts';
import { hasQueueAccess } from '../../protocol/permissions.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import type { Person } from '../../protocol/ticket.ts';
import type { ImportPerson, ImportTicket } from './form.ts';
import { keptText } from './split-text.ts';

/** The accounts that the people of imported tickets have here. */
export class ImportedPeople {
  readonly #roster: Roster;

  constructor(roster: Roster) {
    this.#roster = roster;
  }

  /** Accounts of shards that the players of these tickets have and that are not here yet, each once. */
  missing(tickets: readonly ImportTicket[]): Map<string, { shard: string; person: ImportPerson }> {
    const missing = new Map<string, { shard: string; person: ImportPerson }>();
    for (const [shard, person] of playersOf(tickets)) {
      const key = shardKey(shard, person.account);
      if (missing.has(key) || this.#roster.accountOf(shard, person.account) !== undefined) continue;
      missing.set(key, { shard, person });
    }
    return missing;
  }

  /**
   * Makes those accounts, and characters. What is here already keeps its name, which is newer. A shard
   * that tells of the same ids later means the same accounts. Resolves to why it cannot, if it cannot.
   */
  async make(tickets: readonly ImportTicket[]): Promise<string | undefined> {
    const accounts = [...this.missing(tickets).values()].map(({ shard, person }) => {
      const name = person.name ?? person.character_name ?? person.account!;
      return this.#roster.upsertAccount(shard, { account: person.account!, name });
    });
    const refusal = (await Promise.all(accounts)).find((one) => one !== undefined);
    if (refusal !== undefined) return sentenceOf(refusal);
    const characters = [...this.#missingCharacters(tickets).values()].map(({ shard, told }) =>
      this.#roster.upsertCharacter(shard, told),
    );
    const refused = (await Promise.all(characters)).find((one) => one !== undefined);
    return refused && sentenceOf(refused);
  }

  #missingCharacters(tickets: readonly ImportTicket[]) {
    const missing = new Map<string, { shard: string; told: CharacterOf }>();
    for (const [shard, { account, character, character_name }] of playersOf(tickets)) {
      if (character === undefined) continue;
      const id = this.#roster.accountOf(shard, account)?.id;
      if (id === undefined || this.#roster.characterOf(id, character) !== undefined) continue;
      const told = { account, character, name: character_name ?? character };
      missing.set(`${shardKey(shard, account)} ${character}`, { shard, told });
    }
    return missing;
  }

  player(shard: string | null, person: ImportPerson | undefined): Person | null {
    const account = this.#account(shard, person);
    if (person === undefined || account === undefined) return null;
    const character =
      person.character === undefined
        ? undefined
        : this.#roster.characterOf(account, person.character);
    const now = this.#roster.person(account, character?.id ?? null);
    // As it was called then.
    const { character_name } = person;
    if (character === undefined || character_name === undefined) return now;
    return { ...now, character_name: cutText(keptText(character_name), limits.name_chars_max) };
  }

  staff(shard: string | null, person: ImportPerson | undefined): Person | null {
    const account =
      person?.user === undefined
        ? this.#account(shard, person)
        : this.#roster.accountNamed(person.user)?.id;
    return account === undefined ? null : this.#roster.person(account, null);
  }

  holder(shard: string | null, person: ImportPerson | undefined): Person | null {
    const staff = this.staff(shard, person);
    return staff !== null && hasQueueAccess(this.#roster.rightsOf(staff.account)) ? staff : null;
  }

  /** A user name that a ticket names and nobody here has. */
  unknownUser(ticket: ImportTicket): string | undefined {
    const authors = ticket.messages.map(({ author }) => author);
    for (const person of [ticket.assignee, ticket.closed_by, ...authors]) {
      const user = person?.user;
      if (user !== undefined && this.#roster.accountNamed(user) === undefined) return user;
    }
    return undefined;
  }

  #account(shard: string | null, person: ImportPerson | undefined): string | undefined {
    if (person?.account !== undefined && shard !== null) {
      return this.#roster.accountOf(shard, person.account)?.id;
    }
    return person?.discord === undefined
      ? undefined
      : this.#roster.discord.ofUser(person.discord)?.account;
  }
}

interface CharacterOf {
  readonly account: string;
  readonly character: string;
  readonly name: string;
}

/** The players of tickets who have an account on a shard, as often as they are named. */
function* playersOf(
  tickets: readonly ImportTicket[],
): Generator<[shard: string, person: ImportPerson & { readonly account: string }]> {
  for (const { shard, sender, participants = [], messages } of tickets) {
    if (typeof shard !== 'string') continue;
    const authors = messages.flatMap(({ by, author }) => (by === 'player' ? (author ?? []) : []));
    for (const person of [...(sender === undefined ? [] : [sender]), ...participants, ...authors]) {
      const { account } = person;
      if (account !== undefined) yield [shard, { ...person, account }];
    }
  }
}
