import type { AdminCommand } from '../../protocol/admin.ts';
import { rights } from '../../protocol/permissions.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { closing, Story } from '../support/story.ts';
import { assert, suite } from '../support/suite.ts';
import { office, told, refusal, commands } from './office.ts';

const test = suite('changes of administrators');

test('[G15] what there is not is refused by name, and changes nothing', async () => {
  const { account, ask, access } = await office();
  const ada = await account('ada', [], ['administrators']);
  const cases: ReadonlyArray<readonly [AdminCommand, string, string]> = [
    [{ kind: 'account_groups', account: 'nobody', groups: [] }, 'account_unknown', 'nobody'],
    [{ kind: 'account_rights', account: '4711', rights: [] }, 'account_unknown', '4711'],
    [{ kind: 'link', account: 'nobody' }, 'account_unknown', 'nobody'],
    [
      { kind: 'account_groups', account: ada, groups: ['administrators', 'kings'] },
      'group_unknown',
      'kings',
    ],
    [{ kind: 'account_add', name: 'mo', groups: ['kings'] }, 'group_unknown', 'kings'],
    [{ kind: 'account_add', name: 'ADA', groups: [] }, 'name_taken', 'ADA'],
    [{ kind: 'account_add', name: ' ', groups: [] }, 'name_invalid', 'blank'],
    [{ kind: 'account_rights', account: ada, rights: ['tickets.fly'] }, 'right_unknown', 'fly'],
    [{ kind: 'account_add', name: '\u2800', groups: [] }, 'name_invalid', 'blank'],
    [{ kind: 'group_set', name: '\u3164', rights: [], default: false }, 'name_invalid', 'name'],
    [{ kind: 'group_set', name: 'a\tb', rights: [], default: false }, 'name_invalid', 'name'],
    [{ kind: 'group_set', name: 'x', rights: ['reply'], default: false }, 'right_unknown', 'reply'],
    [{ kind: 'shard_rotate', name: 'mars' }, 'shard_unknown', 'mars'],
    [{ kind: 'shard_add', name: '../moon' }, 'name_invalid', 'A shard is named by'],
  ];
  for (const [command, code, word] of cases) {
    const result = await ask(ada, command);
    assert.is(refusal(result), code, command.kind);
    assert.ok(!result.ok && sentenceOf(result.refusal).includes(word), JSON.stringify(result));
  }
  assert.is(access.audit.page(undefined, 9).records.length, 0);
  assert.equal(access.roster.account(ada)!.groups, ['administrators']);
});

test('[G16] everything that administrators change is in the audit, without any secret', async () => {
  const { account, ask, admin } = await office();
  const ada = await account('ada', [...rights], ['administrators']);
  for (const command of Object.values(commands).flat()) await ask(ada, command);
  await admin.operate('account_password', { account: 'ada', password: 'correct horse' });
  const { records, more } = told(await ask(ada, { kind: 'audit_list' }), 'audit');
  assert.is(more, false);
  assert.equal(records.map(({ name, what }) => `${name}: ${what}`).toReversed(), [
    'ada: setting auto_archive',
    'ada: group helpers',
    'ada: group helpers',
    'ada: account new',
    'ada: sign-in link of new (2)',
    'ada: groups of new (2)',
    'ada: rights of new (2)',
    'ada: alias of new (2)',
    'ada: password of new (2)',
    'ada: disabling of new (2)',
    'ada: disabling of new (2)',
    'ada: sessions of new (2)',
    'ada: sign-in link of new (2)',
    'ada: account new (2)',
    'ada: shard moon',
    'ada: key of shard moon',
    'ada: shard moon',
    'command line: password of ada (1)',
  ]);
  const changes = records.map(({ from, to }) => [from, to]);
  assert.equal(changes.at(-1), ['false', 'true']);
  assert.equal(changes.at(-6), ['[]', '["moderators"]']);
  const text = JSON.stringify(records);
  for (const secret of ['hash', 'Hash', 'horse', 'kelp', '#link', 'scrypt']) {
    assert.not(text.includes(secret), secret);
  }
});

// [G7] A category that a ticket has is retired when it is taken out of the list.
test('[G7] a category that a ticket has is retired when it is taken out, active or not', async () => {
  const { account, ask, storage, access } = await office();
  const ada = await account('ada', ['tickets.settings']);
  const active = new Story('t-1', 1);
  await active.open(storage);
  const set = async (...names: string[]) => {
    const value = names.map((name) => ({ name, retired: false }));
    const result = await ask(ada, {
      kind: 'settings_set',
      setting: { name: 'categories', value },
    });
    const { categories } = told(result, 'settings').settings;
    return categories.map(({ name, retired }) => (retired ? `(${name})` : name));
  };
  assert.equal(await set('Question'), ['Question', '(Bug)']);
  await active.commit(storage, closing);
  assert.equal(await set('Question', 'New'), ['Question', 'New', '(Bug)']);
  assert.equal(await set('Question', 'bug'), ['Question', 'bug']);
  assert.equal(await set('Question', 'Party'), ['Question', 'Party', '(bug)']);
  assert.equal(
    access.settings.now.categories.map(({ name }) => name),
    ['Question', 'Party', 'bug'],
  );
});

test('[G19] a bounded number of changes waits, the next one is refused as retryable', async () => {
  const { account, ask } = await office();
  const ada = await account('ada', [...rights]);
  const asked = Array.from({ length: 70 }, (_, i) =>
    ask(ada, { kind: 'settings_set', setting: { name: 'body_chars_max', value: 100 + i } }),
  );
  const codes = (await Promise.all(asked)).map(refusal);
  assert.is(codes.filter((code) => code === 'done').length, 64);
  assert.is(codes.filter((code) => code === 'busy').length, 6);
});
