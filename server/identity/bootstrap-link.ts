import { administrators } from '../../actors/roster/staff/groups.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import type { Access } from './access.ts';
import type { Log } from '../platform/log.ts';

const first_name = 'admin';

/**
 * The link by which the first administrator signs in: a new one at each start, until an
 * administrator has signed in or has a password. Creates the account in a new data folder.
 */
export async function bootstrapLink(
  access: Access,
  address: string,
  log: Log,
): Promise<string | undefined> {
  const { staff, links, signIns } = access;
  const known = staff.administrators();
  if (known.some((one) => signIns.last(one) !== null || one.passwordHash !== null)) {
    return undefined;
  }
  let [account] = known;
  if (account === undefined) {
    const made = await staff.createAccount({ name: first_name, groups: [administrators] });
    if (!made.ok) {
      log.warn(
        `Making the account ${first_name} failed, and nobody is in ${administrators}: ${sentenceOf(made.refusal)}`,
      );
      return undefined;
    }
    account = made.value;
  }
  const made = await links.make(account.id, false);
  if (made.ok) return linkAddress(address, made.value);
  log.warn(`Making the link for the first sign-in failed: ${sentenceOf(made.refusal)}`);
  return undefined;
}

/** The secret is in the fragment, which a browser sends to nobody. */
export function linkAddress(address: string, secret: string): string {
  return `${address}/#link=${secret}`;
}
