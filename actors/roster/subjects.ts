/**
 * Subjects of the log: changes of one subject are decided one after the other, by whichever
 * process.
 */

/**
 * Groups, rights, staff names, keys of shards, and accounts that replace others: everything that
 * decides who may do what.
 */
export const access_subject = 'access';

/** The shared canned replies. */
export const canned_subject = 'canned';

/** Keys that servers sign with. */
export const secrets_subject = 'secrets';

/** Links between accounts and Discord users, and the codes that make them. */
export const links_subject = 'discord-links';

/** What opens one account (password, sessions, links) and the account's own canned replies. */
export function accountSubject(account: string): string {
  return `account.${account}`;
}

/** What a shard tells of its accounts, characters and factions. */
export function shardSubject(shard: string): string {
  return `shard.${shard}`;
}
