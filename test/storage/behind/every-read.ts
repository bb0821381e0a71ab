import type { Space } from '../../../server/storage/record.ts';
import type { ClosedList, Tables } from '../../../server/storage/tables.ts';
import { randomIds, receiptKeys, ticketIds } from '../../support/random-entries.ts';

type Reads = Omit<Tables, 'apply' | 'prepare' | 'prune'>;

const ids = [...ticketIds, 'of-nobody', ''];
const spaces: readonly Space[] = [
  'roster',
  'settings',
  'notice',
  'web',
  'seen',
  'discord',
  'numbers',
];
const lists: readonly ClosedList[] = [
  {},
  { participant: '11' },
  { participant: '12' },
  { shard: 'north' },
  { status: 'closed' },
  { status: 'archived' },
  { category: 'bug' },
  { category: 'Stuck', assignee: null },
  { assignee: '21' },
];
const numbers = [1, 2, 3, 4, 5, 91, 92, 93, 99];
const histories = [
  { limit: 99 },
  { limit: 2 },
  { limit: 3, before: 4 },
  { after: 2, limit: 2 },
  { after: 1, before: 9, limit: 4, bytes_max: 300 },
];
const subjects = [
  ...ids.map((id) => `ticket.${id}`),
  'settings',
  'access',
  'shard.north',
  'markers',
  '',
];

/** Each read of the port, with all that is worth asking. The compiler keeps it whole. */
const reads: { readonly [Name in keyof Reads]: (tables: Reads) => unknown } = {
  position: (tables) => tables.position,
  ticket: (tables) => ids.map((id) => tables.ticket(id)),
  receipt: (tables) => randomIds.map((id) => receiptKeys.map((key) => tables.receipt(id, key))),
  history: (tables) =>
    ids.map((id) =>
      histories.map((range) => [
        tables.history(id, 'public', range),
        tables.history(id, 'support', range),
      ]),
    ),
  publicCount: (tables) => ids.map((id) => [0, 1, 3, 6].map((seq) => tables.publicCount(id, seq))),
  lastOf: (tables) => subjects.map((subject) => tables.lastOf(subject)),
  active: (tables) => [...tables.active()],
  closedTickets: (tables) =>
    lists.map((list) => [
      tables.closedTickets({ ...list, limit: 9 }),
      tables.closedTickets({ ...list, before: 92, limit: 1 }),
    ]),
  closedNumbers: (tables) =>
    lists.map((list) => [
      tables.closedNumbers({ ...list, limit: 9 }),
      tables.closedNumbers({ ...list, before: 92, limit: 2 }),
    ]),
  closedCount: (tables) => lists.map((list) => tables.closedCount(list)),
  closedWindow: (tables) =>
    lists.flatMap((list) =>
      (['number', 'updated'] as const).flatMap((by) =>
        [true, false].flatMap((descending) =>
          [0, 1, 2].map((offset) =>
            tables.closedWindow(list, { by, descending, offset, limit: 2 }),
          ),
        ),
      ),
    ),
  closedPlaces: (tables) =>
    lists.flatMap((list) => {
      const first = tables.closedPlaces(list, { limit: 9 });
      const after = first[1] === undefined ? {} : { after: first[1] };
      return [
        first,
        tables.closedPlaces(list, { by: 'number', skip: 1, limit: 2 }),
        tables.closedPlaces(list, { descending: true, limit: 9, ...after }),
      ];
    }),
  closedAmong: (tables) => [
    tables.closedAmong(numbers, lists.slice(1, 3)),
    tables.closedAmong(numbers, lists.slice(4)),
  ],
  closedByWord: (tables) =>
    ['', 'l', 'stuck', 'i', 'two'].flatMap((beginning) => [
      tables.closedByWord(beginning, { limit: 9 }),
      tables.closedByWord(beginning, { after: { word: 'lost', number: 91 }, limit: 2 }),
    ]),
  closedOf: (tables) => tables.closedOf(numbers),
  idOfNumber: (tables) => numbers.map((number) => tables.idOfNumber(number)),
  get: (tables) =>
    spaces.map((space) => ['a', 'a/b', 'meta', ''].map((key) => tables.get(space, key))),
  list: (tables) =>
    spaces.flatMap((space) => [
      tables.list(space, { prefix: '', limit: 999 }),
      tables.list(space, { prefix: 'a', limit: 2 }),
      tables.list(space, { prefix: 'a', from: 'ab', limit: 9 }),
      tables.list(space, { prefix: '12/', limit: 9 }),
    ]),
  due: (tables) => [
    tables.due('discord', { limit: 9 }),
    tables.due('discord', { limit: 1 }),
    tables.due('discord', { after: randomIds[0]!, limit: 9 }),
  ],
  dueAt: (tables) => ids.map((id) => tables.dueAt('discord', id)),
  earlierNumber: (tables) => tables.earlierNumber(),
};

/** What every read gives. */
export function everyRead(tables: Reads): Record<string, unknown> {
  return Object.fromEntries(Object.entries(reads).map(([name, read]) => [name, read(tables)]));
}
