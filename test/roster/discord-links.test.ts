import type { DiscordLink } from '../../actors/roster/accounts/discord-links.ts';
import { assert, suite } from '../support/suite.ts';
import { Running, codeOf } from '../support/running-server.ts';
import { stage, type Stage } from './stage.ts';

const test = suite('discord links');

const [user1, user2] = ['200000000000000001', '200000000000000002'] as const;

/** Numbers of as many accounts of the shard moon, called a-0, a-1 and so on. */
async function accounts({ roster }: Stage, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, i) => `a-${i}`);
  await Promise.all(names.map((name) => roster.upsertAccount('moon', { account: name, name })));
  return names.map((name) => roster.accountOf('moon', name)!.id);
}

const pairs = ({ roster }: Stage) =>
  [...roster.discord.values()].map(({ account, user }) => [account, user]);

test('[R40] an account has at most one Discord user and a user at most one account, also over a restart and when links cross', async () => {
  const on = await stage();
  const [a, b] = (await accounts(on, 2)) as [string, string];
  const { discord } = on.roster;
  const crossing = [
    discord.link(a, user1),
    discord.link(b, user1),
    discord.link(b, user2),
    discord.link(a, user2),
  ];
  assert.equal(await Promise.all(crossing), [undefined, undefined, undefined, undefined]);
  assert.equal(pairs(on), [[a, user2]]);
  assert.is(discord.ofAccount(b), undefined);
  const again = await stage(on.store);
  assert.equal(pairs(again), [[a, user2]]);
  assert.is(again.roster.discord.ofAccount(a)?.user, user2);
});

test('[R41] who shows to be both gets the link; what either was linked to before is linked no longer', async () => {
  const on = await stage();
  const [a, b] = (await accounts(on, 2)) as [string, string];
  const { discord } = on.roster;
  await discord.link(a, user1);
  const told: Array<[string, string, boolean]> = [];
  discord.onChanged(({ account, user }: DiscordLink, isLinked) =>
    told.push([account, user, isLinked]),
  );
  on.store.writes.length = 0;
  await discord.link(a, user2);
  assert.is(on.store.writes.length, 1, 'in one write');
  assert.is(discord.ofUser(user1), undefined);
  await discord.link(b, user2);
  assert.equal(pairs(on), [[b, user2]]);
  await discord.unlink(b);
  assert.equal(pairs(on), []);
  assert.equal(
    told.map(([account, , isLinked]) => [account, isLinked]),
    [
      [a, false],
      [a, true],
      [a, false],
      [b, true],
      [b, false],
    ],
  );
});

test('[R42] a shard links its own accounts, takes nothing away from what anybody else linked, and ends only its own links', async () => {
  const on = await stage();
  const [a, b] = (await accounts(on, 2)) as [string, string];
  const tell = async (account: string, user: string | null) =>
    (await on.roster.linkDiscord('moon', { account, user }))?.code;
  assert.is(await tell('a-0', user1), undefined);
  assert.is(await tell('a-0', user1), undefined, 'again');
  assert.is(await tell('a-1', user1), 'discord_linked');
  assert.is(await tell('a-0', user2), undefined, 'its own it may change');
  assert.equal(pairs(on), [[a, user2]]);
  assert.is(await tell('a-0', null), undefined);
  assert.equal(pairs(on), []);
  await on.roster.discord.link(b, user1);
  assert.is(await tell('a-1', user2), 'discord_linked');
  assert.is(await tell('a-1', null), undefined);
  assert.equal(pairs(on), [[b, user1]]);
});

test('[R43] a shard links no account with rights that face administration, and none that it did not tell', async () => {
  const on = await stage();
  const [a] = (await accounts(on, 1)) as [string];
  await on.staff.setGroups(a, ['moderators']);
  const tell = async (shard: string, account: string) =>
    (await on.roster.linkDiscord(shard, { account, user: user1 }))?.code;
  assert.is(await tell('moon', 'a-0'), 'right_missing');
  assert.is(await tell('sun', 'a-0'), 'account_unknown');
  assert.is(await tell('moon', 'a-9'), 'account_unknown');
  assert.equal(pairs(on), []);
});

test('[R44] a link is told once it is on disk; one that could not be stored is refused as retryable', async () => {
  const on = await stage();
  const [a] = (await accounts(on, 1)) as [string];
  on.store.refuse = 1;
  assert.is((await on.roster.discord.link(a, user1))?.code, 'storage_unavailable');
  assert.is(on.roster.discord.ofAccount(a), undefined);
  on.store.hold();
  on.store.writes.length = 0;
  const linking = on.roster.discord.link(a, user1);
  while (on.store.writes.length === 0) await Promise.resolve();
  assert.is(on.roster.discord.ofAccount(a), undefined);
  on.store.release();
  assert.is(await linking, undefined);
  assert.is(on.roster.discord.ofAccount(a)?.user, user1);
});

test("[R45] a shard's link reaches the roster over its socket; nobody else may send one", async () => {
  const server = await Running.start();
  try {
    const shard = await server.shard('moon');
    await shard.ask({ t: 'account', account: 'a-0', name: 'Ana' });
    const link = { t: 'discord_link', account: 'a-0', user: user1 };
    assert.is((await shard.ask(link)).t, 'done');
    await server.account('ash', ['tickets.manage_access']);
    assert.is(codeOf(await (await server.signIn('ash')).ask(link)), 'only_for_shards');
  } finally {
    await server.stop();
  }
});
