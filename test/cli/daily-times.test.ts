import { DailyBackups } from '../../server/admin/daily-backups.ts';
import { lastHour, nameAt } from '../../server/admin/daily-times.ts';
import type { BackupOrder } from '../../server/storage/folder/backup.ts';
import type { BackupAnswer } from '../../server/admin/control.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, suite } from '../support/suite.ts';

const test = suite('daily backups by the clock');
const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;

/** Local time, as the hour is. */
function at(day: number, hour: number, minute = 0): number {
  return new Date(2026, 10, day, hour, minute).getTime();
}

/** Daily backups with the clock in hand, and backups that only tell what they are asked for. */
class Days {
  now = at(10, 12);
  answer: BackupAnswer | undefined;
  isBusy = false;
  succeeded: number | undefined;
  readonly asked: BackupOrder[] = [];
  readonly dir = mkdtempSync(join(tmpdir(), 'shardbell-days-'));
  readonly daily = new DailyBackups({
    terms: { dir: this.dir, hour: 4, count: 7 },
    origin: 'ours',
    log: undefined,
    clock: { now: () => this.now, after: () => () => {}, every: () => () => {} },
    backups: this,
  });

  foundMade(time: number): void {
    this.succeeded = time;
  }

  async make(order: BackupOrder): Promise<BackupAnswer> {
    this.asked.push(order);
    if (this.answer !== undefined) return this.answer;
    this.succeeded = this.now;
    return { ok: true, backup: { path: order.to, bytes: 1, position: 1 } };
  }

  /** Looks at every minute of so long, and tells at which of them one was asked for. */
  async pass(ms: number): Promise<number[]> {
    const times: number[] = [];
    for (const end = this.now + ms; this.now < end; this.now += minute_ms) {
      const before = this.asked.length;
      await this.daily.look();
      if (this.asked.length > before) times.push(this.now);
    }
    return times;
  }
}

let days: Days;
test.before.each(() => void (days = new Days()));
test.after.each(() => rmSync(days.dir, { recursive: true, force: true }));

test('[J152] a daily backup is due once a day from its hour on, and at once where there is none yet', async () => {
  assert.equal(await days.pass(48 * hour_ms), [at(10, 12), at(11, 4), at(12, 4)]);
  assert.equal(
    days.asked.map(({ to }) => to.slice(days.dir.length + 1)),
    ['2026-11-10-120000', '2026-11-11-040000', '2026-11-12-040000'],
  );
  assert.is(lastHour(at(10, 4), 4), at(10, 4));
  assert.is(lastHour(at(10, 4) - 1, 4), at(9, 4));
  assert.is(nameAt(new Date(2026, 0, 2, 3, 4, 5).getTime()), '2026-01-02-030405');
});

test('[J153] a daily backup that fails is tried again after 1, 2, 4 … minutes, at most an hour, and waits for one made by hand', async () => {
  days.answer = { ok: false, sentence: 'The disk is full.' };
  const tried = await days.pass(5 * hour_ms);
  const waits = tried.slice(1).map((time, i) => (time - tried[i]!) / minute_ms);
  assert.equal(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  days.answer = undefined;
  days.isBusy = true;
  assert.equal(await days.pass(2 * hour_ms), []);
  days.isBusy = false;
  assert.is((await days.pass(2 * hour_ms)).length, 1);
  days.answer = { ok: false, sentence: 'The disk is full.' };
  const [first, second] = await days.pass(24 * hour_ms);
  assert.equal([first, second! - first!], [at(11, 4), minute_ms]);
});

test('[O95] a backup older than 26 hours, or none at all, is told with why the last try failed', async () => {
  const fault = (): string | undefined => days.daily.fault();
  assert.is(fault(), `No backup is known in ${days.dir} yet.`);
  await days.daily.look();
  assert.is(fault(), undefined);
  days.answer = { ok: false, sentence: 'The disk is full.' };
  days.now += 26 * hour_ms;
  await days.daily.look();
  assert.is(fault(), undefined);
  days.now += 1;
  const made = new Date(at(10, 12)).toISOString();
  const why = `The last backup was made at ${made}, more than 26 hours ago. The disk is full.`;
  assert.is(fault(), why);
});
