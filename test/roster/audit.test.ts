import { Audit, commandLine } from '../../actors/roster/staff/audit.ts';
import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { LiveSettings } from '../../actors/settings/live-settings.ts';
import { putRecords } from '../support/put-records.ts';
import { assert, suite } from '../support/suite.ts';
import type { Access } from '../../server/identity/access.ts';
import { byTurns, Halves, upTo } from './halves.ts';
import { stage, StageStore } from './stage.ts';

const test = suite('audit');
const shown = ({ value }: { value?: unknown }): unknown => value;
const named = { account: '7', name: 'iris' };
const iris = { ...named, restricted: false };

async function audited(store = new StageStore()) {
  const on = await stage(store);
  const settings = new LiveSettings(on.writer);
  const audit = new Audit(on.writer, on.secrets);
  const set = (value: number, by = iris) =>
    settings.set(
      { name: 'body_chars_max', value },
      audit.trail(by, 'setting body_chars_max', shown),
    );
  return { ...on, settings, audit, set };
}

// [G1] A change of settings or access and who made it, when, from what and to what, are one write;
// what changed nothing leaves no record.
test('[G1] a change and who made it, when, from what and to what, are one write', async () => {
  const { store, secrets, audit, set } = await audited();
  await set(500);
  const [written, ...others] = store.writes.map((puts) => puts.map(({ key }) => key));
  assert.equal(others, []);
  assert.is(written!.length, 2);
  assert.is(written![0], 'value/body_chars_max');
  assert.match(written![1]!, /^audit\/000000000[12][0-9]{6}\/[\w-]{16}$/u);
  const seq = Number(written![1]!.split('/')[1]);
  assert.equal(audit.page(undefined, 9), {
    records: [
      { seq, at: secrets.time, ...named, what: 'setting body_chars_max', from: '8000', to: '500' },
    ],
    more: false,
  });
});

test('[G1] what changes nothing, or could not be stored, leaves no record', async () => {
  const { store, audit, set, settings } = await audited();
  assert.ok((await set(8_000)).ok);
  store.refuse = 1;
  assert.not((await set(400)).ok);
  assert.equal(audit.page(undefined, 9), { records: [], more: false });
  assert.is(settings.now.body_chars_max, 8_000);
  await set(300, { ...commandLine, account: '9' });
  const [record] = audit.page(undefined, 9).records;
  assert.equal([record?.name, record?.to], ['command line', '300']);
});

/** All that it tells, page by page, the newest first. */
function told(audit: Audit, limit: number): string[] {
  const all: string[] = [];
  for (let before: number | undefined; ;) {
    const { records, more } = audit.page(before, limit);
    assert.ok(records.length === limit || !more);
    all.push(...records.map(({ to }) => to!));
    if (!more) return all;
    before = records.at(-1)!.seq;
  }
}

/** As earlier versions kept it. */
function earlier(seq: number): readonly [string, object] {
  const record = { v: 1, seq, at: 1, ...named, what: 'x', from: null, to: String(seq) };
  return [`settings audit/${String(seq).padStart(16, '0')}`, record];
}

test('[G2] audit records come newest first in pages, and go on after a restart', async () => {
  const store = new StageStore();
  for (const seq of [1, 2, 4]) store.kept.set(...earlier(seq));
  const { set, audit } = await audited(store);
  for (const value of [105, 106, 107]) await set(value);
  const next = await audited(store);
  await next.set(108);
  for (const limit of [1, 2, 3, 7, 9]) {
    assert.equal(told(next.audit, limit), ['108', '107', '106', '105', '4', '2', '1']);
  }
  // The one that goes on meanwhile hears of it.
  assert.equal(told(audit, 2), told(next.audit, 2));
  assert.equal(next.audit.page(1, 9), { records: [], more: false });
});

// [G3] The audit is bounded: the oldest record makes room for the newest.
test('[G3] the oldest record makes room for the newest', async () => {
  const store = new StageStore();
  const max = rosterLimits.audit_records_max;
  for (let seq = 1; seq <= max; seq += 1) store.kept.set(...earlier(seq));
  const { set, audit } = await audited(store);
  await set(500);
  await set(501);
  const kept = [...store.kept.keys()].filter((one) => one.includes('audit'));
  assert.is(kept.length, max);
  assert.equal(told(audit, 50).slice(-2), ['4', '3']);
  assert.equal(told((await audited(store)).audit, 50).slice(0, 3), ['501', '500', String(max)]);
});

// [G53] What several servers write down at once is all there, in the same order on each, each
// record with a number of its own.
test('[G53] what two servers write down at once is all there, and both tell the same', async () => {
  const halves = await Halves.open();
  const both = [halves.a.access, halves.b.access] as const;
  // Each writes to a subject of its own, so that neither meets a condition.
  const wishes = upTo(100).map((n) => `r${n}`);
  const made = await byTurns(both, wishes, async ({ canned, audit, settings }, title, n) => {
    const trail = audit.trail(iris, `setting ${title}`, () => title);
    return n % 2 === 0
      ? canned.set(null, title, { title, text: title }, trail)
      : settings.set({ name: 'body_chars_max', value: 1_000 + n }, trail);
  });
  await halves.followed();
  assert.is(made.length, 100);
  const third = (await halves.half()).access;
  for (const { audit } of [...both, third]) {
    for (const limit of [1, 7, 50]) {
      const texts = told(audit, limit);
      assert.equal(texts.toSorted(), wishes.map((wish) => JSON.stringify(wish)).toSorted());
      assert.equal(texts, told(third.audit, 50));
    }
  }
  // What comes after it has a higher number, on whichever.
  const late = ['a', 'b', 'c', 'd'];
  for (const [n, wish] of late.entries()) {
    const { audit, settings } = wish === 'd' ? both[1] : both[0];
    const trail = audit.trail(iris, `setting ${wish}`, () => wish);
    await settings.set({ name: 'body_chars_max', value: 900 + n }, trail);
    await halves.followed();
  }
  assert.equal(told(both[0].audit, 50).slice(0, 4), ['"d"', '"c"', '"b"', '"a"']);
});

test('[G53] a record that another server wrote at the same time stands where its number says, on each', async () => {
  const { store, set, audit } = await audited();
  for (const value of [101, 102]) await set(value);
  const [newest] = audit.page(undefined, 1).records;
  const seq = newest!.seq - 1;
  const key = `audit/${String(seq).padStart(16, '0')}/AAAAAAAAAAAAAAAA`;
  const value = { v: 1, ...newest, seq, to: 'between' };
  store.elsewhere('settings', [{ space: 'settings', key, value }]);
  assert.equal(told(audit, 1), ['102', 'between', '101']);
  assert.equal(told((await audited(store)).audit, 2), ['102', 'between', '101']);
  store.elsewhere('settings', [{ space: 'settings', key, value: undefined }]);
  assert.equal(told(audit, 2), ['102', '101']);
});

test('[G3] two servers that make room at once keep as many as may be', async () => {
  const halves = await Halves.open();
  const both = [halves.a.access, halves.b.access] as const;
  const max = rosterLimits.audit_records_max;
  for (let from = 1; from <= max; from += 1_000) {
    const puts = upTo(1_000).map((n) => {
      const [key, value] = earlier(from + n);
      return { space: 'settings', key: key.slice('settings '.length), value } as const;
    });
    await putRecords(halves.a.storage, puts);
  }
  await halves.followed();
  await byTurns(both, upTo(20), async ({ canned, audit, settings }, n) => {
    const trail = audit.trail(iris, 'setting x', () => `new ${n}`);
    return n % 2 === 0
      ? canned.set(null, `r${n}`, { title: `r${n}`, text: 'x' }, trail)
      : settings.set({ name: 'body_chars_max', value: 1_000 + n }, trail);
  });
  await halves.followed();
  await settle(both[0], iris);
  await halves.followed();
  for (const { audit } of both) assert.is(told(audit, 50).length, max);
});

/** One more, alone: it makes room for what others wrote at once. */
async function settle({ settings, audit }: Access, by: typeof iris): Promise<void> {
  await settings.set(
    { name: 'body_chars_max', value: 999 },
    audit.trail(by, 'setting x', () => 'last'),
  );
}
