import type { Storage } from '../../server/storage/storage.ts';
import { suite, type Suite } from '../support/suite.ts';
import { storageContract } from './storage-contract.ts';
import { logContract } from './log-contract.ts';
import type { Stage } from './stage.ts';
import { tablesContract } from './tables-contract.ts';

/** How a test gets an empty implementation. */
export interface Openers {
  stage(): Promise<Stage>;
  storage(): Promise<Storage>;
  cleanUp?(): void;
}

/** The contracts of log, tables and storage, for any implementation. */
export function contracts(where: string, openers: Openers): void {
  logContracts(where, openers);
  contractsOfTables(where, openers);
}

/** The same of tables on a log that has its tests elsewhere. */
export function contractsOfTables(
  where: string,
  { stage, storage, cleanUp = () => {} }: Openers,
): void {
  of(`the tables ${where}`, stage, cleanUp, tablesContract);
  of(`the storage ${where}`, storage, cleanUp, storageContract);
}

/** The same for a log only. */
export function logContracts(
  where: string,
  { stage, cleanUp = () => {} }: Omit<Openers, 'storage'>,
): void {
  of(`the log ${where}`, stage, cleanUp, (test, now) => logContract(test, now, stage));
}

function of<T extends { close(): Promise<void> }>(
  name: string,
  open: () => Promise<T>,
  cleanUp: () => void,
  register: (test: Suite, now: () => T) => void,
): void {
  const test = suite(name);
  let opened: T;
  test.before.each(async () => void (opened = await open()));
  test.after.each(() => opened.close());
  test.after(cleanUp);
  register(test, () => opened);
}
