import { tellingOf } from '../../server/cli/tell.ts';
import { newAccount } from '../../actors/roster/accounts/account.ts';
import { assert, suite } from '../support/suite.ts';
import { ControlStage } from './control-stage.ts';

const test = suite('control: what operators ask for');
const stage = new ControlStage(test);

test('[O9] what an operator asks for is done by the running server', async () => {
  const access = await stage.serve('http://127.0.0.1:4600');
  const added = await stage.ask('account_add', { name: 'mo', groups: ['moderators'] });
  assert.ok(added.ok && added.is?.of === 'link');
  const { account, name, address } = added.is;
  assert.equal([account, name], ['1', 'mo']);
  assert.match(address, /^http:\/\/127\.0\.0\.1:4600\/#link=[\w-]{43}$/u);
  const spent = await access.links.spend(address.split('=')[1]!);
  assert.is(spent.kind === 'spent' && spent.grant.account, '1');

  const shard = await stage.keyOf('shard_add');
  assert.is(access.shardKeys.shardOfKey(shard), 'moon');
  const rotated = await stage.keyOf('shard_rotate');
  assert.is(access.shardKeys.shardOfKey(shard), undefined);
  assert.is(access.shardKeys.shardOfKey(rotated), 'moon');
  assert.match(JSON.stringify(await stage.ask('shard_list', {})), '"name":"moon"');
  assert.match(
    JSON.stringify(await stage.ask('account_list', { staff: true })),
    '"groups":["moderators"]',
  );
  for (const wanted of ['MO', '1']) assert.ok((await stage.ask('link', { account: wanted })).ok);
});

test('[O10] a new password signs the account out everywhere, and voids its links, codes and socket tickets', async () => {
  const access = await stage.serve();
  const wish = { name: 'mo', groups: [], password: 'first words' };
  assert.equal(await stage.ask('account_add_with_password', wish), { ok: true, is: null });
  const made = async (from: 'webSessions' | 'links' | 'discordCodes'): Promise<string> => {
    const opened = await access[from].make('1', false);
    if (!opened.ok) throw new Error(opened.refusal.code);
    return opened.value;
  };
  const [session, link, code] = [
    await made('webSessions'),
    await made('links'),
    await made('discordCodes'),
  ];
  const ticket = access.socketTickets.make(access.webSessions.find(session)!)!;
  assert.ok((await stage.ask('account_password', { account: 'mo', password: 'other words' })).ok);
  assert.is(access.webSessions.find(session), undefined);
  assert.is(access.socketTickets.spend(ticket), undefined);
  assert.is((await access.links.spend(link)).kind, 'unknown');
  assert.is((await access.discordCodes.spend(code)).kind, 'unknown');
  const kept = access.roster.account('1')!.passwordHash;
  assert.is(await access.passwords.verify('other words', kept), 'right');
});

test('[G48] a number given to an operation is the number of an account, whatever names look like it', async () => {
  const access = await stage.serve('http://127.0.0.1:4600');
  // As a version made it that took such names.
  const mo = newAccount({ id: '1', shard: null, shardAccount: null, name: 'mo', created: 1 });
  await access.roster.accounts.profiles.edit('access', '1', () => ({ ...mo, userName: '２' }));
  await stage.ask('account_add', { name: 'bo', groups: [] });
  assert.ok((await stage.ask('account_groups', { account: '2', groups: ['administrators'] })).ok);
  const groupsOf = (id: string) => access.roster.account(id)!.groups;
  assert.equal([groupsOf('1'), groupsOf('2')], [[], ['administrators']]);
  assert.ok((await stage.ask('account_groups', { account: '２', groups: ['moderators'] })).ok);
  assert.equal(groupsOf('1'), ['moderators']);
  const nobody = await stage.ask('link', { account: '47' });
  assert.is(!nobody.ok && nobody.sentence, 'There is no account with the number 47.');
});

// [G47] A group, category or alias that looks like a name that there is is taken; what is stored
// already stays.
test('[G47] a group or alias that looks like a name that there is is taken, and no program reads it otherwise', async () => {
  const access = await stage.serve('http://127.0.0.1:4600');
  const said = async (operation: string, input: object): Promise<string> => {
    const result = await stage.ask(operation, input);
    return result.ok ? 'done' : result.sentence;
  };
  const group = (name: string) => said('group_set', { name, rights: [], default: false });
  for (const name of ['Administrators', 'ａdministrators', 'аdministrators']) {
    assert.is(await group(name), 'There is a group named administrators, which looks the same.');
  }
  assert.is(access.roster.entitlements.groups().length, 3);
  assert.match(await group('__proto__'), /name/u);
  assert.is(await group('constructor'), 'done');
  await stage.ask('account_add', { name: 'mo', groups: ['constructor'] });
  await stage.ask('account_add', { name: 'bo', groups: [] });
  const alias = (account: string, name: string | null) =>
    said('account_alias', { account, alias: name });
  assert.is(await alias('bo', 'МO'), 'There is somebody named mo, which looks the same.');
  assert.is(await alias('bo', 'Suррort'), 'There is somebody named Support, which looks the same.');
  assert.is(await alias('bo', 'Bo'), 'done');
  assert.is(await alias('mo', 'b0'), 'There is somebody named bo, which looks the same.');
});

test('[G49] a right that opens nothing yet is offered nowhere, and stays where it is stored', async () => {
  const access = await stage.serve('http://127.0.0.1:4600');
  const listed = await stage.ask('group_list', {});
  const lines = listed.ok && listed.is !== null ? tellingOf(listed.is).lines.join('\n') : '';
  assert.match(lines, 'administrators');
  assert.not.match(lines, /mute/u);
  const unknown = await stage.ask('group_set', { name: 'clerks', rights: ['x'], default: false });
  assert.match(unknown.ok ? '' : unknown.sentence, 'There is no right x; there are tickets.view,');
  assert.not.match(unknown.ok ? '' : unknown.sentence, /mute/u);
  const stored = access.roster.entitlements.group('administrators')!.rights;
  assert.ok(stored.includes('tickets.erase') && stored.includes('tickets.mute'));
});

test('[O43] a password is set only for an account that has a name to sign in with', async () => {
  const access = await stage.serve();
  await access.roster.upsertAccount('moon', { account: 'a-1', name: 'Ann' });
  const told = await stage.ask('account_password', { account: '1', password: 'kelp ford mill' });
  assert.is(
    !told.ok && told.sentence,
    'Ann (1) has no name to sign in with, so a password would open nothing: shardbell link 1 makes a link.',
  );
  assert.is(access.roster.account('1')!.passwordHash, null);
});

// [H155] A password that anybody would try first, or that is a name of its account, is refused
// wherever one is set.
test('[H155] an easy password is refused for a new account and for one that there is', async () => {
  const access = await stage.serve();
  const wish = { name: 'ironmonger', groups: [], password: 'Ironmonger1' };
  const added = await stage.ask('account_add_with_password', wish);
  assert.match(added.ok ? '' : added.sentence, 'anybody would try');
  assert.is(access.roster.accounts.size, 0);
  await stage.ask('account_add_with_password', { ...wish, password: 'kelp ford mill' });
  const kept = access.roster.account('1')!.passwordHash;
  for (const password of ['12345678', 'ironmonger']) {
    const set = await stage.ask('account_password', { account: '1', password });
    assert.match(set.ok ? '' : set.sentence, 'anybody would try');
  }
  assert.is(access.roster.account('1')!.passwordHash, kept);
});

test('[O11] what cannot be done is one sentence, and does nothing', async () => {
  const access = await stage.serve();
  const said = async (operation: string, input: unknown): Promise<string> => {
    const result = await stage.ask(operation, input);
    return result.ok ? 'done' : result.sentence;
  };
  assert.is(await said('link', { account: 'nobody' }), 'There is no account named nobody.');
  assert.match(
    await said('account_add', { name: 'mo', groups: [] }),
    'the port is picked when the server starts',
  );
  assert.match(
    await said('account_add_with_password', { name: 'mo', groups: [], password: 'short' }),
    'shorter than 8 characters',
  );
  assert.match(
    await said('account_add_with_password', {
      name: 'mo',
      groups: ['kings'],
      password: 'long enough',
    }),
    'kings',
  );
  assert.match(await said('constructor', {}), 'does not know "constructor"');
  assert.match(await said('shard_add', { name: 7 }), 'malformed');
  assert.is([...access.roster.accounts.values()].length, 0);
});
