import * as v from 'valibot';
import { rights, rightsOfShipped, type Right } from '../../../protocol/permissions.ts';
import type { Account } from '../accounts/account.ts';

/**
 * A set of rights that accounts share. Kept under `group/NAME`, so that operators may change it.
 */
export const groupForm = v.strictObject({
  name: v.string(),
  rights: v.array(v.picklist(rights)),
  /** Whether every account is a member. */
  byDefault: v.boolean(),
});
export type Group = Readonly<v.InferOutput<typeof groupForm>>;

/** The rights of a restricted session: the player-facing ones. All others are administrative. */
export const playerRights: readonly Right[] = rightsOfShipped('players');

/** The group of the first administrator. */
export const administrators = 'administrators';

/** The groups of a new data folder. */
export const shippedGroups: readonly Group[] = [
  { name: 'players', rights: [...playerRights], byDefault: true },
  { name: 'moderators', rights: rightsOfShipped('moderators'), byDefault: false },
  { name: administrators, rights: [...rights], byDefault: false },
];

/** Administrators hold every right, also those added after their group was stored. */
export function completed(group: Group): Group {
  return group.name === administrators ? { ...group, rights: [...rights] } : group;
}

/** The account's own rights, those of its groups and those of the default groups. */
export function effectiveRights(account: Account, groups: Iterable<Group>): Set<Right> {
  const held = new Set<Right>(account.rights);
  for (const group of groups) {
    if (!group.byDefault && !account.groups.includes(group.name)) continue;
    for (const right of group.rights) held.add(right);
  }
  return held;
}
