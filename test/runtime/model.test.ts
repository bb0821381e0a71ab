import fc from 'fast-check';
import type { Fault, Settled } from '../../actors/runtime/letter.ts';
import { assert, suite } from '../support/suite.ts';
import { anyAction, type Action } from './actions.ts';
import { total_max, type Counter, type CounterCommand } from './counter.ts';
import { Stage } from './stage.ts';

const test = suite('runtime model', { limit_ms: 60_000 });

interface SentLetter {
  readonly id: string;
  readonly token: string;
  readonly amount: number;
  readonly key: string | undefined;
  readonly hash: string;
  outcome: Settled<number> | undefined;
}

/** Sends letters and checks, at the moment each comes back, what it says against what is stored. */
class Model {
  readonly stage = new Stage({
    mailbox_letters_max: 5,
    turn_letters_max: 3,
    turn_bytes_max: 600,
    turn_tries_max: 2,
    residents_max: 2,
    idle_ms: 40,
  });
  readonly letters: SentLetter[] = [];
  readonly observers = { sent: 0, back: 0 };
  #wrong: Error | undefined = undefined;

  constructor() {
    this.stage.store.holdLoads = true;
  }

  async act(action: Action): Promise<void> {
    const { stage } = this;
    const { store } = stage;
    switch (action.do) {
      case 'send':
        this.send(action);
        break;
      case 'observe':
        this.observe(action.id);
        break;
      case 'run':
        break;
      case 'flight': {
        const flight = store.flights.splice(action.at, 1)[0];
        if (action.end === 'durable') flight?.durable();
        else if (action.end === 'rejected') flight?.rejected();
        else flight?.unknown(action.end === 'landed');
        break;
      }
      case 'resolve':
        store.resolves.shift()?.proceed();
        break;
      case 'load': {
        const load = store.loads.shift();
        if (action.fails) load?.fail();
        else load?.proceed();
        break;
      }
      case 'elsewhere':
        store.writeElsewhere(action.id);
        break;
      case 'pass':
        stage.pass(action.wait_ms);
        break;
    }
    // Letters pile up until the next of the other actions, so turns of many letters come about.
    if (action.do !== 'send' && action.do !== 'observe') await stage.run();
    assert.ok(stage.directory.residents <= 2, 'never more residents than the bound');
    this.verify();
  }

  /** An actor catches what its callbacks throw, so a failed check is kept for `verify`. */
  check(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#wrong ??= error as Error;
    }
  }

  verify(): void {
    if (this.#wrong !== undefined) throw this.#wrong;
  }

  send({ id, command, key, hash, bytes }: Action & { do: 'send' }): void {
    const token = `#${this.letters.length}`;
    const amount = typeof command === 'number' ? command : 0;
    const letter: SentLetter = { id, token, amount, key, hash, outcome: undefined };
    this.letters.push(letter);
    const what: CounterCommand =
      typeof command === 'number'
        ? { kind: 'add', amount, token }
        : { kind: 'break', where: command };
    this.stage.directory.send(id, {
      kind: 'command',
      command: what,
      ...(key === undefined ? {} : { receipt: { key, hash } }),
      bytes,
      settle: (outcome) => this.check(() => this.settled(letter, outcome)),
    });
  }

  settled(letter: SentLetter, outcome: Settled<number>): void {
    assert.is(letter.outcome, undefined, `${letter.token} is settled once`);
    letter.outcome = outcome;
    const stored = this.stage.store.of(letter.id);
    const receipt = letter.key === undefined ? undefined : stored.receipts.get(letter.key);
    const total = stored.events.length;
    switch (outcome.kind) {
      case 'answered':
        if (letter.key !== undefined) {
          assert.is(receipt?.hash, letter.hash, 'the receipt is on disk before the answer');
          assert.is(receipt?.answer, outcome.answer);
        }
        assert.is(this.times(letter), outcome.again ? 0 : letter.amount, 'its facts are on disk');
        assert.ok(outcome.answer <= total);
        if (!outcome.again && letter.amount > 0) {
          const place = stored.events.findLastIndex((event) => event.token === letter.token) + 1;
          assert.is(outcome.answer, place, 'it was answered the total that is stored with it');
          const last = this.lastTold(letter.id);
          assert.ok(
            last?.events.some((event) => event.token === letter.token),
            'told before',
          );
        }
        break;
      case 'refused': {
        const before = outcome.refusal as number;
        assert.ok(before + letter.amount > total_max);
        assert.ok(before <= total, 'it rests on facts that are on disk');
        break;
      }
      case 'failed':
        if (outcome.fault === 'reused') assert.ok(receipt && receipt.hash !== letter.hash);
        assert.is(this.times(letter), 0, 'nothing of it is on disk');
        break;
    }
  }

  observe(id: string): void {
    this.observers.sent += 1;
    this.stage.directory.send(id, {
      kind: 'observe',
      maySee: () => true,
      see: (state) => {
        this.observers.back += 1;
        this.check(() => this.seen(id, state));
      },
      fail: () => {
        this.observers.back += 1;
      },
    });
  }

  seen(id: string, state: Counter | undefined): void {
    const { states } = this.stage.store.of(id);
    const last = this.lastTold(id)?.after;
    assert.ok(states.includes(state), 'what an observer sees is on disk');
    assert.ok(
      states.lastIndexOf(state) >= states.lastIndexOf(last),
      'and is not older than what was told',
    );
  }

  lastTold(id: string): Stage['told'][number]['facts'] | undefined {
    return this.stage.told.findLast(({ facts }) => facts.id === id)?.facts;
  }

  /** How many stored events this letter made. */
  times(letter: SentLetter): number {
    return this.stage.store.tokens(letter.id).filter((token) => token === letter.token).length;
  }

  /** Lets everything end, then compares all that was said with all that is stored. */
  async end(): Promise<void> {
    const { stage, letters } = this;
    const stopped = stage.directory.stop();
    await stage.runDurably();
    await stopped;
    this.verify();
    assert.equal(
      stage.faults.filter((fault) => !/: (a bug|accepted|cannot be read)/.test(fault)),
      [],
      'nothing else went wrong',
    );
    assert.is(this.observers.back, this.observers.sent);
    for (const letter of letters) {
      const fresh = letter.outcome?.kind === 'answered' && !letter.outcome.again;
      assert.ok(letter.outcome, `${letter.token} is settled`);
      assert.is(this.times(letter), fresh ? letter.amount : 0, `what was said of ${letter.token}`);
    }
    for (const id of ['a', 'b', 'c']) {
      const stored = stage.store.of(id);
      assert.is(stored.state?.total ?? 0, stored.events.length);
      const order = stage.store.tokens(id).filter((token) => token !== 'elsewhere');
      assert.equal(
        order,
        order.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))),
      );
      for (const key of ['k', 'l', 'm']) {
        const fresh = letters.filter(
          ({ id: of, key: its, outcome }) =>
            of === id && its === key && outcome?.kind === 'answered' && !outcome.again,
        );
        assert.is(fresh.length, stored.receipts.has(key) ? 1 : 0, 'each receipt applied once');
      }
    }
    const ours = stage.store.written.flatMap(({ id, record }, at) =>
      record.events[0]?.token === 'elsewhere' ? [] : [{ id, events: record.events, at: at + 1 }],
    );
    const told = stage.told.map(({ facts, offset }) => ({
      id: facts.id,
      events: facts.events,
      at: offset,
    }));
    assert.equal(
      told.toSorted((a, b) => a.at - b.at),
      ours,
      'all that is stored is told, once',
    );
    for (const id of ['a', 'b', 'c']) {
      const offsets = told.filter((one) => one.id === id).map((one) => one.at);
      assert.equal(
        offsets,
        offsets.toSorted((a, b) => a - b),
        'in the order of the store',
      );
    }
  }
}

test('[R35] whatever the store does: what is said is stored, what is stored is told, each once and in order (model test)', async () => {
  const seen = new Map<string, number>();
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  const property = fc.asyncProperty(
    fc.array(anyAction, { minLength: 1, maxLength: 120, size: 'max' }),
    async (actions) => {
      const model = new Model();
      for (const action of actions) await model.act(action);
      await model.end();
      for (const { outcome } of model.letters) {
        if (outcome?.kind === 'failed') count(outcome.fault);
        else if (outcome?.kind === 'answered') count(outcome.again ? 'again' : 'answered');
        else count('refused');
      }
      if (model.stage.faults.length > 0) count('fault');
      for (const end of model.stage.store.ends) count(end);
    },
  );
  await fc.assert(property, { numRuns: 1_000 });
  const faults: Fault[] = ['busy', 'storage', 'reused'];
  const ends = ['durable', 'fenced', 'rejected', 'unknown, written', 'unknown, lost'];
  for (const what of ['answered', 'again', 'refused', 'fault', ...faults, ...ends]) {
    assert.ok((seen.get(what) ?? 0) > 20, `the runs came to "${what}"`);
  }
});
