import { assert, suite } from '../support/suite.ts';

const test = suite('shard package');

test('[S13] a shard imports the client and the renderer by the name that the README gives', async () => {
  // By name, so that it is the built package that is looked into.
  const name = 'shardbell/clients/shard';
  const { ShardClient, toGump } = (await import(name)) as Record<string, unknown>;
  assert.type(ShardClient, 'function');
  assert.type(toGump, 'function');
});
