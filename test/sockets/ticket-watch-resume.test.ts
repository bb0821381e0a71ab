import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { eventsOf, notes, resume, says, seqs, stateOf, watch } from './ticket-watching.ts';

const test = suite('watching a ticket: after a gap');

// [W34] What happens while the state is read is in it once; after another process wrote, every
// watcher gets its state afresh.
test('[W34] what happens while the state is read is in it, once', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const client = stage.signIn(player);
  stage.ticketService.holdHistories();
  client.send(watch(ticket));
  await stage.settle();
  await stage.do(player, says('meanwhile'), ticket);
  await stage.do(helper, notes('hidden'), ticket);
  stage.ticketService.releaseHistories();
  await stage.settle();
  await stage.do(player, says('afterwards'), ticket);
  await stage.settle();
  const { head, entries } = stateOf(client);
  assert.equal(seqs(entries), [1, 2, 3]);
  assert.is(head.seq, 3);
  assert.equal(
    eventsOf(client).map((event) => seqs(event.entries)),
    [[4]],
  );
});

test('[W34] when another process wrote, every watcher gets its state afresh', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const [live, joining] = [stage.signIn(player), stage.signIn(player)];
  live.send(watch(ticket));
  await stage.settle();
  stage.ticketService.holdHistories();
  joining.send(watch(ticket));
  await stage.settle();
  const elsewhere = { account: player, restricted: false, surface: 'web' } as const;
  stage.ticketService.writeElsewhere(ticket, elsewhere, says('elsewhere'));
  await stage.do(player, says('here'), ticket);
  stage.ticketService.releaseHistories();
  await stage.settle();
  for (const client of [live, joining]) {
    assert.equal(seqs(stateOf(client).entries), [1, 2, 3, 4]);
    assert.equal(client.all('event'), []);
  }
  await stage.do(player, says('on'), ticket);
  await stage.settle();
  for (const client of [live, joining]) assert.is(client.all('event').length, 1);
});

test('[W34] so do they when somebody looks and finds what another process wrote', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  const [live, late] = [stage.signIn(player), stage.signIn(player)];
  live.send(watch(ticket));
  await stage.settle();
  const elsewhere = { account: player, restricted: false, surface: 'web' } as const;
  stage.ticketService.writeElsewhere(ticket, elsewhere, says('elsewhere'));
  late.send(watch(ticket));
  await stage.settle();
  for (const client of [live, late]) assert.equal(seqs(stateOf(client).entries), [1, 2, 3]);
  await stage.do(player, says('on'), ticket);
  await stage.settle();
  for (const client of [live, late]) assert.is(client.all('event').length, 1);
});

test('[W35] a resume gets exactly what it missed', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  for (let i = 0; i < 5; i++) await stage.do(player, says(`message ${i}`), ticket);
  const client = stage.signIn(player);
  client.send(resume(ticket, 4));
  await stage.settle();
  const { head, entries } = client.last('resumed');
  assert.equal(seqs(entries), [5, 6, 7]);
  assert.is(head.seq, 7);
  client.send(resume(ticket, 7));
  await stage.settle();
  assert.equal(client.last('resumed').entries, []);
  assert.equal(client.all('state'), []);
});

test('[W35] another epoch, a cursor ahead, too much missed: the state comes afresh', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  for (let i = 0; i < limits.resume_entries_max; i++) await stage.do(player, says('x'), ticket);
  const last = limits.resume_entries_max + 2;
  const resumes = [resume(ticket, last, 'epoch-0'), resume(ticket, last + 1), resume(ticket, 1)];
  for (const one of resumes) {
    const client = stage.signIn(player);
    client.send(one);
    await stage.settle();
    assert.equal(client.all('resumed'), []);
    assert.is(stateOf(client).entries.at(-1)!.seq, last);
  }
  const client = stage.signIn(player);
  client.send(resume(ticket, 2));
  await stage.settle();
  assert.is(client.last('resumed').entries.length, limits.resume_entries_max);
});

test('[W92] where telling a ticket failed, those who watch it are told afresh, and nobody else', async () => {
  const stage = new Stage();
  const [spoilt, other] = [await stage.open(player), await stage.open(player)];
  const [at, beside] = [stage.signIn(helper), stage.signIn(helper)];
  at.send(watch(spoilt, 'support'));
  beside.send(watch(other, 'support'));
  await stage.settle();
  at.fresh();
  beside.fresh();
  const { staffName } = stage.ticketService;
  let faults = 1;
  Object.defineProperty(stage.ticketService, 'staffName', {
    get: () => {
      if (faults-- > 0) throw new Error('a bug');
      return staffName;
    },
  });
  await stage.do(player, says('one'), spoilt);
  await stage.do(player, says('two'), other);
  await stage.settle();
  assert.equal(stage.faults.map(String), ['Error: a bug']);
  const [afresh, ...more] = at.fresh();
  assert.equal([afresh?.t, more], ['state', []]);
  assert.equal(seqs(stateOf(at).entries), [1, 2, 3]);
  assert.equal(
    beside.fresh().map(({ t }) => t),
    ['event'],
  );
  await stage.do(player, says('three'), spoilt);
  await stage.settle();
  assert.equal(
    at.fresh().map(({ t }) => t),
    ['event'],
  );
});
