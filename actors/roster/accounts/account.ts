import * as v from 'valibot';
import { rights } from '../../../protocol/permissions.ts';
import { isBlank } from '../../../protocol/visible.ts';
import { isProperName } from '../staff/look-alike.ts';

/**
 * What there is to know of somebody, of one shard or of none: all its records put together, see
 * `accounts.ts`. The profile is kept under `account/ID` and is what its shard tells. What others give
 * was in it too, up to version 0.1.0; today it is in records of its own, which hold in its place. What
 * an earlier version left in a profile stays there as it was, since nobody but the shard writes it.
 */
export const profileForm = v.strictObject({
  /** A number unique over all shards and characters, as a decimal string. */
  id: v.string(),
  /** With what the shard calls it; null for staff who are on the web only. */
  shard: v.nullable(v.string()),
  shardAccount: v.nullable(v.string()),
  /** When it was created there, if the shard tells that: the same id with another time is somebody else. */
  shardCreated: v.optional(v.number()),
  name: v.string(),
  /** Milliseconds since 1970. */
  created: v.number(),
  groups: v.optional(v.array(v.string()), []),
  /** Its own, beside those of its groups. */
  rights: v.optional(v.array(v.picklist(rights)), []),
  /** What players are shown of it where support goes by aliases; null: the common one. */
  alias: v.optional(v.nullable(v.string()), null),
  /** For signing in on the web, as it was written; unique whatever its case. */
  userName: v.optional(v.nullable(v.string()), null),
  passwordHash: v.optional(v.nullable(v.string()), null),
  /** When it last signed in on the web; earlier versions kept it here, see `sign-ins.ts`. */
  signedIn: v.optional(v.nullable(v.number()), null),
});
export type Account = Readonly<v.InferOutput<typeof profileForm>>;

/** What operators give. Kept under `standing/ID`, and never removed. */
export const standingForm = v.strictObject({
  groups: profileForm.entries.groups.wrapped,
  rights: profileForm.entries.rights.wrapped,
  alias: v.nullable(v.string()),
  userName: v.nullable(v.string()),
});
export type Standing = Readonly<v.InferOutput<typeof standingForm>>;

/** Kept under `password/ID`, and never removed. */
export const passwordForm = v.strictObject({ hash: v.string() });
export type Password = Readonly<v.InferOutput<typeof passwordForm>>;

/** A profile as it is stored: without what is in it only where an earlier version left something. */
export function storedProfile(profile: Account): object {
  const { groups, rights: own, alias, userName, passwordHash, signedIn, ...told } = profile;
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

/** Somebody new, without any way to sign in. */
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
    signedIn: null,
  };
}

/** What two user names must not share. */
export function foldUserName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

/** Why a user name will not do, for a person; `undefined` when it will. */
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

/** Shards that count in seconds cut what others tell in milliseconds. */
const same_ms = 1_000;

/**
 * Whether two creation times under one id tell of two: of a wiped world ids are given out again. A time
 * that is not told says nothing, so a shard that begins to tell them keeps everybody.
 */
export function isAnother(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && Math.abs(one - other) >= same_ms;
}
