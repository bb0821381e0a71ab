import type { AdminCommand, AnswerBodyOf } from '../../protocol/admin.ts';
import type { Right } from '../../protocol/permissions.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { Admin } from '../../server/admin/admin.ts';
import type { AdminResult } from '../../server/admin/command-handler.ts';
import { openAccess, type Access } from '../../server/identity/access.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { peopleData } from '../support/erasing.ts';
import { noWebhooks } from '../support/no-webhooks.ts';
import { assert } from '../support/suite.ts';
import { endlessTurns } from '../support/turns.ts';

interface Office {
  readonly storage: Storage;
  readonly access: Access;
  readonly admin: Admin;
  /** As the account with the number. */
  ask(account: string, command: AdminCommand): Promise<AdminResult>;
  /** An account with exactly these rights. */
  account(name: string, held: readonly Right[], groups?: readonly string[]): Promise<string>;
}

/** The operations on storage in memory, where nobody has any right that was not given. */
export async function office(turns = endlessTurns()): Promise<Office> {
  const storage = openMemoryStorage();
  const access = await openAccess(storage.records, nodeSecrets);
  await access.staff.setGroup({ name: 'players', rights: [], byDefault: true });
  const admin = new Admin({
    turns,
    access,
    ...peopleData(storage, access),
    tables: storage.tables,
    address: () => 'http://127.0.0.1:4600',
    shard: () => undefined,
    isPlaying: () => false,
    scriptFault: () => undefined,
    data: () => ({ of: 'data', client: null, channels: [], messages: [] }),
    discord: async () => ({ of: 'discord', state: 'off', problems: [], invite: null }),
    webhooks: noWebhooks,
  });
  return {
    storage,
    access,
    admin,
    ask: (account, command) => admin.ask({ account, restricted: false }, command),
    async account(name, held, groups = []) {
      const made = await access.staff.createAccount({ name, groups });
      assert.ok(made.ok);
      await access.staff.setRights(made.value.id, held);
      return made.value.id;
    },
  };
}

export function told<O extends NonNullable<(AdminResult & { ok: true })['is']>['of']>(
  result: AdminResult,
  of: O,
): AnswerBodyOf<O> {
  assert.ok(result.ok, result.ok ? '' : sentenceOf(result.refusal));
  const { is } = result as AdminResult & { ok: true };
  assert.is(is?.of, of);
  return is as AnswerBodyOf<O>;
}

export function refusal(result: AdminResult): string {
  return result.ok ? 'done' : result.refusal.code;
}

export const commands: Readonly<Record<'settings' | 'access' | 'shards', readonly AdminCommand[]>> =
  {
    settings: [
      { kind: 'settings_get' },
      { kind: 'settings_set', setting: { name: 'auto_archive', value: true } },
    ],
    access: [
      { kind: 'group_list' },
      { kind: 'group_set', name: 'helpers', rights: ['tickets.reply'], default: false },
      { kind: 'group_remove', name: 'helpers' },
      { kind: 'account_list' },
      { kind: 'account_add', name: 'new', groups: [] },
      { kind: 'account_groups', account: 'new', groups: ['moderators'] },
      { kind: 'account_rights', account: 'new', rights: ['tickets.view'] },
      { kind: 'account_alias', account: 'new', alias: 'Warden' },
      { kind: 'account_get', account: 'new' },
      { kind: 'account_password', account: 'new', password: 'kelp ford mill' },
      { kind: 'account_disable', account: 'new', disabled: true },
      { kind: 'account_disable', account: 'new', disabled: false },
      { kind: 'account_sign_out', account: 'new' },
      { kind: 'account_unlink_discord', account: 'new' },
      { kind: 'link', account: 'new' },
      { kind: 'steps_get' },
      { kind: 'audit_list' },
      { kind: 'account_delete', account: 'new' },
    ],
    shards: [
      { kind: 'shard_list' },
      { kind: 'shard_add', name: 'moon' },
      { kind: 'shard_rotate', name: 'moon' },
      { kind: 'shard_remove', name: 'moon' },
    ],
  };
