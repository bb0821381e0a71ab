import { form_version } from '../../actors/records/draft.ts';
import type { Person } from '../../protocol/ticket.ts';
import type { Put } from '../../server/storage/record.ts';
import { openFolderStorage } from '../../server/storage/folder/folder-storage.ts';
import { fill } from '../../test/support/many-tickets.ts';

/** The accounts of the bench by user name, with their groups. */
export const people = {
  // Staff have no text limit; this account's replies are measured.
  other: ['moderators'],
  player: [],
  staff: ['moderators'],
  admin: ['administrators'],
} as const;
export type Who = keyof typeof people;

export interface CostPlan {
  /** Closed tickets, a tenth of them the player's. */
  readonly tickets: number;
  /** Accounts, each named player and a number. */
  readonly accounts: number;
  /** Active tickets in addition. */
  readonly active: number;
  /** How long each kind of request is made. */
  readonly seconds: number;
}

/** The password of all accounts of the bench. */
export const password = 'a password of the bench';
const first_account = 1_000;
const together = 500;

/** Creates the data of a big community in a folder that no server has open. */
export async function makeFolder(folder: string, plan: CostPlan): Promise<void> {
  const opened = await openFolderStorage(folder);
  if (!opened.ok) throw new Error(opened.sentence);
  const { storage } = opened;
  const named = Object.entries(people).flatMap(([userName, groups], i) => [
    account(i + 1, userName),
    standing(i + 1, { userName, groups }),
  ]);
  const crowd = Array.from({ length: plan.accounts }, (_, i) =>
    account(first_account + i, `player${i}`),
  );
  const all = [...named, ...crowd];
  const { records } = storage;
  for (let from = 0; from < all.length; from += together) {
    const puts = all.slice(from, from + together);
    const { kind } = await records.append('crowd', records.lastOf('crowd'), puts);
    if (kind !== 'durable') throw new Error(`the accounts were not written: ${kind}`);
  }
  await storage.close();
  const closed = { isClosed: true, subject: (i: number) => `help my horse ${i} is stuck` };
  const own = Math.floor(plan.tickets / 10);
  await fill(
    folder,
    { ...closed, count: plan.tickets - own, by: personOf(first_account, 'player0') },
    { ...closed, count: own, by: personOf(2, 'player') },
    { count: plan.active, by: personOf(first_account + 1, 'player1'), subject: closed.subject },
    { count: 1, by: personOf(1, 'other'), subject: () => 'of somebody else' },
    { count: 1, by: personOf(2, 'player'), subject: () => 'of the player' },
  );
}

function account(number: number, name: string): Put {
  const id = String(number);
  const told = { shard: 'britain', shardAccount: `account-${id}`, name };
  return put('account', id, { id, ...told, created: Date.now() });
}

function standing(number: number, given: object): Put {
  return put('standing', String(number), { rights: [], alias: null, ...given });
}

function put(kind: string, id: string, value: object): Put {
  return { space: 'roster', key: `${kind}/${id}`, value: { v: form_version, ...value } };
}

function personOf(number: number, name: string): Person {
  return { account: String(number), name, character: null, character_name: '' };
}
