import { Discord } from '../support/discord/discord.ts';
import { assert, rejects, suite } from '../support/suite.ts';
import { type Stage, stage } from './raw-client.ts';

const test = suite('stand-in: requests');
let on: Stage;
let channel: string;

test.before.each(async () => {
  on = stage(await Discord.start());
  channel = on.discord.owner(on.guild).makesChannel(on.guild, 'ticket').id;
});
test.after.each(() => on.discord.stop());

const posts = (): string => `/channels/${channel}/messages`;

test('[Z29] a wrong token is a 401, and an unknown path a 404', async () => {
  const { raw } = on;
  assert.is((await raw.ask('GET', '/no/such/path')).status, 404);
  raw.token = 'wrong';
  const { status, body } = await raw.ask('GET', '/users/@me');
  assert.is(status, 401);
  assert.equal(body, { message: '401: Unauthorized', code: 0 });
});

test('[Z30] every answer tells its bucket, and one request too many in it waits', async () => {
  const { discord, raw } = on;
  discord.world.limits.routes.set('POST /channels/:id/messages', { max: 2, window_ms: 60_000 });
  const { headers } = await raw.ask('POST', posts(), { content: 'one' });
  assert.is(headers.get('x-ratelimit-limit'), '2');
  assert.is(headers.get('x-ratelimit-remaining'), '1');
  assert.ok(Number(headers.get('x-ratelimit-reset-after')) > 0);
  assert.ok(headers.get('x-ratelimit-bucket'));
  await raw.done('POST', posts(), { content: 'two' });
  const third = await raw.ask('POST', posts(), { content: 'three' });
  assert.is(third.status, 429);
  assert.ok(Number(third.headers.get('retry-after')) >= 59);
  assert.is(third.headers.get('x-ratelimit-scope'), 'user');
  // Another channel has a bucket of its own.
  const { id } = discord.owner(on.guild).makesChannel(on.guild, 'other');
  await raw.done('POST', `/channels/${id}/messages`, { content: 'one' });
});

test('[Z101] members are looked up five times in five seconds in one guild, whoever they are', async () => {
  const { discord, guild, raw } = on;
  const people = ['ana', 'ben', 'cem'].map((name) => discord.person(name));
  for (const person of people) person.joins(guild);
  const ask = (i: number) => raw.ask('GET', `/guilds/${guild.id}/members/${people[i % 3]!.id}`);
  for (let i = 0; i < 5; i++) assert.is((await ask(i)).status, 200);
  const sixth = await ask(5);
  assert.is(sixth.status, 429);
  assert.is(sixth.headers.get('x-ratelimit-scope'), 'user');
  assert.ok(Number(sixth.headers.get('retry-after')) <= 5);
});

test('[Z31] more than 50 requests in a second are refused for all routes', async () => {
  const { raw } = on;
  const asked = Array.from({ length: 60 }, () => raw.ask('GET', '/users/@me'));
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0 && refused.length <= 10);
  assert.is(refused[0]!.headers.get('x-ratelimit-global'), 'true');
  assert.is(refused[0]!.body.global, true);
});

test('[Z32] too many answers of 401, 403 and 429 in ten minutes shut the address out', async () => {
  const { discord, raw } = on;
  discord.world.limits.invalid_max = 3;
  raw.token = 'wrong';
  for (let i = 0; i < 3; i += 1) await raw.ask('GET', '/users/@me');
  raw.token = discord.world.token;
  assert.is((await raw.ask('GET', '/users/@me')).status, 429);
  assert.is(discord.world.limits.invalid, 4);
  discord.world.clock.move(600_001);
  assert.is((await raw.ask('GET', '/users/@me')).status, 200);
});

test('[Z33] a request can fail, be lost, be done without an answer, or wait', async () => {
  const { discord, guild, raw } = on;
  const template = 'POST /channels/:id/messages';
  const texts = (): string[] =>
    discord
      .owner(guild)
      .reads(channel)
      .map((m) => m.content);
  const { faults } = discord.rest;
  faults.plan(template, { kind: 'status', status: 503 }, 2);
  assert.is((await raw.ask('POST', posts(), { content: 'a' })).status, 503);
  assert.is((await raw.ask('POST', posts(), { content: 'b' })).status, 503);
  faults.plan(template, { kind: 'lost' });
  await rejects(raw.ask('POST', posts(), { content: 'c' }));
  assert.equal(texts(), []);
  faults.plan(template, { kind: 'answer_lost' });
  await rejects(raw.ask('POST', posts(), { content: 'd' }));
  faults.plan(template, { kind: 'done_but', status: 502 });
  assert.is((await raw.ask('POST', posts(), { content: 'e' })).status, 502);
  assert.equal(texts(), ['d', 'e']);
  let go = (): void => {};
  faults.plan(template, { kind: 'held', until: new Promise<void>((resolve) => (go = resolve)) });
  const held = raw.done('POST', posts(), { content: 'g' });
  await raw.done('POST', posts(), { content: 'f' });
  go();
  await held;
  assert.equal(texts(), ['d', 'e', 'f', 'g']);
});

test('[Z102] a request can be refused with any code, and by the wall before Discord in HTML', async () => {
  const { discord, guild, raw } = on;
  const template = 'POST /channels/:id/messages';
  const { faults } = discord.rest;
  const message = 'This feature has been temporarily disabled server-side';
  faults.plan(template, { kind: 'refused', status: 403, code: 40006, message });
  const refused = await raw.refused(40006, 'POST', posts(), { content: 'a' });
  assert.equal([refused.status, refused.body.message], [403, message]);
  faults.plan(template, { kind: 'walled_off' });
  const { status, headers, body } = await raw.ask('POST', posts(), { content: 'b' });
  assert.equal([status, headers.get('content-type')], [403, 'text/html']);
  assert.match(String(body.text), /^<!DOCTYPE html>/u);
  assert.equal(discord.owner(guild).reads(channel), []);
});

test('[Z34] everything that was sent is on record, and what is answered with nothing says no type', async () => {
  const { discord, guild, raw } = on;
  await raw.done('POST', posts(), { content: 'hello 🔴' });
  const put = await raw.ask('PUT', `/channels/${channel}/permissions/${guild.id}`, { type: 0 });
  assert.is(put.status, 204);
  assert.is(put.headers.get('content-type'), null);
  const [post, overwrite] = discord.rest.seen;
  assert.is(post!.text, '{"content":"hello 🔴"}');
  assert.is(post!.status, 200);
  assert.is(overwrite!.template, 'PUT /channels/:id/permissions/:id');
});

test('[Z35] what is down answers nothing, people write on, and it comes back on the same port', async () => {
  const { discord, guild, raw } = on;
  await discord.goDown();
  await rejects(raw.ask('GET', '/users/@me'));
  discord.owner(guild).writes(channel, 'meanwhile');
  await discord.comeBack();
  const [message] = (await raw.done('GET', posts())) as unknown as Array<{ content: string }>;
  assert.is(message!.content, 'meanwhile');
});
