import type { Account } from '../../../actors/roster/accounts/account.ts';
import { administrators } from '../../../actors/roster/staff/groups.ts';
import { hasQueueAccess, type Right } from '../../../protocol/permissions.ts';

/** The role that a dashboard shows for its user. Rights are checked on every call. */
export const roles = ['Regular', 'GameMaster', 'Administrator'] as const;
export type Role = (typeof roles)[number];

export function roleOf(account: Account, rights: ReadonlySet<Right>): Role {
  if (!hasQueueAccess(rights)) return 'Regular';
  return account.groups.includes(administrators) ? 'Administrator' : 'GameMaster';
}
