import type { ImportCounts } from '../import/importer.ts';

/** What became of the lines of a file. */
export class ImportTally {
  /** Lines that say something. */
  all = 0;
  bad = 0;
  #made = 0;
  #before = 0;
  #grown = 0;
  #unseen = 0;
  #canned = 0;
  #left = 0;
  /** An account that several tickets name is made once. */
  readonly #accounts = new Set<string>();

  add({ made, before, grown, unseen, canned, accounts, bad, left }: ImportCounts): void {
    this.#made += made;
    this.#before += before;
    this.#grown += grown;
    this.#unseen += unseen;
    this.#canned += canned;
    this.bad += bad.length;
    this.#left += left.length;
    for (const account of accounts) this.#accounts.add(account);
  }

  /** One a count that is not 0, with a tab; `how`: what stands before "imported". */
  lines(how: '' | 'would be '): readonly string[] {
    return [
      [`tickets ${how}imported`, this.#made],
      ['of them seen by no player, as none has an account here', this.#unseen],
      [`accounts ${how}made`, this.#accounts.size],
      [`canned replies ${how}imported`, this.#canned],
      ['here before', this.#before],
      [`tickets that ${how === '' ? 'got' : 'would get'} what came since`, this.#grown],
      ['left as they are, being others here or there since', this.#left],
      ['lines that cannot be imported', this.bad],
    ]
      .filter(([, count], i) => i === 0 || count !== 0)
      .map(([name, count]) => `${name}\t${count}`);
  }
}
