/** Subjects of the log: what shares one is decided one after the other, whoever writes. */

/**
 * Groups, rights, names of staff, keys of shards, accounts that take the place of others: whatever
 * decides who may do what.
 */
export const access_subject = 'access';

/** The canned replies of all of support. */
export const canned_subject = 'canned';

/** What servers sign with. */
export const secrets_subject = 'secrets';

/** Which account is who on Discord, each on either side linked once at most; and the codes that link. */
export const links_subject = 'discord-links';

/** What opens one account: its password, sessions, links; and the texts it keeps for itself. */
export function accountSubject(account: string): string {
  return `account.${account}`;
}

/** What a shard tells of its world: accounts, characters, factions. */
export function shardSubject(shard: string): string {
  return `shard.${shard}`;
}
