import type { Account } from './account.ts';
import { rosterLimits } from '../roster-limits.ts';
import type { Character } from './characters.ts';
import { byName, matchesWords, NameIndex } from './name-index.ts';

export interface Searched {
  account(id: string): Account | undefined;
  charactersOf(account: string): readonly Character[];
  /** No account has this number or a higher one. */
  highest(): number;
}

export interface Found {
  readonly account: Account;
  /** Only where its name is needed to match. */
  readonly character: Character | null;
}

export interface Wanted {
  /** Only with a lower number. */
  readonly before?: number;
  /** Only those that all the words match. */
  readonly words?: string;
  /** Only those with a user name, a group or rights of their own. */
  readonly staff: boolean;
}

/** Accounts that are looked at in one step: less than a millisecond. */
const step_accounts = 2_000;

/** Finds accounts, by their own names and those of their characters. */
export class Finder {
  readonly #searched: Searched;
  readonly #names = new NameIndex((id) => this.#namesOf(id));

  constructor(searched: Searched) {
    this.#searched = searched;
  }

  /** The account, or one of its characters, got or lost a name; what is found is what it has now. */
  renamed(account: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (before !== null) this.#names.remove(account, before);
    if (after !== null) this.#names.add(account, after);
  }

  /** The first of those that all the words match, in the order of their names; a step at a time. */
  *find(words: string, limit: number): Generator<void, Found[]> {
    const ids = yield* this.#names.find(words, rosterLimits.found_max);
    const found = ids.flatMap((id) => this.#searched.account(id) ?? []);
    return this.#first(found, words, limit);
  }

  /** The same of those alone that hold; without words, of all of them. */
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

  /** Those with a lower number, the highest first; a step at a time. */
  *page({ before = Infinity, words, staff }: Wanted, limit: number): Generator<void, Account[]> {
    const top = Math.min(before, this.#searched.highest());
    return yield* this.#downFrom(top, words, (account) => !staff || isStaff(account), limit);
  }

  /** Below a number the highest first, as many as are wanted; a step at a time. */
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

function isStaff({ userName, groups, rights }: Account): boolean {
  return userName !== null || groups.length > 0 || rights.length > 0;
}

function ownNames({ name, userName }: Account): string[] {
  return userName === null ? [name] : [name, userName];
}
