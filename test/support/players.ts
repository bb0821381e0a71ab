import type { Put } from '../../server/storage/record.ts';

/** Records of accounts of a shard, as far as notices ask for them. */
export function playing(...accounts: readonly string[]): Put[] {
  return accounts.map((id) => {
    return { space: 'roster', key: `account/${id}`, value: { v: 1, id, shard: 'north' } };
  });
}
