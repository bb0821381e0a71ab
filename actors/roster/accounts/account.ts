import * as v from 'valibot';
import { rights } from '../../../protocol/permissions.ts';
import { isBlank } from '../../../protocol/visible.ts';
import { isProperName } from '../staff/look-alike.ts';

/**
 * Somebody of one shard or of none: all records of the account together, see `accounts.ts`. The
 * profile is kept under `account/ID` and holds what the shard tells. Up to version 0.1.0 it also
 * held what operators give; today that is in records of its own, which take precedence. Fields of
 * an earlier version stay in a profile unchanged, because only the shard writes it.
 */
export const profileForm = v.strictObject({
  /** A number unique over all shards and characters, as a decimal string. */
  id: v.string(),
  /** The shard and its own id of the account; null for staff, who are on the web only. */
  shard: v.nullable(v.string()),
  shardAccount: v.nullable(v.string()),
  /**
   * When it was created in the game, if the shard tells that: the same id with another time is
   * somebody else.
   */
  shardCreated: v.optional(v.number()),
  name: v.string(),
  /** Milliseconds since 1970. */
  created: v.number(),
  /** When its world was wiped: it may do nothing any more, and its id is free. */
  ended: v.optional(v.number()),
  groups: v.optional(v.array(v.string()), []),
  /** The account's own rights, in addition to those of its groups. */
  rights: v.optional(v.array(v.picklist(rights)), []),
  /** Shown to players where support goes by aliases; null: the common alias. */
  alias: v.optional(v.nullable(v.string()), null),
  /** The name for signing in on the web, as it was typed; unique in any case. */
  userName: v.optional(v.nullable(v.string()), null),
  passwordHash: v.optional(v.nullable(v.string()), null),
  /** Whether the password opens only the player-facing rights. */
  passwordRestricted: v.optional(v.boolean(), false),
  /** Last sign-in on the web; earlier versions kept it here, see `sign-ins.ts`. */
  signedIn: v.optional(v.nullable(v.number()), null),
  /** Since when an operator lets it do nothing; null: it is enabled. */
  disabled: v.optional(v.nullable(v.number()), null),
  /** When an operator last signed it out everywhere; what was given before opens nothing. */
  signedOut: v.optional(v.nullable(v.number()), null),
});
export type Account = Readonly<v.InferOutput<typeof profileForm>>;

/** What operators give. Kept under `standing/ID` until the account is deleted. */
export const accessForm = v.strictObject({
  groups: profileForm.entries.groups.wrapped,
  rights: profileForm.entries.rights.wrapped,
  alias: v.nullable(v.string()),
  userName: v.nullable(v.string()),
  /** Left out while it is enabled. */
  disabled: v.optional(v.number()),
});
export type AccountAccess = Readonly<v.InferOutput<typeof accessForm>>;

/** Kept under `password/ID` until the account is deleted. */
export const passwordForm = v.strictObject({
  hash: v.string(),
  /** Whether it was set in a session that the game opened; left out otherwise. */
  restricted: v.optional(v.literal(true)),
  /** When it was signed out everywhere since the password was set. */
  signedOut: v.optional(v.number()),
});
export type Password = Readonly<v.InferOutput<typeof passwordForm>>;

/** The profile as it is stored. Fields of earlier versions are written only where they were set. */
export function storedProfile(profile: Account): object {
  const { groups, rights: own, alias, userName, passwordHash, signedIn, ...rest } = profile;
  const { disabled: _, signedOut: __, passwordRestricted: ___, ...told } = rest;
  return {
    ...told,
    ...(groups.length > 0 && { groups }),
    ...(own.length > 0 && { rights: own }),
    ...(alias !== null && { alias }),
    ...(userName !== null && { userName }),
    ...(passwordHash !== null && { passwordHash }),
    ...(signedIn !== null && { signedIn }),
  };
}

/** A new account that nobody can sign in to yet. */
export function newAccount(
  told: Pick<Account, 'id' | 'shard' | 'shardAccount' | 'shardCreated' | 'name' | 'created'>,
): Account {
  const { id, shard, shardAccount, shardCreated, name, created } = told;
  return {
    id,
    shard,
    shardAccount,
    ...(shardCreated === undefined ? {} : { shardCreated }),
    name,
    created,
    groups: [],
    rights: [],
    alias: null,
    userName: null,
    passwordHash: null,
    passwordRestricted: false,
    signedIn: null,
    disabled: null,
    signedOut: null,
  };
}

/** The form in which user names are compared. */
export function foldUserName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

/** Why a user name is not allowed, in a sentence; `undefined` if it is. */
export function userNameFault(name: string, chars_max: number): string | undefined {
  if (isBlank(name)) return 'The user name is blank.';
  if (name.length > chars_max) return `The user name is longer than ${chars_max} characters.`;
  if (!isProperName(name))
    return 'The user name holds a character that cannot be seen, or is kept for programs.';
  if (/^[\p{N}\s]+$/u.test(foldUserName(name))) {
    return 'The user name is a number, which would be taken for the number of an account.';
  }
  return undefined;
}

/** Shards that count in seconds cut off the milliseconds that others tell. */
const same_ms = 1_000;

/**
 * Whether two creation times of one id mean two different beings: a wiped world reuses its ids. An
 * unknown time proves nothing, so when a shard starts to tell times, everybody stays the same.
 */
export function isAnother(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && Math.abs(one - other) >= same_ms;
}
