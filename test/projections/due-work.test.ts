import type { Clock } from '../../actors/runtime/clock.ts';
import { DueWork, dueLimits, type DueWorkDeps } from '../../server/projections/due-work.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { Story, noted } from '../support/story.ts';
import { putRecords } from '../support/put-records.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('due work');

/** A storage in which every turn makes its ticket due, and a clock that rings when it is told to. */
class Stage {
  readonly storage = openMemoryStorage();
  readonly faults: unknown[] = [];
  readonly waits: number[] = [];
  time = 0;
  readonly work: DueWork;
  readonly #stories = new Map<string, Story>();
  #timers: Array<() => void> = [];

  constructor(limits: DueWorkDeps['limits'] = {}) {
    const clock: Clock = {
      now: () => this.time,
      after: (wait_ms, run) => {
        this.waits.push(wait_ms);
        this.#timers.push(run);
        return () => void (this.#timers = this.#timers.filter((one) => one !== run));
      },
      soon: (run) => void setImmediate(run),
    };
    const onFault = (error: unknown): void => void this.faults.push(error);
    this.work = new DueWork({ storage: this.storage, clock, onFault, limits });
  }

  static async open(limits?: DueWorkDeps['limits']): Promise<Stage> {
    const stage = new Stage(limits);
    await putRecords(stage.storage, [{ space: 'discord', key: 'meta', value: {} }]);
    return stage;
  }

  /** Turns of these tickets, one after the other. */
  async turns(...ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const story = this.#stories.get(id) ?? new Story(id, this.#stories.size + 1);
      this.#stories.set(id, story);
      if (story.state === null) await story.open(this.storage);
      else await story.commit(this.storage, noted('more'));
    }
  }

  async done(...ids: readonly string[]): Promise<void> {
    const done = ids.map((key) => {
      return { work: 'discord', key, upTo: this.storage.tables.dueAt('discord', key) } as const;
    });
    await putRecords(this.storage, [], done);
  }

  ring(): void {
    for (const run of this.#timers.splice(0)) run();
  }

  /** Until nothing happens any more without the clock. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  figures(): Record<string, number> {
    const all = this.work.figures().map(({ name, value }) => [name.slice(14), value] as const);
    return Object.fromEntries(all);
  }
}

// [D38] What is due is given to who does it when that begins and as it becomes due, the oldest
// first, a bounded number at a time; what becomes due meanwhile is given once more.
test('[D38] what is due is given when its work begins and as it becomes due, the oldest first, a bounded number at a time', async () => {
  const stage = await Stage.open({ step_keys_max: 3 });
  await stage.turns('e', 'd', 'c', 'b', 'a', 'e');
  const given: string[] = [];
  const stop = stage.work.follow('discord', (keys) => void given.push(keys.join('')));
  await stage.settle();
  assert.equal(given.splice(0), ['dcb', 'ae']);
  await stage.turns('f', 'd');
  await stage.settle();
  assert.equal(given.splice(0).join(''), 'fd');
  await stop();
  await stage.turns('g');
  await stage.settle();
  assert.equal(given, []);
  const again = stage.work.follow('discord', (keys) => void given.push(keys.join('')));
  await stage.settle();
  assert.equal(given, ['cba', 'efd', 'g']);
  await again();
});

test('[D38] what becomes due while it is being taken up is given once more, and what was done is not given', async () => {
  const stage = await Stage.open();
  const given: string[] = [];
  let goOn = (): void => {};
  const stop = stage.work.follow('discord', async (keys) => {
    given.push(keys.join(''));
    await new Promise<void>((resolve) => (goOn = resolve));
  });
  await stage.turns('a');
  await stage.settle();
  await stage.turns('b', 'a', 'c');
  await stage.done('b');
  await stage.settle();
  assert.equal(given, ['a']);
  goOn();
  await stage.settle();
  assert.equal(given, ['a', 'ac']);
  goOn();
  await stop();
});

// [D39] After a fault what is due is given again after a pause, and no other work waits for it.
test('[D39] after a fault the same is given again after a pause, and nobody else waits for it', async () => {
  const stage = await Stage.open({ step_keys_max: 2 });
  await stage.turns('a', 'b', 'c');
  const given: string[] = [];
  const beside: string[] = [];
  const fault = new Error('a bug');
  let faults = 2;
  const stops = [
    stage.work.follow('discord', (keys) => {
      given.push(keys.join(''));
      if (faults-- > 0) throw fault;
    }),
    stage.work.follow('discord', (keys) => void beside.push(keys.join(''))),
  ];
  await stage.settle();
  assert.equal([given, beside], [['ab'], ['ab', 'c']]);
  await stage.turns('d');
  await stage.settle();
  assert.equal([given, beside], [['ab'], ['ab', 'c', 'd']]);
  stage.ring();
  await stage.settle();
  assert.is(given.length, 2);
  stage.ring();
  await stage.settle();
  assert.equal(given.slice(2).join('').split('').toSorted(), ['a', 'b', 'c', 'd']);
  assert.equal(stage.faults, [fault, fault]);
  assert.equal(stage.waits, [dueLimits.retry_ms, dueLimits.retry_ms]);
  for (const stop of stops) await stop();
});

test('[D39] what is due and cannot be read is read again after a pause', async () => {
  const stage = await Stage.open();
  await stage.turns('a');
  const { tables } = stage.storage;
  const due = tables.due.bind(tables);
  const cause = new Error('cannot be read');
  tables.due = () => {
    throw cause;
  };
  const given: string[] = [];
  const stop = stage.work.follow('discord', (keys) => void given.push(...keys));
  await stage.settle();
  assert.equal([given, stage.faults], [[], [cause]]);
  tables.due = due;
  stage.ring();
  await stage.settle();
  assert.equal(given, ['a']);
  await stop();
});

// [D40] Figures say how much is due and how far back the oldest of it is; of very much a bounded
// part is known at once.
test('[D40] figures say how much is due, and how far back the oldest of it is', async () => {
  const stage = await Stage.open();
  assert.equal(stage.figures(), {});
  await stage.turns('a', 'b', 'c');
  const stop = stage.work.follow('discord', () => {});
  await stage.settle();
  assert.equal(stage.figures(), {
    count: 3,
    lag: 2,
    oldest_age_seconds: 0,
    taken_total: 3,
    faults_total: 0,
  });
  await stage.turns('a');
  assert.equal([stage.figures()['count'], stage.figures()['lag']], [3, 2]);
  await stage.done('b', 'c');
  assert.equal([stage.figures()['count'], stage.figures()['lag']], [1, 1]);
  await stage.done('a');
  assert.equal([stage.figures()['count'], stage.figures()['lag']], [0, 0]);
  await stop();
});

test('[D40] of what is due a bounded part is known at once; the rest comes when that was done', async () => {
  const stage = await Stage.open({ step_keys_max: 2, known_keys_max: 4 });
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  await stage.turns(...ids);
  const given: string[] = [];
  const stop = stage.work.follow('discord', (keys) => void given.push(...keys));
  await stage.settle();
  assert.equal([given.join(''), stage.figures()['count']], ['abcd', 4]);
  await stage.turns('h');
  await stage.done('a', 'b');
  await stage.settle();
  assert.is(given.length, 4);
  await stage.done('c');
  await stage.settle();
  assert.equal([given.join(''), stage.figures()['count']], ['abcdefg', 4]);
  await stage.done('d', 'e', 'f', 'g');
  await stage.settle();
  assert.equal([given.join(''), stage.figures()['count']], ['abcdefgh', 1]);
  await stop();
});

// [O86] The figures of Discord's queue say how long ago the ticket changed that is due for longest.
test('[O86] figures say how long ago the ticket changed that is due for longest, also after a start', async () => {
  const stage = await Stage.open();
  await stage.turns('a', 'b', 'b', 'b');
  const age_s = (): number | undefined => stage.figures()['oldest_age_seconds'];
  for (const isAgain of [false, true]) {
    const stop = stage.work.follow('discord', () => {});
    await stage.settle();
    stage.time = stage.storage.tables.ticket('a').state!.updated + 90_000;
    assert.is(age_s(), 90);
    if (isAgain) break;
    await stop();
  }
  await stage.done('a');
  stage.time = stage.storage.tables.ticket('b').state!.updated + 7_000;
  assert.is(age_s(), 7);
  // A clock that was set back.
  stage.time = 0;
  assert.is(age_s(), 0);
  await stage.done('b');
  stage.time = Number.MAX_SAFE_INTEGER;
  assert.is(age_s(), 0);
});

test('[O86] a ticket that is due and cannot be read does not end /metrics', async () => {
  const stage = await Stage.open();
  await stage.turns('a');
  const stop = stage.work.follow('discord', () => {});
  await stage.settle();
  const { tables } = stage.storage;
  tables.ticket = () => {
    throw new Error('damaged');
  };
  assert.equal([stage.figures()['count'], stage.figures()['oldest_age_seconds']], [1, 0]);
  await stop();
});
