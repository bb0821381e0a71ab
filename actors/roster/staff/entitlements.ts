import { same } from '../../../protocol/same.ts';
import type { Right } from '../../../protocol/permissions.ts';
import { Listeners } from '../../runtime/listeners.ts';
import type { Account } from '../accounts/account.ts';
import {
  completed,
  effectiveRights,
  groupForm,
  playerRights,
  shippedGroups,
  type Group,
} from './groups.ts';
import { rosterLimits } from '../roster-limits.ts';
import { access_subject } from '../subjects.ts';
import { Records } from '../../records/records.ts';
import type { Draft, Trail } from '../../records/draft.ts';
import type { RecordWriter } from '../../records/writer.ts';

interface Held {
  readonly full: ReadonlySet<Right>;
  readonly restricted: ReadonlySet<Right>;
}

/**
 * The rights of each account, computed once and again after a change of the account or of a group.
 */
export class Entitlements {
  readonly #writer: RecordWriter;
  readonly #groups: Records<Group>;
  readonly #held = new Map<string, Held>();
  /** Most accounts have the same groups and rights, and share one set. */
  readonly #shared = new Map<string, Held>();
  readonly #changed = new Listeners<[account: string | undefined]>();

  constructor(writer: RecordWriter) {
    this.#writer = writer;
    this.#groups = new Records(
      writer,
      {
        space: 'roster',
        prefix: 'group',
        schema: groupForm,
        records_max: rosterLimits.groups_max,
      },
      () => {
        this.#held.clear();
        this.#shared.clear();
        writer.afterEntry(() => this.#changed.tell(undefined));
      },
    );
  }

  /** Writes the shipped groups into a store that has none. */
  async ship(): Promise<void> {
    if (this.#groups.size > 0) return;
    const { kind } = await this.#writer.change(access_subject, (draft) => {
      if (this.#groups.size > 0) return;
      for (const group of shippedGroups) draft.put(this.#groups, group.name, group);
    });
    if (kind !== 'durable' && kind !== 'kept') {
      throw new Error('The groups could not be written into the data folder.');
    }
  }

  group(name: string): Group | undefined {
    const group = this.#groups.get(name);
    return group && completed(group);
  }

  groups(): Group[] {
    return Array.from(this.#groups.values(), completed);
  }

  /** Call inside a change of `access`. */
  put(draft: Draft, group: Group, trail?: Trail): void {
    const before = draft.get(this.#groups, group.name);
    if (!same(before, group)) draft.put(this.#groups, group.name, group, trail);
  }

  /** Call inside a change of `access`. */
  remove(draft: Draft, name: string, trail?: Trail): void {
    draft.put(this.#groups, name, undefined, trail);
  }

  of(account: Account, restricted: boolean): ReadonlySet<Right> {
    const held = this.#held.get(account.id) ?? this.#workOut(account);
    return restricted ? held.restricted : held.full;
  }

  /** Only for existing accounts: nobody waits for the rights of a new one. */
  accountChanged(before: Account, after: Account): void {
    const isSame = same(before.groups, after.groups) && same(before.rights, after.rights);
    if (isSame && before.disabled === after.disabled) return;
    this.#held.delete(after.id);
    this.#writer.afterEntry(() => this.#changed.tell(after.id));
  }

  /** The account was replaced or deleted, and may do nothing any more. */
  ended(account: string): void {
    this.#held.delete(account);
    this.#writer.afterEntry(() => this.#changed.tell(account));
  }

  onChanged(listener: (account: string | undefined) => void): void {
    this.#changed.add(listener);
  }

  #workOut(account: Account): Held {
    // Group names may contain blanks and other separators.
    const key = JSON.stringify([account.groups.toSorted(), account.rights.toSorted()]);
    let held = this.#shared.get(key);
    if (held === undefined) {
      const full = effectiveRights(account, this.groups());
      held = { full, restricted: new Set(playerRights.filter((right) => full.has(right))) };
      this.#shared.set(key, held);
    }
    this.#held.set(account.id, held);
    return held;
  }
}
