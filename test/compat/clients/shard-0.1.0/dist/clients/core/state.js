/** The close code of a connection that this side closed. */
export const closed_here = 1000;
/**
 * The credentials turned out to be those of another account or shard than before, as when somebody
 * else signed in meanwhile. No server closes with this code.
 */
export const principal_changed = 3000;
/** Whom the server takes the other end for; equal for the same one. */
export function principalOf({ you }) {
    return you.as === 'account' ? `account ${you.account}` : `shard ${you.shard}`;
}
