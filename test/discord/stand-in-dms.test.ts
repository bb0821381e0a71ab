import { Discord } from '../support/discord/discord.ts';
import { assert, suite } from '../support/suite.ts';
import { type Stage, stage } from './raw-client.ts';

const test = suite('stand-in: direct messages');
let on: Stage;

test.before.each(async () => {
  on = stage(await Discord.start());
});
test.after.each(() => on.discord.stop());

test('[Z23] a direct channel stays the same; opening many is refused, and so are closed ones and strangers', async () => {
  const { discord, guild, raw } = on;
  const bob = discord.person('bob');
  bob.joins(guild);
  const open = { recipient_id: bob.id };
  const { id } = await raw.done('POST', '/users/@me/channels', open);
  assert.is((await raw.done('POST', '/users/@me/channels', open)).id, id);
  await raw.done('POST', `/channels/${id}/messages`, { content: 'your ticket' });
  assert.is(bob.dms[0]!.content, 'your ticket');
  bob.closesDms();
  await raw.refused(50007, 'POST', `/channels/${id}/messages`, { content: 'again' });
  bob.opensDms();
  bob.leaves(guild);
  await raw.refused(50278, 'POST', `/channels/${id}/messages`, { content: 'again' });
  await raw.refused(50033, 'POST', '/users/@me/channels', { recipient_id: guild.id });
  for (let i = 1; i < discord.world.settings.dm_opens_max; i += 1) {
    const recipient_id = discord.person(`user-${i}`).id;
    await raw.done('POST', '/users/@me/channels', { recipient_id });
  }
  const late = { recipient_id: discord.person('late').id };
  const answer = await raw.refused(40003, 'POST', '/users/@me/channels', late);
  assert.is(answer.status, 403);
  discord.world.clock.move(discord.world.settings.dm_opens_window_ms + 1);
  await raw.done('POST', '/users/@me/channels', late);
});
