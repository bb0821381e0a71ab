import type { DiscordPort } from '../../actors/discord/port/port.ts';
import type { MessageSeen } from '../../actors/discord/port/shapes.ts';
import { filePath } from '../../server/platform/file-path.ts';
import { assert, suite } from '../support/suite.ts';
import { Site } from './site.ts';

const test = suite('files of Discord');

const signing = { secret: 'a secret' };
const [channel, message, file] = ['100000000000000001', '100000000000000002', '100000000000000003'];
const path = filePath(signing, channel, message, file);

let reads = 0;
let site: Site;
let answer: Awaited<ReturnType<DiscordPort['messages']>>;
let isOn = true;
test.before(async () => {
  const messages: DiscordPort['messages'] = async (asked, { after, limit }) => {
    reads += 1;
    assert.equal([asked, after, limit], [channel, String(BigInt(message) - 1n), 1]);
    return answer;
  };
  site = await Site.open({
    discordFiles: {
      messages: () => (isOn ? messages : undefined),
      signing: () => signing,
    },
  });
});
test.after(() => site.close());
test.before.each(() => {
  reads = 0;
  isOn = true;
  site.clock.time += 60 * 60 * 1000;
  found('https://cdn.example/fresh?ex=1');
});

function found(address: string): void {
  const attachment = { id: file, name: 'map.png', bytes: 1, address };
  const seen = { id: message, attachments: [attachment] } as unknown as MessageSeen;
  answer = { kind: 'done', value: [seen] };
}

// [K97] A file of a message is led to a fresh address of Discord at each click, by a path that
// nobody guesses.
test('[K97] a file is led to a fresh address of Discord at each click, which is asked for once in a while', async () => {
  const first = await site.ask('GET', path);
  assert.is(first.status, 302);
  assert.is(first.headers.location, 'https://cdn.example/fresh?ex=1');
  assert.is(first.headers['cache-control'], 'no-store');
  await site.ask('GET', path);
  assert.is(reads, 1);
  found('https://cdn.example/fresh?ex=2');
  site.clock.time += 10 * 60 * 1000;
  assert.is((await site.ask('GET', path)).headers.location, 'https://cdn.example/fresh?ex=2');
});

test('[K97] nobody guesses the path, and none that was not signed reaches Discord', async () => {
  const other = path.replace(file, '100000000000000009');
  for (const wrong of [other, `${path}x`, path.slice(0, -1), `${path.slice(0, -4)}AAAA`]) {
    assert.is((await site.ask('GET', wrong)).status, 404, wrong);
  }
  assert.is(reads, 0);
});

test('[K97] what is gone with its message or channel, or cannot be asked for just now, is said so', async () => {
  answer = { kind: 'done', value: [] };
  assert.is((await site.ask('GET', path)).status, 404);
  answer = { kind: 'refused', reason: 'not_found', detail: '' };
  assert.match((await site.ask('GET', path)).text, /no more on Discord/u);
  answer = { kind: 'unknown', detail: '' };
  assert.is((await site.ask('GET', path)).status, 503);
  isOn = false;
  assert.is((await site.ask('GET', path)).status, 503);
});
