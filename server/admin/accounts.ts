import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Changer } from '../../actors/roster/staff/audit.ts';
import { isProperName } from '../../actors/roster/staff/look-alike.ts';
import type { AccountRow } from '../../protocol/admin-rows.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { limits } from '../../protocol/limits.ts';
import type { Access } from '../identity/access.ts';
import { linkAddress } from '../identity/bootstrap-link.ts';
import { refused, refusedSaying, type Refused } from '../../protocol/refusals.ts';
import { knownRights } from './groups.ts';
import {
  answer,
  done,
  type AdminDeps,
  type AdminResult,
  type CommandHandlers,
} from './command-handler.ts';

const right = 'tickets.manage_access';

export const accountCommands: CommandHandlers<
  | 'account_list'
  | 'account_get'
  | 'account_add'
  | 'account_groups'
  | 'account_rights'
  | 'account_alias'
  | 'link'
> = {
  account_list: {
    right,
    how: 'reads',
    async run(deps, { staff = false, words, group, shard, before }, by) {
      const { access, turns } = deps;
      const wanted = {
        staff,
        ...(words === undefined ? {} : { words }),
        ...(group === undefined ? {} : { group }),
        ...(shard === undefined ? {} : { shard }),
        ...(before === undefined ? {} : { before: Number(before) }),
      };
      const steps = access.roster.finder.page(wanted, limits.account_rows_max + 1);
      const found = await turns.all(by.account ?? by.name, steps);
      const accounts = found
        .slice(0, limits.account_rows_max)
        .map((account) => rowOf(account, deps));
      return answer({ of: 'accounts', accounts, more: found.length > accounts.length });
    },
  },
  account_get: {
    right,
    how: 'reads',
    run(deps, { account: wanted }) {
      const { access, tables } = deps;
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const { id, passwordHash } = account;
      return answer({
        of: 'account',
        row: rowOf(account, deps),
        has_password: passwordHash !== null,
        sessions: access.webSessions.count(id),
        discord: access.roster.discord.ofAccount(id)?.user ?? null,
        assigned: assignedTo(tables, id).length,
        in_tickets: takingPart(tables, id),
      });
    },
  },
  account_add: {
    right,
    how: 'changes',
    async run(deps, wish, by) {
      if (deps.address() === undefined) return noAddress;
      const { staff, audit } = deps.access;
      const trail = audit.trail(by, `account ${wish.name.trim()}`, shownNew);
      const made = await staff.createAccount(wish, trail);
      if (!made.ok) return made;
      const opened = await makeLink(deps, made.value, by);
      if (opened.ok) return opened;
      return butMade(opened);
    },
  },
  account_groups: {
    right,
    how: 'changes',
    async run({ access }, { account: wanted, groups }, by) {
      const { staff, audit } = access;
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const shown = (one: Account): unknown => one.groups;
      const trail = audit.trail(by, `groups of ${called(account)}`, shown);
      const set = await staff.setGroups(account.id, groups, trail);
      return set.ok ? done : set;
    },
  },
  account_rights: {
    right,
    how: 'changes',
    async run({ access }, { account: wanted, rights }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const known = knownRights(rights);
      if (!known.ok) return known;
      const shown = (one: Account): unknown => one.rights;
      const trail = access.audit.trail(by, `rights of ${called(account)}`, shown);
      const set = await access.staff.setRights(account.id, known.rights, trail);
      return set.ok ? done : set;
    },
  },
  account_alias: {
    right,
    how: 'changes',
    async run({ access }, { account: wanted, alias: typed }, by) {
      const account = accountMeant(access, wanted);
      if (account === undefined) return nobody(wanted);
      const alias = typed === null ? null : typed.trim();
      const { staff, audit } = access;
      if (alias !== null && !isProperName(alias)) return aliasInvalid;
      const shown = (one: Account): unknown => one.alias;
      const trail = audit.trail(by, `alias of ${called(account)}`, shown);
      const set = await staff.setAlias(account.id, alias, trail);
      return set.ok ? done : set;
    },
  },
  link: {
    right,
    how: 'changes',
    async run(deps, { account: wanted }, by) {
      const account = accountMeant(deps.access, wanted);
      if (account === undefined) return nobody(wanted);
      if (deps.access.roster.isReplaced(account)) return replaced(deps.access, account);
      if (account.disabled !== null) return refused('account_disabled');
      return makeLink(deps, account, by);
    },
  },
};

/**
 * Plain digits are an account number, even if a name looks like one; anything else is a user name.
 */
export function accountMeant({ roster }: Access, wanted: string): Account | undefined {
  return isNumber(wanted) ? roster.account(wanted.trim()) : roster.accountNamed(wanted);
}

export function nobody(wanted: string): Refused {
  const as = isNumber(wanted) ? `with the number ${wanted.trim()}` : `named ${wanted}`;
  return refusedSaying('account_unknown', `There is no account ${as}.`);
}

/** An account whose id now belongs to another may do nothing, so nothing is granted to it. */
export function replaced({ roster }: Access, account: Account): Refused {
  if (account.ended !== undefined) {
    const sentence = `${called(account)} may do nothing any more: the world of its shard was wiped.`;
    return refusedSaying('account_unknown', sentence);
  }
  const heir = roster.replacementOf(account);
  const by = heir === undefined ? 'another account' : `account ${called(heir)}`;
  const sentence = `${called(account)} may do nothing any more: its shard gave its id to another player, and ${by} has taken its place.`;
  return refusedSaying('account_unknown', sentence);
}

/** Of an account that is there by now, but not as it was wished. */
export function butMade({ refusal }: Refused): Refused {
  return refusedSaying(refusal.code, `The account was made. But: ${sentenceOf(refusal)}`);
}

function isNumber(wanted: string): boolean {
  return /^\s*[0-9]+\s*$/u.test(wanted);
}

/** The name of an account in the audit. */
export function called({ id, name }: Account): string {
  return `${name} (${id})`;
}

/** The audit entry of a new account. */
export function shownNew({ id, userName, groups }: Account): unknown {
  return { account: id, name: userName, groups };
}

type ActiveTickets = Pick<AdminDeps['tables'], 'active'>;

/** Numbers of active tickets that are assigned to it. */
export function assignedTo(tables: ActiveTickets, account: string): number[] {
  const numbers: number[] = [];
  for (const one of tables.active()) {
    if (one.assignee?.account === account) numbers.push(one.number);
  }
  return numbers;
}

function takingPart(tables: ActiveTickets, account: string): number {
  let count = 0;
  for (const { participants } of tables.active()) if (participants.includes(account)) count += 1;
  return count;
}

const aliasInvalid = refusedSaying(
  'name_invalid',
  'The alias is blank or holds a character that cannot be seen.',
);

const noAddress = refusedSaying(
  'address_unknown',
  'A link needs an address, and the port is picked when the server starts: start it first, or set SHARDBELL_PUBLIC_URL.',
);

async function makeLink(
  { access, address }: AdminDeps,
  account: Account,
  by: Changer,
): Promise<AdminResult> {
  const at = address();
  if (at === undefined) return noAddress;
  const shown = ({ expires }: { expires: number }): unknown => ({ expires });
  const trail = access.audit.trail(by, `sign-in link of ${called(account)}`, shown);
  const made = await access.links.make(account.id, false, { trail });
  if (!made.ok) return made;
  const { id, name } = account;
  const expires = access.links.find(made.value)?.expires ?? access.secrets.now();
  return answer({ of: 'link', account: id, name, address: linkAddress(at, made.value), expires });
}

function rowOf(
  account: Account,
  { access, isPlaying }: Pick<AdminDeps, 'access' | 'isPlaying'>,
): AccountRow {
  const { id, name, userName, shard, groups, rights, alias, created, disabled } = account;
  const signedIn = access.signIns.last(account);
  const seen = Math.max(signedIn ?? 0, access.lastSeen.last(id) ?? 0);
  return {
    account: id,
    name,
    user_name: userName,
    shard,
    groups: [...groups],
    rights: [...rights],
    alias,
    created,
    signed_in: signedIn,
    seen: seen === 0 ? null : seen,
    playing: isPlaying(id),
    disabled,
  };
}
