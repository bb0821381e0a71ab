import { assert, suite } from '../support/suite.ts';
import { Halves, valueOf } from './halves.ts';

const test = suite('what only grows, over two servers');
const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;

async function staffOf({ a }: Halves): Promise<string> {
  const made = await a.access.staff.createAccount({ name: 'iris', groups: ['moderators'] });
  return valueOf(made).id;
}

test('[A105] a web session that is used on one server counts as used on every other over the same log', async () => {
  const halves = await Halves.open();
  const account = await staffOf(halves);
  const { a, b } = halves;
  const idle_ms = a.access.settings.now.staff_idle_hours_max * hour_ms;
  const secret = valueOf(await a.access.webSessions.make(account, false));
  await halves.followed();
  halves.secrets.time += idle_ms - minute_ms;
  assert.ok(a.access.webSessions.find(secret));
  await a.access.markers.written();
  await halves.followed();
  halves.secrets.time += idle_ms - minute_ms;
  // What is over is taken away when the next one is made, and this one is not.
  valueOf(await b.access.webSessions.make(account, false));
  assert.ok(b.access.webSessions.find(secret));
  assert.ok((await halves.half()).access.webSessions.find(secret));
  halves.secrets.time += idle_ms;
  for (const { access } of [a, b]) assert.is(access.webSessions.find(secret), undefined);
  assert.equal(halves.rejected, []);
});

test('[A106] a session and its last use end in one entry; a use that comes later is ignored, and swept at the next start', async () => {
  const halves = await Halves.open();
  const account = await staffOf(halves);
  const { a, b } = halves;
  const used = () => a.storage.tables.list('web', { prefix: 'used/', limit: 9 });
  const ends: Array<(secret: string) => Promise<unknown>> = [
    (secret) => a.access.webSessions.revoke(secret),
    () => a.access.webSessions.revokeAll(account),
    async () => {
      halves.secrets.time += 90 * 24 * hour_ms;
      valueOf(await a.access.webSessions.make('7', false));
      await a.access.roster.settled();
      await a.access.webSessions.revokeAll('7');
    },
  ];
  for (const end of ends) {
    const secret = valueOf(await a.access.webSessions.make(account, false));
    assert.is(used().length, 1);
    const entries: string[][] = [];
    const stop = a.storage.records.onPuts(
      (puts) => entries.push(puts.flatMap(({ key, value }) => (value === undefined ? [key] : []))),
      () => {},
    );
    await end(secret);
    stop();
    const gone = entries.filter((keys) => keys.some((key) => key.startsWith('session/')));
    for (const keys of gone) {
      assert.equal(
        keys.map((key) => key.split('/')[0]),
        ['session', 'used'],
      );
    }
    assert.equal([gone.length > 0, used()], [true, []]);
  }

  const secret = valueOf(await a.access.webSessions.make(account, false));
  await halves.followed();
  halves.secrets.time += hour_ms;
  assert.ok(b.access.webSessions.find(secret));
  await a.access.webSessions.revoke(secret);
  await b.access.markers.written();
  await halves.followed();
  assert.is(used().length, 1);
  for (const { access } of [a, b]) assert.is(access.webSessions.find(secret), undefined);
  const next = await halves.half();
  await next.access.stop();
  await halves.followed();
  assert.equal(used(), []);
});

test('[A107] the last sign-in is the latest that any server knows of, and who is unknown is told of nowhere', async () => {
  const halves = await Halves.open();
  const account = await staffOf(halves);
  const { a, b } = halves;
  const last = ({ access }: typeof a) => access.signIns.last(access.roster.account(account)!);
  await halves.followed();
  assert.equal([a, b].map(last), [null, null]);
  const times = [0, 1, 2].map((minute) => halves.secrets.time + minute * minute_ms);
  // What was written last is not what happened last.
  for (const [at, half] of [
    [2, b],
    [1, a],
  ] as const) {
    halves.secrets.time = times[at]!;
    half.access.signIns.add(account);
    half.access.signIns.add('999');
    await half.access.stop();
  }
  await halves.followed();
  const third = await halves.half();
  assert.equal([a, b, third].map(last), [times[2], times[2], times[2]]);
  assert.is(third.access.roster.account('999'), undefined);
  // As earlier versions kept it.
  const old = (signedIn: number) => third.access.signIns.last({ id: account, signedIn });
  assert.equal([old(times[0]!), old(times[2]! + 5)], [times[2], times[2]! + 5]);
  assert.is(third.access.signIns.last({ id: '8', signedIn: 5 }), 5);
});

test('[M20] what waits when a server stops is written before it ends, and nothing is taken after', async () => {
  const halves = await Halves.open();
  const { markers } = halves.a.access;
  assert.ok(markers.merge('seen', '7/t1', 3));
  const stopped = halves.a.access.stop();
  assert.not(markers.merge('seen', '7/t1', 4));
  await stopped;
  assert.is(halves.a.storage.tables.get('seen', '7/t1'), 3);
});

test('[M21] a bounded number of what only grows waits to be written; more is left out, and what waits moves on', async () => {
  const halves = await Halves.open();
  const { markers } = halves.a.access;
  let taken = 0;
  while (taken < 20_000 && markers.merge('seen', `7/t${taken}`, 1)) taken += 1;
  assert.is(taken, 10_000);
  assert.ok(markers.merge('seen', '7/t0', 2));
  await markers.written();
  assert.equal([markers.get('seen', '7/t0'), markers.get('seen', '7/t9999')], [2, 1]);
  assert.ok(markers.merge('seen', '7/late', 1));
});
