import { nanoid } from 'nanoid';
import type { ClientMessage } from '../../protocol/messages.ts';
import type { QueueFilter, QueueSort } from '../../protocol/queue.ts';
import type { CostPlan, Who } from './folder.ts';

/** The most expensive request of a kind that one account may repeat. */
export interface Dear {
  readonly name: string;
  readonly who: Exclude<Who, 'other'>;
  /** The nth request; `ticket` is one that the account may read. A path means HTTP. */
  ask(n: number, ticket: string): ClientMessage | { readonly path: string };
}

const closed: QueueFilter = { status: ['closed', 'archived'] };
const newest: QueueSort = { by: 'created', descending: true };
const changed: QueueSort = { by: 'updated', descending: true };
const rows = 200;
/** The same request twice would be answered from a cache. */
const other = (n: number): string => 'abcdefghij'.charAt(n % 10);
const watches = 8;

/** One per message of `protocol/messages.ts`; those for shards only are refused to accounts. */
export function dearRequests({ tickets }: CostPlan): Dear[] {
  const middle = Math.floor(tickets / 2);
  const queue = (
    name: string,
    filter: (n: number) => QueueFilter,
    over: { sort?: QueueSort; offset?: (n: number) => number } = {},
  ): Dear => ({
    name: `watch queue: ${name}`,
    who: 'staff',
    ask: (n) => {
      const { sort = newest, offset = () => 0 } = over;
      const what = {
        on: 'queue',
        filter: filter(n),
        sort,
        offset: offset(n),
        limit: rows,
      } as const;
      return { t: 'watch', w: n % watches, what };
    },
  });
  const mine = (name: string, offset: (n: number) => number): Dear => ({
    name: `watch mine: ${name}`,
    who: 'player',
    ask: (n) => {
      const what = { on: 'mine', list: 'closed', offset: offset(n), limit: rows } as const;
      return { t: 'watch', w: n % watches, what };
    },
  });
  const plain = (name: string, who: Dear['who'], ask: Dear['ask']): Dear => ({ name, who, ask });
  return [
    mine('closed, far past the end', (n) => 9_999_999 - n),
    mine('closed, in the middle', (n) => Math.floor(middle / 10) + n),
    queue('closed, far past the end', () => closed, { offset: (n) => 9_999_999 - n }),
    queue('closed, in the middle', () => closed, { offset: (n) => middle + n }),
    queue('closed, in the middle by change', () => closed, {
      sort: changed,
      offset: (n) => middle + n,
    }),
    queue('a word that is in all closed ones', (n) => ({ ...closed, words: `help ${other(n)}` })),
    queue('the same by change', (n) => ({ ...closed, words: `h stuck${other(n)}` }), {
      sort: changed,
    }),
    queue('one letter of all closed ones', (n) => ({ ...closed, words: 'hmis'.charAt(n % 4) })),
    queue('two conditions', (n) => ({
      ...closed,
      shard: 'britain',
      category: ['Bug', `Bug ${other(n)}`],
    })),
    queue('other words of active ones each time', (n) => ({ words: `help ${n}` })),
    plain('watch ticket', 'player', (n, ticket) => ({
      t: 'watch',
      w: n % watches,
      what: { on: 'ticket', ticket, as: 'public' },
    })),
    plain('watch presence', 'staff', (n) => ({
      t: 'watch',
      w: n % watches,
      what: { on: 'presence' },
    })),
    plain('watch canned', 'staff', (n) => ({ t: 'watch', w: n % watches, what: { on: 'canned' } })),
    plain('watch seen', 'player', (n) => ({ t: 'watch', w: n % watches, what: { on: 'seen' } })),
    plain('get', 'player', (_, ticket) => ({
      t: 'get',
      id: nanoid(),
      ticket,
      as: 'public',
      before: 10_000,
    })),
    plain('command: a long message', 'player', (_, ticket) => ({
      t: 'command',
      id: nanoid(),
      ticket,
      as: 'player',
      do: { kind: 'post_message', body: 'ю'.repeat(8_000) },
    })),
    plain('seen', 'player', (n, ticket) => ({ t: 'seen', ticket, as: 'public', seq: 1 + (n % 9) })),
    plain('find: what all have', 'staff', (n) => find(n % 2 === 0 ? 'player' : 'p')),
    plain('find: two words that many have', 'staff', (n) => find(`player p${other(n)}`)),
    plain('admin: accounts by words', 'admin', (n) =>
      admin({ kind: 'account_list', words: 'player', before: String(49_000 - n) }),
    ),
    plain('admin: staff among all accounts', 'admin', () =>
      admin({ kind: 'account_list', staff: true }),
    ),
    plain('admin: audit', 'admin', () => admin({ kind: 'audit_list' })),
    plain('HTTP: a page far down', 'staff', (n) => ({
      path: `?page=${Math.floor(middle / rows) - n}&pageSize=${rows}`,
    })),
    plain('HTTP: transcripts', 'staff', () => ({ path: '/{number}/transcript?audience=support' })),
  ];
}

function find(words: string): ClientMessage {
  return { t: 'find', id: nanoid(), what: 'accounts', words, limit: 50 };
}

function admin(command: Extract<ClientMessage, { t: 'admin' }>['do']): ClientMessage {
  return { t: 'admin', id: nanoid(), do: command };
}
