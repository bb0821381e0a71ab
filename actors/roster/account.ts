import * as v from 'valibot';
import { rights } from '../ticket/policy.ts';
import { isBlank } from '../../protocol/visible.ts';
import { isProperName } from './look-alike.ts';

/** Somebody, of one shard or of none. Kept under `account/ID`. */
export const accountForm = v.strictObject({
  /** A number unique over all shards and characters, as a decimal string. */
  id: v.string(),
  /** With what the shard calls it; null for staff who are on the web only. */
  shard: v.nullable(v.string()),
  shardAccount: v.nullable(v.string()),
  /** When it was created there, if the shard tells that: the same id with another time is somebody else. */
  shardCreated: v.optional(v.number()),
  name: v.string(),
  groups: v.array(v.string()),
  /** Its own, beside those of its groups. */
  rights: v.array(v.picklist(rights)),
  /** What players are shown of it where support goes by aliases; null: the common one. */
  alias: v.optional(v.nullable(v.string()), null),
  /** For signing in on the web, as it was written; unique whatever its case. */
  userName: v.nullable(v.string()),
  passwordHash: v.nullable(v.string()),
  /** Milliseconds since 1970. */
  created: v.number(),
  /** When it last signed in on the web. */
  signedIn: v.nullable(v.number()),
});
export type Account = Readonly<v.InferOutput<typeof accountForm>>;

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
