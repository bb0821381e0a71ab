import { FakeShard, settle } from '../support/fake-shard.ts';

/** A shard with one player, whose list of sessions is closed. */
export async function playing() {
  const world = new FakeShard();
  const shard = world.connect();
  shard.play('s1', 'ana');
  shard.say({ t: 'sessions_end' });
  await settle();
  return { world, shard };
}
