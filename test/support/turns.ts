import { Turns } from '../../server/platform/turns.ts';

/** Each step takes a whole turn of the event loop. */
export function oneStepTurns(): Turns {
  let now = 0;
  return new Turns({ now: () => (now += 1) });
}

/** However slow the machine is, nothing has to wait for another turn. */
export function endlessTurns(): Turns {
  return new Turns({ now: () => 0 });
}

/** Something happens while whoever asked first waits for a turn. */
export function turnsAfter(happens: () => Promise<unknown>): Turns {
  let has: Promise<unknown> | undefined;
  return new (class extends Turns {
    override async run<T>(who: string, step: () => T): Promise<T> {
      await (has ??= happens());
      return super.run(who, step);
    }
  })({ now: () => 0 });
}

/** All steps at once. */
export function finished<T>(steps: Iterator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
