import { refused, type Result } from '../../../protocol/refusals.ts';
import type { Draft, Trail } from '../../records/draft.ts';
import type { RecordWriter } from '../../records/writer.ts';
import type { Account } from '../accounts/account.ts';
import { notStored } from '../outcome.ts';
import type { Roster } from '../roster.ts';
import { access_subject, accountSubject } from '../subjects.ts';
import type { CannedReplies } from './canned.ts';
import type { Openings, Staff } from './staff.ts';

export interface StandingDeps {
  readonly writer: RecordWriter;
  readonly roster: Roster;
  readonly staff: Pick<Staff, 'administrators'>;
  readonly canned: Pick<CannedReplies, 'removeAll'>;
  readonly openings: readonly Openings[];
  now(): number;
}

type Done = Result<{ value: undefined }>;
const done: Done = { ok: true, value: undefined };

/** Whether accounts may be used at all: operators disable, sign out and delete them. */
export class Standing {
  readonly #deps: StandingDeps;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
  }

  /**
   * A disabled account has no right, and nothing opens it. Its sessions end with the entry, see
   * `openAccess`. Groups, rights and password wait until it is enabled.
   */
  setDisabled(id: string, isDisabled: boolean, trail?: Trail): Promise<Done> {
    const { roster, now } = this.#deps;
    return this.#decide(access_subject, (draft) => {
      const account = roster.account(id);
      if (account === undefined) return refused('account_unknown');
      if ((account.disabled !== null) === isDisabled) return done;
      if (isDisabled && this.#isLast(account)) return refused('last_administrator');
      roster.accounts.putAccess(draft, { ...account, disabled: isDisabled ? now() : null }, trail);
      return done;
    });
  }

  /** Ends its sessions, links and tokens of the HTTP API, in one entry. */
  signOut(id: string, trail?: Trail): Promise<Done> {
    const { roster, now } = this.#deps;
    return this.#decide(accountSubject(id), (draft) => {
      const account = roster.account(id);
      if (account === undefined) return refused('account_unknown');
      roster.accounts.putSignedOut(draft, account, now());
      this.#endAll(draft, id);
      if (trail !== undefined && !draft.isEmpty) draft.beside(trail(account, undefined));
      return done;
    });
  }

  /**
   * Deletes an account without a shard; a shard would tell its own again. What opens it goes first,
   * so that nothing is left over if the server stops in between.
   */
  async remove(id: string, trail?: Trail): Promise<Done> {
    const { roster, canned } = this.#deps;
    const account = roster.account(id);
    if (account === undefined) return refused('account_unknown');
    if (this.#isLast(account)) return refused('last_administrator');
    const emptied = await this.#decide(accountSubject(id), (draft) => {
      roster.accounts.removePassword(draft, id);
      canned.removeAll(draft, id);
      this.#endAll(draft, id);
      return done;
    });
    if (!emptied.ok) return emptied;
    return this.#decide(access_subject, (draft) => {
      const now = roster.account(id);
      if (now === undefined) return done;
      if (this.#isLast(now)) return refused('last_administrator');
      roster.accounts.remove(draft, now, trail);
      return done;
    });
  }

  #isLast({ id }: Account): boolean {
    const all = this.#deps.staff.administrators();
    return all.length === 1 && all[0]!.id === id;
  }

  #endAll(draft: Draft, id: string): void {
    for (const opening of this.#deps.openings) opening.endAll(draft, id);
  }

  async #decide(subject: string, decide: (draft: Draft) => Done): Promise<Done> {
    const changed = await this.#deps.writer.change(subject, decide);
    return 'value' in changed ? changed.value : notStored(changed.kind);
  }
}
