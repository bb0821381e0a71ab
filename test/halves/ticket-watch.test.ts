import { Halves } from '../support/halves.ts';
import { assert, suite } from '../support/suite.ts';
import {
  aWhile,
  ask,
  clientOf,
  done,
  Heard,
  opened,
  supporter,
  until,
  type AtBoth,
} from './stage.ts';

const test = suite('tickets over two halves', { limit_ms: 60_000 });

const rounds = 10;
const writes = 24;

let halves: Halves;
let iris: AtBoth;
let max: AtBoth;

test.before(async () => {
  halves = await Halves.start();
  iris = await supporter(halves, 'iris');
  max = await supporter(halves, 'max');
});
test.after(() => halves.stop());

test('[Y1] what one process writes is told by the other to who watches the ticket, in order and once', async () => {
  const ticket = await opened(iris.a, 'The gate is locked');
  await halves.followed();
  const all = [iris.a, iris.b, max.a, max.b].map((client) => ({
    client,
    heard: new Heard(client, 7),
  }));
  for (const { client } of all) await client.watch(7, { on: 'ticket', ticket, as: 'support' });
  const bodies: string[] = [];
  for (let i = 0; i < writes; i += 1) {
    const body = `words ${i}`;
    bodies.push(body);
    const { seq } = await done(
      clientOf(iris, halves.any),
      { kind: 'post_note', body },
      { ticket, as: 'support' },
    );
    assert.is(seq, i + 2, 'each knows of all before it');
  }
  for (const { client, heard } of all) {
    await until(client, () => heard.last === writes + 1);
    assert.is(heard.states, 1);
    assert.equal(
      heard.entries.slice(1).map(({ what }) => what.kind === 'note' && what.body),
      bodies,
    );
  }
});

test('[Y2] a watch that is opened at any moment, on whichever process, gets every entry exactly once', async () => {
  let opens = 0;
  let resumes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const ticket = await opened(iris.a, `Round ${round}`);
    await halves.followed();
    let isWriting = true;
    const write = async (who: AtBoth): Promise<void> => {
      for (let i = 0; i < writes / 2; i += 1) {
        await aWhile(halves, 4);
        const command = { kind: 'post_note', body: `${who.account} writes ${i}` } as const;
        await done(clientOf(who, halves.any), command, { ticket, as: 'support' });
      }
    };
    const watchers = [iris.a, iris.b, max.a, max.b].map(async (client, i) => {
      const w = round * 4 + i;
      const heard = new Heard(client, w);
      let resume: object | undefined;
      for (;;) {
        await aWhile(halves);
        const about = { on: 'ticket', ticket, as: 'support', ...(resume && { resume }) };
        const state = await client.watch(w, about);
        opens += 1;
        if (state.t === 'resumed') resumes += 1;
        await aWhile(halves);
        if (!isWriting) break;
        client.send({ t: 'unwatch', w });
        // An answer to what comes after it: nothing of the watch is on its way any more.
        await client.ask({ t: 'find_ticket', number: 1, as: 'support' });
        const seq = heard.last;
        resume = halves.chance.below(2) === 0 ? { epoch: halves.a.storage.epoch, seq } : undefined;
      }
      await until(client, () => heard.last === writes + 1);
      client.send({ t: 'unwatch', w });
      return heard.entries;
    });
    const writing = Promise.all([write(iris), write(max)]).finally(() => (isWriting = false));
    const lagging = (async () => {
      for (;;) {
        if (!isWriting) return;
        const { log } = halves.any;
        log.hold();
        await aWhile(halves, 100);
        log.release();
        await aWhile(halves, 100);
      }
    })();
    const [, , first, ...others] = await Promise.all([lagging, writing, ...watchers]);
    assert.equal(
      first!.map(({ seq }) => seq),
      Array.from({ length: writes + 1 }, (_, i) => i + 1),
    );
    for (const other of others) assert.equal(other, first);
  }
  assert.ok(opens > rounds * 8 && resumes > rounds, JSON.stringify({ opens, resumes }));
});

// [Y3] Two who write to one ticket at once over two processes are both carried out, in one order;
// of two who take it one has it, and the other is told who.
test('[Y3] two who write to one ticket at once over two processes are both carried out, in one order', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const ticket = await opened(iris.a, `At once ${round}`);
    await halves.followed();
    const all = [iris.a, max.b].map((client) => ({ client, heard: new Heard(client, 9) }));
    for (const { client } of all) await client.watch(9, { on: 'ticket', ticket, as: 'support' });
    const seqs = await Promise.all(
      all.flatMap(({ client }) =>
        Array.from({ length: 5 }, async (_, i) => {
          const command = { kind: 'post_note', body: `at once ${i}` } as const;
          return (await done(client, command, { ticket, as: 'support' })).seq;
        }),
      ),
    );
    assert.equal(
      seqs.toSorted((x, y) => x! - y!),
      Array.from({ length: 10 }, (_, i) => i + 2),
    );
    for (const { client, heard } of all) await until(client, () => heard.last === 11);
    assert.equal(all[0]!.heard.entries, all[1]!.heard.entries);
  }
});

test('[Y3] of two who take a ticket at once over two processes one has it, and the other is told who', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const ticket = await opened(iris.a, `Mine ${round}`);
    await halves.followed();
    const answers = await Promise.all(
      [iris.a, max.b].map((client) =>
        ask(client, { kind: 'assign_to_me' }, { ticket, as: 'support' }),
      ),
    );
    const [refused, ...more] = answers.filter(({ t }) => t === 'refused');
    assert.ok(refused?.t === 'refused' && more.length === 0, JSON.stringify(answers));
    assert.is(refused.code, 'ticket_held');
    const holder = answers[0]!.t === 'done' ? 'iris' : 'max';
    assert.match(refused.sentence, new RegExp(holder, 'u'));
  }
});
