import type { Account } from './account.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Character } from './characters.ts';
import { byName, matchesWords, NameIndex } from './name-index.ts';

export interface Searched {
  account(id: string): Account | undefined;
  charactersOf(account: string): readonly Character[];
  /** All accounts have lower numbers than this. */
  highest(): number;
}

export interface Found {
  readonly account: Account;
  /** Set only if its name is needed for the match. */
  readonly character: Character | null;
}

export interface Wanted {
  /** Only accounts with a lower number. */
  readonly before?: number;
  /** Only accounts that match all the words. */
  readonly words?: string;
  /** Only accounts with a user name, a group or rights of their own. */
  readonly staff: boolean;
  /** Only accounts that are in this group by themselves. */
  readonly group?: string;
  /** Only accounts of this shard. */
  readonly shard?: string;
}

/** Accounts read in one step: less than a millisecond. */
const step_accounts = 2_000;

/** Finds accounts by their names and those of their characters. */
export class Finder {
  readonly #searched: Searched;
  readonly #names = new NameIndex((id) => this.#namesOf(id));

  constructor(searched: Searched) {
    this.#searched = searched;
  }

  /**
   * A name of the account, or of one of its characters, was added or removed; results show present
   * names.
   */
  renamed(account: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (before !== null) this.#names.remove(account, before);
    if (after !== null) this.#names.add(account, after);
  }

  /** The first accounts that match all the words, in order of name; in steps. */
  *find(words: string, limit: number): Generator<void, Found[]> {
    const ids = yield* this.#names.find(words, rosterLimits.found_max);
    const found = ids.flatMap((id) => this.#searched.account(id) ?? []);
    return this.#first(found, words, limit);
  }

  /** The same, only for accounts that pass `holds`; without words, all of them. */
  *those(
    holds: (id: string) => boolean,
    words: string | undefined,
    limit: number,
  ): Generator<void, Found[]> {
    const isWanted = ({ id }: Account): boolean => holds(id);
    const top = this.#searched.highest();
    const found = yield* this.#downFrom(top, words, isWanted, rosterLimits.found_max);
    return this.#first(found, words, limit);
  }

  /** Accounts with lower numbers, highest first; in steps. */
  *page(wanted: Wanted, limit: number): Generator<void, Account[]> {
    const { before = Infinity, words, staff, group, shard } = wanted;
    const top = Math.min(before, this.#searched.highest());
    const fits = (account: Account): boolean =>
      (!staff || isStaffAccount(account)) &&
      (group === undefined || account.groups.includes(group)) &&
      (shard === undefined || account.shard === shard);
    return yield* this.#downFrom(top, words, fits, limit);
  }

  /** Up to `limit` accounts that pass, highest first; in steps. */
  some(isWanted: (account: Account) => boolean, limit: number): Generator<void, Account[]> {
    return this.#downFrom(this.#searched.highest(), undefined, isWanted, limit);
  }

  /** As many as wanted below a number, highest first; in steps. */
  *#downFrom(
    top: number,
    words: string | undefined,
    isWanted: (account: Account) => boolean,
    limit: number,
  ): Generator<void, Account[]> {
    const numbers =
      words === undefined ? below(top) : (yield* this.#names.matching(words)).inOrder(true, top);
    const found: Account[] = [];
    let looked = 0;
    for (const number of numbers) {
      const account = this.#searched.account(String(number));
      if (account !== undefined && isWanted(account)) found.push(account);
      if (found.length === limit) break;
      looked += 1;
      if (looked % step_accounts === 0) yield;
    }
    return found;
  }

  #first(found: readonly Account[], words: string | undefined, limit: number): Found[] {
    const sorted = found.toSorted((a, b) => byName(a.name, b.name) || Number(a.id) - Number(b.id));
    return sorted.slice(0, limit).map((account) => {
      const character = words === undefined ? null : this.#characterMeant(account, words);
      return { account, character };
    });
  }

  #characterMeant(account: Account, words: string): Character | null {
    const own = ownNames(account);
    if (matchesWords(own, words)) return null;
    const characters = this.#searched.charactersOf(account.id);
    return characters.find(({ name }) => matchesWords([...own, name], words)) ?? null;
  }

  #namesOf(id: string): string[] {
    const account = this.#searched.account(id);
    const own = account === undefined ? [] : ownNames(account);
    return [...own, ...this.#searched.charactersOf(id).map(({ name }) => name)];
  }
}

function* below(top: number): Generator<number> {
  for (let number = top - 1; number > 0; number--) yield number;
}

/** Whether an operator gave it a user name, a group or rights. Players name themselves. */
export function isStaffAccount({ shard, userName, groups, rights }: Account): boolean {
  return (shard === null && userName !== null) || groups.length > 0 || rights.length > 0;
}

function ownNames({ name, userName }: Account): string[] {
  return userName === null ? [name] : [name, userName];
}
