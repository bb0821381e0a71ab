import { encode } from './codec.ts';
import { journalLimits, type Put, type TicketRecord } from './journal.ts';
import { keyFits } from './keys.ts';

/** What every journal checks, whatever it keeps its records in. These throw, saying why. */

/** `values`: the record as it will be stored. Returns how many bytes that is. */
export function checkRecord(id: string, record: TicketRecord, values: readonly Buffer[]): number {
  checkKey(id);
  for (const { key } of record.receipts) checkKey(key);
  for (const account of record.summary.participants) checkKey(account);
  if (record.summary.assignee !== null) checkKey(record.summary.assignee.account);
  return checkBytes(values, journalLimits.record_bytes_max, 'record_bytes_max');
}

export interface EncodedPut extends Put {
  readonly value: Buffer | undefined;
}

export function encodePuts(puts: readonly Put[]): EncodedPut[] {
  const encoded = puts.map(({ space, key, value }) => {
    checkKey(key);
    return { space, key, value: value === undefined ? undefined : encode(value) };
  });
  const values = encoded.flatMap(({ value }) => value ?? []);
  checkBytes(values, journalLimits.write_bytes_max, 'write_bytes_max');
  return encoded;
}

export function checkKey(key: string): void {
  if (!keyFits(key)) throw new Error(`cannot be part of a key: ${JSON.stringify(key)}`);
}

function checkBytes(values: readonly Buffer[], max: number, name: string): number {
  const bytes = values.reduce((sum, value) => sum + value.length, 0);
  if (bytes > max) throw new Error(`${bytes} bytes to write, ${name} is ${max}`);
  return bytes;
}
