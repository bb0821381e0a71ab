import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { putRecords } from '../support/put-records.ts';
import { assert, suite } from '../support/suite.ts';
import { done, World } from '../support/world.ts';
import { Stage } from './stage.ts';

const test = suite('discord after an older copy of the data folder', { limit_ms: 60_000 });

const ana = '200000000000000001';
const ben = '200000000000000002';

/** Runs with a data folder, puts back a copy that was made after `first`, and continues. */
async function goingBack(
  first: (world: World) => Promise<void>,
  lost: (world: World, stage: Stage) => Promise<void>,
  then: (stage: Stage) => Promise<void>,
  beforeDiscord: (world: World) => Promise<void> = async () => {},
): Promise<void> {
  const before = await Stage.ready();
  const { now } = before.world;
  await first(before.world);
  await before.pass(5_000);
  const copy = openMemoryStorage();
  Object.assign(copy, { epoch: before.storage.epoch, origin: before.storage.origin });
  // The same commands at the same time make the same tickets.
  const again = new World(copy);
  again.now = now;
  await first(again);
  const records = before.storage.tables.list('discord', { prefix: '', limit: 1_000 });
  await putRecords(
    copy,
    records.map(({ key, value }) => ({ space: 'discord', key, value })),
  );
  await lost(before.world, before);
  await before.pass(5_000);
  before.discord.emit({ kind: 'disconnected' });
  await before.bridge.stop();
  const after = new Stage({}, copy, before);
  after.world.skip(1_000);
  await beforeDiscord(after.world);
  await after.start();
  await then(after);
  await after.bridge.stop();
}

const whoReads = (stage: Stage, at: number) =>
  Object.entries(stage.levels(at)).flatMap(([target, level]) => (level === 'write' ? target : []));

// [K171] After an older copy of the data folder was put back, no channel, post or answer of another
// ticket or message of the same number is taken for the new one.
test('[K171] a new ticket gets a channel of its own, though another of its number has one', async () => {
  let calls = 0;
  await goingBack(
    async () => {},
    async (world, stage) => {
      await world.opened(world.player, 'words of ana');
      await stage.pass(5_000);
      calls = stage.discord.sent.length;
    },
    async (stage) => {
      const { discord } = stage;
      await stage.pass(5_000);
      assert.is(discord.texts.length, 2);
      assert.equal(whoReads(stage, 0), [ana], 'ana keeps hers');
      assert.equal(stage.said(0), ['words of ana']);
      assert.equal(whoReads(stage, 1), [ben]);
      assert.equal(stage.said(1), ['words of ben']);
      const [hers] = discord.texts;
      const touched = discord.sent.slice(calls).filter((one) => one.includes(`["${hers!.id}"`));
      assert.equal(touched, [], 'nothing is done to it');
    },
    async (world) => {
      // Before Discord has shown which numbers were used.
      const { number } = await world.opened(world.other, 'words of ben');
      assert.is(number, 1, 'the number is taken again');
    },
  );
});

test('[K171] nor does one that an older version made go to another ticket of its number', async () => {
  const stage = await Stage.ready();
  const { world, discord, storage } = stage;
  await world.opened(world.player, 'words of ana');
  await stage.pass(5_000);
  const [hers] = discord.texts;
  // The topic of an older version.
  Object.assign(hers!, { topic: `Ticket #1 · shardbell:${storage.epoch}` });
  await stage.restart();
  await stage.pass(5_000);
  assert.is(discord.texts.length, 1, 'that of the ticket itself is known by what is written down');
  assert.equal(stage.bridge.alerts.sentences, []);
  const other = { ...hers!, id: discord.newId(), topic: `Ticket #2 · shardbell:${storage.epoch}` };
  discord.channels.set(other.id, { ...other, messages: [] });
  await world.opened(world.other, 'words of ben');
  await stage.pass(5_000);
  assert.is(discord.texts.length, 3);
  assert.equal(whoReads(stage, 1), [ana]);
  assert.equal(stage.said(2), ['words of ben']);
});

test('[K171] a message is posted though another of its number stands there, and what was lost is told', async () => {
  let ticket = '';
  await goingBack(
    async (world) => {
      ({ ticket } = await world.opened(world.player, 'first'));
    },
    async (world) => {
      done(await world.post(world.staff, ticket, 'lost'));
      done(await world.note(ticket, 'a lost note'));
      done(await world.post(world.staff, ticket, 'lost too'));
    },
    async (stage) => {
      const { world, bridge } = stage;
      done(await world.post(world.staff, ticket, 'second'));
      done(await world.note(ticket, 'a note'));
      await stage.pass(5_000);
      const note = '🔒 Staff added an internal note.';
      assert.equal(stage.said(), ['first', 'lost', note, 'lost too', 'second', note]);
      assert.match(
        bridge.alerts.sentences.join('\n'),
        /messages of tickets that this data folder does not have \(#1\)/u,
      );
      assert.match(
        stage.logged.join('\n'),
        /An older copy of the folder seems to have been put back/u,
      );
      await bridge.checkAgain();
      assert.equal(bridge.alerts.sentences, []);
    },
  );
});

test('[K172] channels and messages on Discord that the data folder does not have are told to administrators', async () => {
  let ticket = '';
  await goingBack(
    async (world) => {
      ({ ticket } = await world.opened(world.player, 'known'));
    },
    async (world) => {
      await world.opened(world.player, 'lost');
      await world.opened(world.other, 'lost too');
    },
    async (stage) => {
      const { bridge, discord } = stage;
      const told = () => bridge.alerts.sentences.join('\n');
      assert.match(told(), /channels of tickets that this data folder does not have \(#2, #3\)/u);
      assert.match(stage.logged.join('\n'), /older copy of the folder was put back/u);
      await bridge.checkAgain();
      assert.match(told(), /\(#2, #3\)/u, 'it is still so');
      const [known, ...strays] = discord.texts;
      assert.is(bridge.channels.ticketOf(known!.id), ticket);
      for (const { id } of strays) await discord.deleteChannel(id);
      await stage.settle();
      assert.is(told(), '');
    },
  );
});

// [K179] What Discord shows of tickets that the data folder does not have makes the numbers of new
// tickets go on far above, within a bound.
test('[K179] a channel of a lost ticket makes numbers go on above all that can be lost, once', async () => {
  await goingBack(
    async (world) => {
      await world.opened(world.player, 'known');
    },
    async (world) => {
      await world.opened(world.player, 'lost');
      await world.opened(world.other, 'lost too');
    },
    async (stage) => {
      const { world, discord, olderCopy } = stage;
      const shown = { of: 'data', client: null, channels: [2, 3], messages: [] };
      assert.equal(olderCopy.status(), shown);
      const numbers = [(await world.opened(world.player, 'next')).number];
      await stage.bridge.checkAgain();
      await stage.restart();
      assert.equal(olderCopy.status(), shown, 'it is still so');
      numbers.push((await world.opened(world.player, 'and next')).number);
      assert.equal(numbers, [1_004, 1_005]);

      const [, stray, other] = discord.texts;
      const topic = (number: number) =>
        `Ticket #${number} · shardbell:${stage.storage.epoch}/made-up`;
      Object.assign(stray!, { topic: topic(9_000_000) });
      await stage.bridge.checkAgain();
      const { number } = await world.opened(world.player, 'much later');
      assert.is(number, 1 + 100_000 + 3, 'whoever edits a topic uses up no more');
      Object.assign(stray!, { topic: topic(9_500_000) });
      await stage.bridge.checkAgain();
      assert.is((await world.opened(world.player, 'the last')).number, number + 1);

      for (const { id } of [stray!, other!]) await discord.deleteChannel(id);
      await stage.settle();
      assert.equal(olderCopy.status().channels, []);
    },
  );
});

test('[K179] so do lost messages of a ticket that is here', async () => {
  let ticket = '';
  await goingBack(
    async (world) => {
      ({ ticket } = await world.opened(world.player, 'first'));
    },
    async (world) => {
      done(await world.post(world.staff, ticket, 'lost'));
      done(await world.post(world.staff, ticket, 'lost too'));
    },
    async (stage) => {
      const { world, bridge, olderCopy } = stage;
      done(await world.post(world.staff, ticket, 'second'));
      await stage.pass(5_000);
      assert.equal(olderCopy.status().messages, [1]);
      assert.is((await world.opened(world.player, 'next')).number, 1_002);
      await bridge.checkAgain();
      assert.equal(olderCopy.status().messages, [], 'somebody has seen to it');
    },
  );
});
