import { Halves } from '../support/halves.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the administration over two halves', { limit_ms: 60_000 });

let halves: Halves;

test.before(async () => {
  halves = await Halves.start();
});
test.after(() => halves.stop());

test('[U371] who may change something of the administration is told of each change, also of one that another server made', async () => {
  const { a, b } = halves;
  const boss = await a.server.account('boss', [], ['administrators']);
  const iris = await a.server.account('iris', [], ['moderators']);
  await halves.followed();
  const [told, untold] = [await b.server.signIn(boss), await b.server.signIn(iris)];
  await halves.followed();
  const changes: ReadonlyArray<readonly [string, object]> = [
    ['shard_add', { name: 'skara' }],
    ['shard_rotate', { name: 'skara' }],
    ['group_set', { name: 'watch', rights: [], default: false }],
    ['account_groups', { account: iris, groups: ['watch'] }],
    ['account_alias', { account: iris, alias: 'Guide' }],
    ['settings_set', { setting: { name: 'support_alias', value: 'The crew' } }],
    ['canned_set', { reply: 'r-1', title: 'Hello', text: 'Hello.' }],
  ];
  for (const [operation, input] of changes) {
    const before = told.all('changed').length;
    await a.server.operate(operation, input);
    await told.next(() => told.all('changed').length > before);
  }
  await halves.followed();
  assert.equal(untold.all('changed'), []);
});
