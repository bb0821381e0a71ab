import { Audit, commandLine } from '../../actors/roster/audit.ts';
import { rosterLimits } from '../../actors/roster/limits.ts';
import { LiveSettings } from '../../actors/settings/live-settings.ts';
import { assert, suite } from '../support/suite.ts';
import { stage, StageStore } from './stage.ts';

const test = suite('audit');
const shown = ({ value }: { value?: unknown }): unknown => value;
const named = { account: '7', name: 'iris' };
const iris = { ...named, restricted: false };

async function audited(store = new StageStore()) {
  const on = await stage(store);
  const settings = new LiveSettings(on.writer);
  const audit = new Audit(store, on.secrets);
  const set = (value: number, by = iris) =>
    settings.set({ name: 'body_chars_max', value }, audit.trail(by, 'setting', shown));
  return { ...on, settings, audit, set };
}

test('[G1] a change and who made it, when, from what and to what, are one write', async () => {
  const { store, secrets, audit, set } = await audited();
  await set(500);
  assert.equal(
    store.writes.map((puts) => puts.map(({ key }) => key)),
    [['value/body_chars_max', 'audit/0000000000000001']],
  );
  assert.equal(audit.page(undefined, 9), {
    records: [{ seq: 1, at: secrets.time, ...named, what: 'setting', from: '8000', to: '500' }],
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

test('[G2] records come newest first in pages, and go on after a restart', async () => {
  const { store, set } = await audited();
  for (let i = 1; i <= 5; i++) await set(100 + i);
  const next = await audited(store);
  await next.set(200);
  const seqs = (before?: number) => {
    const { records, more } = next.audit.page(before, 2);
    return [...records.map(({ seq }) => seq), more];
  };
  assert.equal(seqs(), [6, 5, true]);
  assert.equal(seqs(5), [4, 3, true]);
  assert.equal(seqs(3), [2, 1, false]);
  assert.equal(seqs(1), [false]);
});

test('[G3] the oldest record makes room for the newest', async () => {
  const store = new StageStore();
  const max = rosterLimits.audit_records_max;
  const key = (seq: number) => `settings audit/${String(seq).padStart(16, '0')}`;
  const left = { v: 1, at: 1, ...named, what: 'x', from: null, to: null };
  for (const seq of [1, 2, max]) store.kept.set(key(seq), { ...left, seq });
  const { set } = await audited(store);
  await set(500);
  const kept = [...store.kept.keys()].filter((one) => one.includes('audit'));
  assert.equal(kept, [key(2), key(max), key(max + 1)]);
});
