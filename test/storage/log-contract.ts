import { storageLimits } from '../../server/storage/storage-limits.ts';
import { decodeEntry, encodeEntry } from '../../server/storage/log/entry.ts';
import { logLimits, type Appended, type LogEntry } from '../../server/storage/log.ts';
import { assert, type Suite } from '../support/suite.ts';
import type { Stage } from './stage.ts';

/** More than any log keeps for who follows from before its last entry. */
const many = 1_000;

/** Appends to a log, and who follows it. `now` gives the stage of the test, `another` one beside it. */
export function logContract(test: Suite, now: () => Stage, another: () => Promise<Stage>): void {
  // [J2] An entry on a position that is not the last of its subject is told the last, and writes
  // nothing.
  test('[J2] an append on a position that is not the last of its subject names the last, and writes nothing', async () => {
    const { log, stage, told } = followed(now());
    const first = positionOf(await stage.append('settings', 0, 1));
    const second = positionOf(await stage.append('settings', first, 2));
    const conflict = { kind: 'conflict', last: second };
    assert.equal(await stage.append('settings', first, 3), conflict);
    assert.equal(await stage.append('settings', 0, 3), conflict);
    assert.equal(await stage.append('settings', second + 1, 3), conflict);
    assert.equal(await stage.append('account.a', 1, 3), { kind: 'conflict', last: 0 });
    assert.equal([log.last, log.lastOf('settings'), told.length], [second, second, 2]);
    assert.is(positionOf(await stage.append('account.a', 0, 3)), log.last);
  });

  test('[J3] of two appends of one turn on one position, one is durable and one is told of it', async () => {
    const { stage, told } = followed(now());
    const [first, other] = await Promise.all([
      stage.append('settings', 0, 1),
      stage.append('settings', 0, 2),
    ]);
    assert.equal(other, { kind: 'conflict', last: positionOf(first) });
    assert.equal(told.map(valueIn), [1]);
  });

  // [J75] Positions rise, each subject has its last, and an append that names none is written
  // whatever came before.
  test('[J75] an append that names no position is written whatever came before', async () => {
    const { log, stage, told } = followed(now());
    const appended = await Promise.all([
      stage.append('settings', 0, 1),
      stage.append('settings', undefined, 2),
      stage.append('settings', undefined, 3),
    ]);
    const positions = appended.map(positionOf);
    assert.equal(told.map(valueIn), [1, 2, 3]);
    assert.equal(
      told.map(({ position }) => position),
      positions,
    );
    assert.is(log.lastOf('settings'), positions[2]);
    assert.is((await stage.append('settings', positions[1], 4)).kind, 'conflict');
  });

  test('[J75] positions rise from 1, and each subject has its last one', async () => {
    const { log, stage } = followed(now());
    assert.equal([log.last, log.lastOf('settings')], [0, 0]);
    const appended = await Promise.all(
      ['settings', 'numbers', 'settings', 'account.7'].map((subject) =>
        stage.append(subject, undefined, subject),
      ),
    );
    const [first, numbers, settings, account] = appended.map(positionOf);
    assert.ok(first! >= 1);
    assert.ok(first! < numbers! && numbers! < settings! && settings! < account!);
    assert.equal(
      ['settings', 'numbers', 'account.7', 'account.8', ''].map((subject) => log.lastOf(subject)),
      [settings, numbers, account, 0, 0],
    );
    assert.is(log.last, account);
    await stage.append('settings', first, 'in vain');
    const next = positionOf(await stage.append('settings', settings, 'on'));
    assert.ok(next > account!);
  });

  // [J5] An entry above its bound, entry_bytes_max or records_bytes_max, is rejected with a cause
  // and writes nothing.
  test('[J5] an entry above its bound is rejected with a cause and writes nothing', async () => {
    const { log, stage, told } = followed(now());
    const entryOf = (subject: string, bytes: number): Promise<Appended> =>
      stage.append(subject, 0, 'x'.repeat(bytes));
    const { entry_bytes_max } = logLimits;
    const refused = await entryOf('settings', entry_bytes_max);
    assert.is(refused.kind, 'rejected');
    assert.match(causeOf(refused), 'entry_bytes_max');
    assert.equal([log.last, told.length], [0, 0]);
    assert.is((await entryOf('settings', entry_bytes_max - 1_000)).kind, 'durable');
  });

  test('[J76] a subject that is not stored faithfully is rejected before anything is written', async () => {
    const { log, stage } = followed(now());
    const bytes = encodeEntry('settings', { type: 'records', puts: [] });
    const long = 'k'.repeat(storageLimits.key_chars_max + 33);
    const subjects = ['', 'a\0b', 'a\nb', '\ud800', long];
    const [beside, ...refused] = await Promise.all([
      stage.append('settings', 0, 1),
      ...subjects.map((subject) => log.append({ subject, bytes })),
    ]);
    assert.is(beside.kind, 'durable');
    for (const one of refused) assert.match(causeOf(one), 'cannot be a subject');
    const fits = `account.${'\u{1f514}'.repeat(storageLimits.key_chars_max / 2)}`;
    const position = positionOf(await stage.append(fits, 0, 1));
    assert.is(log.lastOf(fits), position);
  });

  // [J73] Who follows the log is told every entry above a position once, in order, before its
  // append resolves, until it stops.
  test('[J73] who follows is told each entry once, in order, before its append resolves', async () => {
    const { log } = now();
    const { stage, told } = followed(now());
    const before: number[] = [];
    const append = async (subject: string, value: number): Promise<void> => {
      const position = positionOf(await stage.append(subject, undefined, value));
      before.push(told.findIndex((entry) => entry.position === position));
    };
    await Promise.all(Array.from({ length: 50 }, (_, i) => append(`account.${i % 7}`, i)));
    await append('settings', 50);
    assert.not(before.includes(-1));
    assert.equal(
      told.map(valueIn),
      Array.from({ length: 51 }, (_, i) => i),
    );
    const positions = told.map(({ position }) => position);
    assert.equal(
      positions,
      [...new Set(positions)].toSorted((a, b) => a - b),
    );
    assert.is(positions.at(-1), log.last);
    assert.equal(told.map(({ subject }) => subject).slice(-2), ['account.0', 'settings']);
  });

  test('[J73] who follows from the middle is told what is kept at once, then goes on', async () => {
    const { stage } = followed(now());
    const positions: number[] = [];
    for (const value of [1, 2, 3, 4]) {
      positions.push(positionOf(await stage.append('settings', undefined, value)));
    }
    const { told } = followed(stage, positions[1]);
    assert.equal(told.map(valueIn), [3, 4]);
    // Another subject's entries are told too: a place between two of them is none of its own.
    await stage.append('numbers', 0, 5);
    assert.equal(told.map(valueIn), [3, 4, 5]);
    const late = followed(stage, stage.log.last);
    assert.equal(late.told, []);
    await stage.append('numbers', stage.log.last, 6);
    assert.equal(late.told.map(valueIn), [6]);
  });

  test('[J73] who follows no more is told nothing more', async () => {
    const { stage, told, stop } = followed(now());
    const other = followed(stage);
    await stage.append('settings', 0, 1);
    stop();
    await stage.append('settings', undefined, 2);
    assert.equal(told.map(valueIn), [1]);
    assert.equal(other.told.map(valueIn), [1, 2]);
    stop();
  });

  test('[J74] who follows from where not all is kept any more is told so, and nothing else', async () => {
    const { log, stage } = followed(now());
    const positions: number[] = [];
    for (let i = 0; i < many; i += 100) {
      const appended = Array.from({ length: 100 }, (_, j) =>
        stage.append('settings', undefined, j),
      );
      positions.push(...(await Promise.all(appended)).map(positionOf));
    }
    const told: LogEntry[] = [];
    assert.equal(
      log.follow(0, (entry) => told.push(entry)),
      { kind: 'too_old' },
    );
    await stage.append('settings', undefined, 'more');
    assert.equal(told, []);
    const after = positions.at(-3)!;
    const near = followed(stage, after);
    assert.equal(
      near.told.map(({ position }) => position),
      [...positions.slice(-2), log.last],
    );
  });

  // [J68] What stops one that follows the log, or throws there, hurts neither the log nor others
  // that follow it; each decodes for itself.
  test('[J68] a follower that throws is told nothing more, and neither the log nor others notice', async () => {
    const stage = now();
    const { log } = stage;
    const heard: unknown[] = [];
    const hear = (error: unknown): void => void heard.push(error);
    process.on('uncaughtException', hear);
    let calls = 0;
    const bug = new Error('of a follower');
    log.follow(0, () => {
      calls += 1;
      throw bug;
    });
    const { told } = followed(stage);
    const appended = await Promise.all([
      stage.append('settings', 0, 1),
      stage.append('settings', undefined, 2),
    ]);
    await new Promise(setImmediate);
    process.off('uncaughtException', hear);
    assert.equal(
      appended.map(({ kind }) => kind),
      ['durable', 'durable'],
    );
    assert.equal(told.map(valueIn), [1, 2]);
    assert.equal([calls, heard], [1, [bug]]);
  });

  // [J27] A commit whose outcome is unknown is resolved to what really happened; nothing else of
  // its subject is written before.
  test('[J27] where nothing is open there is nothing to resolve', async () => {
    const { log, stage } = followed(now());
    await stage.append('settings', 0, 1);
    assert.match(causeOf(await log.resolve('settings')), 'nothing was unknown');
    assert.is(log.lastOf('settings'), log.last);
  });

  test('[J31] two logs have two epochs', async () => {
    const other = await another();
    assert.ok(now().log.epoch.length > 8);
    assert.is.not(now().log.epoch, other.log.epoch);
    await other.close();
  });

  // [J26] Nothing is taken after close, and closing waits for what was taken.
  test('[J26] nothing is taken after close, and closing waits for what was taken', async () => {
    const { log, stage, told } = followed(now());
    const taken = stage.append('settings', 0, 1);
    assert.is(log.fault(), undefined);
    const closed = log.close();
    assert.is(log.fault(), 'the log is closed');
    const refused = stage.append('settings', undefined, 2);
    assert.match(causeOf(await refused), 'closed');
    await closed;
    assert.equal(told.map(valueIn), [1]);
    assert.is((await taken).kind, 'durable');
    await log.close();
  });
}

/** The stage, and one more who follows its log. */
function followed(stage: Stage, after = stage.log.last) {
  const told: LogEntry[] = [];
  const following = stage.log.follow(after, (entry) => told.push(entry));
  if (following.kind !== 'following') throw new Error(following.kind);
  return { stage, log: stage.log, told, stop: following.stop };
}

function positionOf(appended: Appended): number {
  if (appended.kind === 'durable') return appended.position;
  throw new Error(`it was ${appended.kind}: ${causeOf(appended)}`);
}

function causeOf(appended: Appended): string {
  return 'cause' in appended ? String(appended.cause) : '';
}

function valueIn(entry: LogEntry): unknown {
  const decoded = decodeEntry(entry.bytes);
  return decoded.type === 'records' ? decoded.puts[0]?.value : undefined;
}
