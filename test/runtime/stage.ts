import { Directory } from '../../actors/runtime/directory.ts';
import { runtimeLimits, type RuntimeLimits } from '../../actors/runtime/runtime-limits.ts';
import type { CommandLetter, Settled } from '../../actors/runtime/letter.ts';
import {
  counterKind,
  type Added,
  type Counter,
  type CounterCommand,
  type CounterFacts,
  type CounterRecord,
} from './counter.ts';
import { ScriptedStore } from './scripted-store.ts';

interface SendOptions {
  readonly id?: string;
  /** The command's id; with another `hash` its body counts as another one. */
  readonly key?: string;
  readonly hash?: string;
  readonly bytes?: number;
}

/** A directory of counters between a scripted store and a clock that only the test moves. */
export class Stage {
  readonly store = new ScriptedStore();
  /** What came out, in order, one line each: `told`, settled letters by name, what observers saw. */
  readonly lines: string[] = [];
  readonly faults: string[] = [];
  /** What the store told, as it is told to others. */
  readonly told: {
    readonly facts: Pick<CounterFacts, 'id' | 'events' | 'after'>;
    readonly offset: number;
    readonly more: boolean;
  }[] = [];
  readonly directory: Directory<Counter, CounterCommand, Added, number, CounterRecord>;
  now = 1_000_000;
  #soon: (() => void)[] = [];
  #timers: { at: number; run: () => void }[] = [];
  /** A callback of this name throws. */
  throwsAt = '';

  constructor(limits: Partial<RuntimeLimits> = {}) {
    this.store.onWritten = (id, { events, snapshot }, head, offset) => {
      this.directory.followed(id, { state: snapshot, head });
      const facts = { id, events, after: snapshot };
      this.told.push({ facts, offset, more: this.directory.isAwaited(id) });
      this.note(`told ${events.map((event) => event.token).join(' ')} @${offset}`);
    };
    this.directory = new Directory({
      kind: counterKind(),
      store: this.store,
      clock: {
        now: () => this.now,
        after: (wait_ms, run) => {
          const timer = { at: this.now + wait_ms, run };
          this.#timers.push(timer);
          return () => {
            this.#timers = this.#timers.filter((other) => other !== timer);
          };
        },
        soon: (run) => this.#soon.push(run),
      },
      limits: { ...runtimeLimits, ...limits },
      onFault: (error, id) => this.faults.push(`${id}: ${(error as Error).message}`),
    });
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.length;
  }

  note(line: string): void {
    this.lines.push(line);
  }

  /** The lines since the last call. */
  heard(): string[] {
    return this.lines.splice(0);
  }

  add(token: string, amount = 1, options: SendOptions = {}): void {
    this.command(token, { kind: 'add', amount, token }, options);
  }

  command(name: string, command: CounterCommand, options: SendOptions = {}): void {
    const { id = 'a', key, hash = 'body', bytes = 100 } = options;
    const letter: CommandLetter<CounterCommand, number> = {
      kind: 'command',
      command,
      bytes,
      ...(key === undefined ? {} : { receipt: { key, hash } }),
      settle: (outcome) => {
        this.note(`${name} ${words(outcome)}`);
        if (this.throwsAt === name) throw new Error('a bug in settle');
      },
    };
    this.directory.send(id, letter);
  }

  observe(name: string, id = 'a', { maySee = true } = {}): void {
    this.directory.send(id, {
      kind: 'observe',
      maySee: () => {
        if (this.throwsAt === `${name} at the door`) throw new Error('a bug in maySee');
        return maySee;
      },
      see: (state) => {
        this.note(`${name} sees ${state?.total ?? 'nothing'}`);
        if (this.throwsAt === name) throw new Error('a bug in see');
      },
      fail: (fault) => this.note(`${name} failed ${fault}`),
    });
  }

  /** Lets the due actors begin their turns, and waits for nothing. */
  runDue(): void {
    for (const run of this.#soon.splice(0)) run();
  }

  /** Runs what is due and everything that follows without the store or the time. */
  async run(): Promise<void> {
    do {
      this.runDue();
      await new Promise((done) => setImmediate(done));
    } while (this.#soon.length > 0);
  }

  /** Runs, with the store carrying out whatever it is asked, until nobody waits any more. */
  async runDurably(): Promise<void> {
    await this.run();
    while (this.store.flights.length + this.store.loads.length + this.store.resolves.length > 0) {
      for (const load of this.store.loads.splice(0)) load.proceed();
      for (const resolve of this.store.resolves.splice(0)) resolve.proceed();
      for (const flight of this.store.flights.splice(0)) flight.durable();
      await this.run();
    }
  }

  /** Fires the timers on the way, each at its own time. */
  pass(wait_ms: number): void {
    const end = this.now + wait_ms;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}

function words(outcome: Settled<number>): string {
  switch (outcome.kind) {
    case 'answered':
      return `answered ${outcome.answer}${outcome.again ? ' again' : ''}`;
    case 'refused':
      return `refused at ${String(outcome.refusal)}`;
    case 'failed':
      return `failed ${outcome.fault}`;
  }
}
