import { readRecord } from '../../../actors/discord/reconciler/record.ts';
import { openAccess } from '../../../server/identity/access.ts';
import { surfaces } from '../../../protocol/ticket.ts';
import { nodeSecrets } from '../../../server/platform/secrets.ts';
import { decodeEntry, encodeEntry } from '../../../server/storage/log/entry.ts';
import { RecordLog } from '../../../server/storage/replica/record-log.ts';
import { assertKept } from '../../support/assert-kept.ts';
import { assert, suite } from '../../support/suite.ts';
import { Stage } from '../stage.ts';
import { forms } from './forms.ts';
import { applied, idOf, readKept, tablesAfter, type Kept, type Made } from './kept.ts';

const test = suite('stored forms');
const kept = readKept();

/** Fails where an entry is made into more than was kept of it. */
function assertWhole(was: Made = {}, is: Made, where: string): void {
  for (const [name, rows] of Object.entries(is)) {
    const isKept = was[name] !== undefined || rows.length === 0;
    assert.ok(isKept, `it is not kept what ${where} makes in ${name}: npm run samples`);
  }
}

for (const sample of kept) {
  const id = idOf(sample);
  // [J88] A stored entry is decoded, folded and applied as it was when its sample was kept, and
  // followers are told the same.
  test(`[J88] ${id} is decoded, folded and applied as it was`, () => {
    const { entry, made, due } = applied(tablesAfter(sample.after, kept), sample);
    assertKept(sample.entry, entry, `${id}, decoded`);
    assertKept(sample.made, made, `${id}, applied`);
    assertKept(sample.due ?? {}, due, `${id}, due`);
    assertWhole(sample.made, made, id);
    assertWhole(sample.due, due, id);
    // What is written of it today means the same.
    const stored = decodeEntry(Buffer.from(sample.bytes, 'base64'));
    const again = Buffer.from(encodeEntry(sample.subject, stored));
    assert.equal(decodeEntry(again), stored);
  });
}

test('[J88] what followers are told of a kept turn is what its rows hold', () => {
  for (const sample of kept.filter(({ subject }) => subject.startsWith('ticket.'))) {
    const { told, made } = applied(tablesAfter(sample.after, kept), sample);
    if (told.type !== 'turn') throw new Error(`${idOf(sample)} is no turn`);
    if (told.past === 'removed') {
      assert.equal(made['settled'], [[told.after.id]]);
      continue;
    }
    const [row] = [...made['active']!, ...made['settled']!].filter((one) => one.length === 2);
    assert.equal(row![1], { position: sample.position, ticket: told.after }, idOf(sample));
    assert.is(made['tickets']!.length >= told.events.length, true);
  }
});

// [J89] Every type of entry, change and record has a sample of each of its shapes, and no type of
// which one is kept goes away.
test('[J89] nothing can be stored of which no sample is kept, and nothing that is kept went away', () => {
  const known = new Set(kept.map(idOf));
  const missing = forms.map(idOf).filter((id) => !known.has(id));
  assert.equal(missing, [], 'run npm run samples, which adds them');
  const types = new Set(forms.map(({ of }) => of));
  const gone = kept.filter(({ of }) => !types.has(of)).map(idOf);
  assert.equal(gone, [], 'folders hold it');
  assert.is(known.size, kept.length);
});

test('[J89] samples come from every surface and every side', () => {
  const events = kept.flatMap(({ bytes }) => {
    const entry = decodeEntry(Buffer.from(bytes, 'base64'));
    return entry.type === 'turn' ? entry.events : [];
  });
  const from = new Set(events.map(({ surface }) => surface));
  assert.equal(
    surfaces.filter((surface) => !from.has(surface)),
    [],
  );
  assert.equal(new Set(events.map(({ by }) => by.side)), new Set(['player', 'support', 'system']));
});

/** The samples of records, in one store. */
async function storeOf(samples: readonly Kept[]): Promise<Stage> {
  const stage = Stage.inMemory();
  for (const { subject, bytes } of samples) {
    const appended = await stage.log.append({ subject, bytes: Buffer.from(bytes, 'base64') });
    assert.is(appended.kind, 'durable');
  }
  return stage;
}

// [J90] Every kind of record that is read at a start has a sample, which is taken.
test('[J90] every kind of record that the server reads at its start has a sample, which it takes', async () => {
  const ofRecords = kept.filter(({ of }) => of.includes(' '));
  const stage = await storeOf(ofRecords);
  const store = new RecordLog(stage.replica);
  const read = new Set<string>();
  const { list } = store;
  store.list = (space, range) => {
    read.add(`${space} ${range.prefix.replace(/\/$/u, '')}`);
    return list.call(store, space, range);
  };
  const { roster, settings, canned, shardKeys, audit } = await openAccess(store, nodeSecrets);
  const kinds = new Set(ofRecords.map(({ of }) => of));
  assert.ok(read.size > 10);
  assert.equal(
    [...read].filter((kind) => !kinds.has(kind)),
    [],
    'read, without a sample',
  );
  // Asked for by name, or by whoever sends webhooks.
  const byName = ['web api-token-secret', 'numbers ticket', 'webhook sender', 'webhook state'];
  const spaces = new Set([...read].map((kind) => kind.slice(0, kind.indexOf(' '))));
  assert.equal(
    [...kinds].filter((kind) => spaces.has(kind.slice(0, kind.indexOf(' '))) && !read.has(kind)),
    byName,
    'kept, and read by nobody',
  );

  assert.is(roster.account('2')?.name, 'Ada');
  assert.ok(roster.rightsOf('2', false).has('tickets.export'));
  assert.is(roster.accountOf('britain', 'a-0')?.id, '6');
  assert.is(roster.accountNamed('bea')?.id, '13');
  assert.ok(roster.rightsOf('13', false).has('tickets.export'));
  assert.ok(roster.account('13')?.passwordHash);
  assert.ok(roster.rightsOf('14', false).has('tickets.reply'));
  assertKept({ name: 'The Red Dragons', members: ['6'] }, roster.faction('12'), 'the faction');
  assert.is(roster.discord.ofUser('1500000000000000005')?.account, '6');
  assert.is(settings.now.discord_channel_prefix, 'help-');
  assert.equal(settings.now.categories[1], { name: 'Bug', retired: true });
  assert.equal(
    canned.of('2').map(({ title }) => title),
    ['Mine', 'On my way'],
  );
  assert.equal(
    shardKeys.list().map(({ name }) => name),
    ['britain', 'luna'],
  );
  assert.is(audit.page(undefined, 9).records.at(-1)?.what, 'setting discord_channel_prefix');
});

test('[J90] what is kept of tickets on Discord is read', () => {
  const of = new Set(['discord ticket', 'discord past']);
  const samples = kept.filter((sample) => of.has(sample.of));
  assert.ok(samples.length >= of.size);
  for (const { bytes } of samples) {
    const entry = decodeEntry(Buffer.from(bytes, 'base64'));
    if (entry.type !== 'records') throw new Error(entry.type);
    for (const { key, value } of entry.puts) {
      assert.is(readRecord(value).ticket, key.slice(key.indexOf('/') + 1));
    }
  }
});
