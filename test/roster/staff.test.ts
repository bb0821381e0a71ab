import { sentenceOf } from '../../protocol/refused.ts';
import { assert, suite } from '../support/suite.ts';
import { refusedSaying } from '../../protocol/refusals.ts';
import { stage } from './stage.ts';

const test = suite('staff');

test('[A16] a user name is unique whatever its case, also for two who ask at once', async () => {
  const { staff, roster } = await stage();
  const asked = await Promise.all(
    ['Mo', 'mO'].map((name) => staff.createAccount({ name, groups: [] })),
  );
  assert.is(asked.filter(({ ok }) => ok).length, 1);
  const later = await staff.createAccount({ name: 'MO', groups: ['moderators'] });
  assert.equal(later, refusedSaying('name_taken', 'There is an account named MO already.'));
  assert.is(roster.accountNamed('mo')!.groups.length, 0);
  assert.is([...roster.accounts.values()].length, 1);
});

for (const written of [1, 2]) {
  // [A17] A new staff account that was cut off by a crash can be made again under its name.
  test(`[A17] cut off at its write number ${written}, a new account can be made again`, async () => {
    const first = await stage();
    // From that write on the store takes no more, as when the process dies.
    const { append } = first.store;
    first.store.append = (...wish) =>
      first.store.writes.length >= written - 1 ? new Promise<never>(() => {}) : append(...wish);
    void first.staff.createAccount({ name: 'admin', groups: ['administrators'] });
    await new Promise((later) => setImmediate(later));
    first.store.append = append;
    const { staff, roster } = await stage(first.store);
    assert.is(roster.accountNamed('admin'), undefined);
    assert.ok((await staff.createAccount({ name: 'admin', groups: ['administrators'] })).ok);
    assert.equal(roster.accountNamed('admin')!.groups, ['administrators']);
    assert.is([...roster.accounts.values()].length, 1);
  });
}

test('[A18] a user name or group that will not do is refused in a sentence', async () => {
  const { staff, roster } = await stage();
  const said = async (name: string, ...groups: string[]): Promise<string> => {
    const made = await staff.createAccount({ name, groups });
    return made.ok ? '' : sentenceOf(made.refusal);
  };
  assert.is(await said('  '), 'The user name is blank.');
  assert.is(await said('x'.repeat(101)), 'The user name is longer than 100 characters.');
  assert.match(await said('a\u202eb'), 'cannot be seen');
  assert.match(await said('12'), 'number of an account');
  assert.is(
    await said('mo', 'kings'),
    'There is no group named kings; there are players, moderators, administrators.',
  );
  assert.is([...roster.accounts.values()].length, 0);
});
