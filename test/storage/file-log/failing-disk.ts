import { nanoid } from 'nanoid';
import type { Appended } from '../../../server/storage/log.ts';
import { EntryTables, recovered, textsOf, type Served } from '../../support/file-logs.ts';
import { testSeed } from '../../support/seed.ts';
import type { SimulatedDisk, Fate, Step } from '../../support/simulated-disk.ts';

export const epoch = nanoid();
export const seed = testSeed();
export const first = '0000000001.log';
/** Long enough for what is answered in time, and not to be waited for. */
export const wait_ms = 40;

/** What happens to the next step of that kind; all others succeed. */
export function once(disk: SimulatedDisk, kind: Step['kind'], fate: Fate): void {
  disk.plan = (step) => {
    if (step.kind !== kind) return 'ok';
    disk.plan = () => 'ok';
    return fate;
  };
}

/** Steps as they are begun, as "kind name". */
export function stepsOf(disk: SimulatedDisk): string[] {
  const steps: string[] = [];
  const { plan } = disk;
  disk.plan = (step) => {
    steps.push(`${step.kind} ${step.name}`);
    return plan(step);
  };
  return steps;
}

export function positionOf(appended: Appended): number {
  if (appended.kind === 'durable') return appended.position;
  throw new Error(`it was ${appended.kind}`);
}

/** The final outcome of an append. */
export async function certain(
  { log }: Served,
  subject: string,
  appended: Promise<Appended>,
): Promise<Appended> {
  const ended = await appended;
  return ended.kind === 'unknown' ? log.resolve(subject) : ended;
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setImmediate(next));
}

/** What is there after the power went, with each of several chances. */
export async function afterCrashes(
  disk: SimulatedDisk,
  after = new EntryTables(),
): Promise<string[][]> {
  const ends: string[][] = [];
  for (let i = 0; i < 20; i += 1) {
    const { entries } = await recovered(disk.crash(), epoch, after.position);
    ends.push(textsOf(entries));
  }
  return ends;
}
