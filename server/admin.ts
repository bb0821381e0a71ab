import * as v from 'valibot';
import type { Account } from '../actors/roster/account.ts';
import { rosterLimits } from '../actors/roster/limits.ts';
import type { Access } from './access.ts';
import { linkAddress } from './first-link.ts';
import { passwordFault } from './http/password.ts';

/** What operators do, the same whether the running server does it or the command line itself. */

export interface AdminParts {
  readonly access: Access;
  /** Address that people come by; `undefined` while only a running server would know it. */
  address(): string | undefined;
}

export type AdminResult =
  | {
      readonly ok: true;
      /** What was asked for, one line each: a link, a key, a row. */
      readonly lines: readonly string[];
      /** A word on it, for a person. */
      readonly note: string;
    }
  | { readonly ok: false; readonly sentence: string };

const name = v.string();
const password = v.string();
/** Rows of one list. */
const rows_max = 10_000;
const link_minutes = rosterLimits.link_life_ms / 60_000;

const operations = {
  account_add: operation(
    v.strictObject({ name, groups: v.array(v.string()), password: v.optional(password) }),
    async (parts, wish) => {
      const { access } = parts;
      const fault = wish.password === undefined ? undefined : passwordFault(wish.password);
      if (fault !== undefined) return { ok: false, sentence: fault };
      if (wish.password === undefined && parts.address() === undefined) return noAddress;
      const made = await access.staff.createAccount(wish);
      if (!made.ok) return made;
      const { id, groups } = made.value;
      const joined = groups.length === 0 ? '' : ` in ${groups.join(', ')}`;
      const note = `Account ${made.value.name}, number ${id}, was made${joined}.`;
      const opened =
        wish.password === undefined
          ? await makeLink(parts, made.value)
          : await setPassword(access, made.value, wish.password);
      if (!opened.ok) return { ok: false, sentence: `${note} But: ${opened.sentence}` };
      return { ...opened, note: `${note} ${opened.note}` };
    },
  ),
  account_password: operation(v.strictObject({ name, password }), async ({ access }, wish) => {
    const fault = passwordFault(wish.password);
    if (fault !== undefined) return { ok: false, sentence: fault };
    const account = find(access, wish.name);
    return account === undefined ? nobody(wish.name) : setPassword(access, account, wish.password);
  }),
  account_list: operation(v.strictObject({}), async ({ access }) => {
    const all = [...access.roster.accounts.values()];
    const staff = all.filter((account) => account.userName !== null || account.groups.length > 0);
    const lines = staff.slice(0, rows_max).map((account) => {
      const groups = account.groups.length === 0 ? '-' : account.groups.join(',');
      const last =
        account.signedIn === null ? 'never signed in' : `signed in ${day(account.signedIn)}`;
      return `${account.id}\t${account.name}\t${groups}\t${last}`;
    });
    const others = all.length - lines.length;
    const note = others === 0 ? '' : `And ${others} accounts of shards without any group.`;
    return { ok: true, lines, note };
  }),
  link: operation(v.strictObject({ name }), async (parts, wish) => {
    const account = find(parts.access, wish.name);
    return account === undefined ? nobody(wish.name) : makeLink(parts, account);
  }),
  shard_add: operation(v.strictObject({ name }), async ({ access }, wish) => {
    const made = await access.shardKeys.add(wish.name);
    return made.ok ? keyMade(wish.name, made.value) : made;
  }),
  shard_rotate: operation(v.strictObject({ name }), async ({ access }, wish) => {
    const made = await access.shardKeys.rotate(wish.name);
    return made.ok ? keyMade(wish.name, made.value) : made;
  }),
  shard_list: operation(v.strictObject({}), async ({ access }) => {
    const shards = access.shardKeys.list();
    const lines = shards.map((shard) => `${shard.name}\tkey of ${day(shard.rotated)}`);
    return { ok: true, lines, note: shards.length === 0 ? 'There is no shard yet.' : '' };
  }),
};

export type AdminOperation = keyof typeof operations;

/** Runs one. Never rejects for what an operator asked. */
export function runAdmin(parts: AdminParts, asked: unknown, input: unknown): Promise<AdminResult> {
  if (typeof asked !== 'string' || !Object.hasOwn(operations, asked)) {
    // Only a command line of another version than the running server gets here.
    const sentence = `The running server does not know ${JSON.stringify(asked)}: start it again.`;
    return Promise.resolve({ ok: false, sentence });
  }
  return operations[asked as AdminOperation](parts, input);
}

function operation<T>(
  form: v.GenericSchema<unknown, T>,
  run: (parts: AdminParts, input: T) => Promise<AdminResult>,
): (parts: AdminParts, input: unknown) => Promise<AdminResult> {
  return async (parts, input) => {
    const result = v.safeParse(form, input);
    if (result.success) return run(parts, result.output);
    return { ok: false, sentence: `The request is malformed: ${result.issues[0].message}.` };
  };
}

const noAddress: AdminResult = {
  ok: false,
  sentence:
    'A link needs an address, and the port is picked when the server starts: start it first, or set SHARDBELL_PUBLIC_URL.',
};

async function makeLink({ access, address }: AdminParts, account: Account): Promise<AdminResult> {
  const at = address();
  if (at === undefined) return noAddress;
  const made = await access.links.make(account.id, false);
  if (!made.ok) return made;
  const note = `This link signs in as ${account.name}, once, within ${link_minutes} minutes:`;
  return { ok: true, lines: [linkAddress(at, made.value)], note };
}

async function setPassword(access: Access, account: Account, text: string): Promise<AdminResult> {
  const hash = await access.passwords.hash(text);
  if (hash === undefined) return { ok: false, sentence: 'Too many passwords wait: try again.' };
  const set = await access.staff.setPassword(account.id, hash);
  if (!set.ok) return set;
  // Whoever knew the old one is out.
  if (!(await access.webSessions.revokeAll(account.id))) {
    return {
      ok: false,
      sentence: 'The password is set, but its browsers stay signed in: set it again.',
    };
  }
  return { ok: true, lines: [], note: `The password of ${account.name} is set.` };
}

function keyMade(shard: string, key: string): AdminResult {
  return { ok: true, lines: [key], note: `The key of shard ${shard}, which is shown only now:` };
}

/** By user name, or by number. */
function find(access: Access, wanted: string): Account | undefined {
  return access.roster.accountNamed(wanted) ?? access.roster.account(wanted);
}

function nobody(wanted: string): AdminResult {
  return {
    ok: false,
    sentence: `There is no account named ${wanted}: see shardbell account list.`,
  };
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
