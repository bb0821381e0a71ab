import { limits } from '../../../protocol/limits.ts';
import { refused, refusedSaying, type Result } from '../../../protocol/refusals.ts';
import type { RecordWriter } from '../../records/writer.ts';
import { notStored } from '../outcome.ts';
import type { Roster } from '../roster.ts';
import { access_subject } from '../subjects.ts';
import { userNameFault } from './account.ts';

/**
 * The names that players take to sign in with, as `NAME@SHARD`: whatever players of one shard, or
 * the shard itself, take, it is in nobody's way elsewhere, and least of all in that of staff.
 */
export class OwnNames {
  readonly #writer: RecordWriter;
  readonly #roster: Roster;

  constructor(writer: RecordWriter, roster: Roster) {
    this.#writer = writer;
    this.#roster = roster;
  }

  /** For an account of a shard that has none yet. Returns the whole name. */
  async take(id: string, wish: string): Promise<Result<{ value: string }>> {
    const shard = this.#roster.account(id)?.shard ?? null;
    if (shard === null) return refused('account_unknown');
    const name = wish.trim().toWellFormed();
    const whole = `${name}@${shard}`;
    const fault = userNameFault(name, limits.name_chars_max - shard.length - 1);
    if (fault !== undefined) return refusedSaying('name_invalid', fault);
    if (name.includes('@')) return refusedSaying('name_invalid', 'The name holds an @.');
    const changed = await this.#writer.change(access_subject, (draft): Taken => {
      const account = this.#roster.account(id);
      if (account === undefined || account.userName !== null) return refused('account_unknown');
      if (this.#roster.isBarred(account)) return refused('account_unknown');
      if (this.#roster.accountNamed(whole) !== undefined) return refused('name_taken');
      this.#roster.accounts.putAccess(draft, { ...account, userName: whole });
      return { ok: true, value: whole };
    });
    return 'value' in changed ? changed.value : notStored(changed.kind);
  }
}

type Taken = Result<{ value: string }>;
