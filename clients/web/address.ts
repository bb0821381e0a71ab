import { limits } from '../../protocol/limits.ts';
import type { QueueFilter, QueueSort } from '../../protocol/ticket.ts';

export const views = ['active', 'attention', 'mine', 'unassigned', 'closed'] as const;
export type View = (typeof views)[number];

export const sorts = ['waiting', 'newest', 'oldest', 'changed'] as const;
export type Sort = (typeof sorts)[number];

/** An account with the name it had when it was chosen, which the page could not look up again. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What of the queue is looked at; kept in the address. */
export interface QueueQuery {
  readonly view: View;
  readonly category: string | undefined;
  /** Beginnings of words of the subject. */
  readonly words: string | undefined;
  readonly shard: string | undefined;
  readonly assignee: Named | undefined;
  readonly participant: Named | undefined;
  readonly sort: Sort;
  /** From 1. */
  readonly page: number;
}

export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'queue'; readonly query: QueueQuery }
  /** Remembers the queue it was opened from. */
  | { readonly screen: 'queue_ticket'; readonly ticket: string; readonly query: QueueQuery }
  | { readonly screen: 'mine'; readonly list: 'active' | 'closed' }
  | { readonly screen: 'mine_ticket'; readonly ticket: string }
  | { readonly screen: 'new' }
  /** A ticket by support. */
  | { readonly screen: 'new_support' }
  | { readonly screen: 'admin'; readonly page: AdminPage };

export const adminPages = ['settings', 'groups', 'accounts', 'shards', 'canned', 'audit'] as const;
export type AdminPage = (typeof adminPages)[number];

const page_max = 10_000;

/** Behind the `#`, because the server serves one page at one address. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/u, '').split('?');
  const [section = '', rest = ''] = path.split('/').filter((part) => part !== '');
  const params = new URLSearchParams(search);
  switch (section) {
    case 'queue': {
      const query = parseQuery(params);
      return rest === ''
        ? { screen: 'queue', query }
        : { screen: 'queue_ticket', ticket: decode(rest), query };
    }
    case 'mine':
      if (rest !== '') return { screen: 'mine_ticket', ticket: decode(rest) };
      return { screen: 'mine', list: params.get('list') === 'closed' ? 'closed' : 'active' };
    case 'new':
      return rest === 'support' ? { screen: 'new_support' } : { screen: 'new' };
    case 'admin':
      return { screen: 'admin', page: adminPages.find((page) => page === rest) ?? 'settings' };
    default:
      return { screen: 'home' };
  }
}

export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '#/';
    case 'queue':
      return `#/queue${formatQuery(route.query)}`;
    case 'queue_ticket':
      return `#/queue/${encodeURIComponent(route.ticket)}${formatQuery(route.query)}`;
    case 'mine':
      return route.list === 'closed' ? '#/mine?list=closed' : '#/mine';
    case 'mine_ticket':
      return `#/mine/${encodeURIComponent(route.ticket)}`;
    case 'new':
      return '#/new';
    case 'new_support':
      return '#/new/support';
    case 'admin':
      return `#/admin/${route.page}`;
  }
}

export function defaultSort(view: View): Sort {
  return view === 'closed' ? 'changed' : 'waiting';
}

/** The sorts a view has: nobody waits for an answer on a closed ticket. */
export function sortsOf(view: View): readonly Sort[] {
  return view === 'closed' ? sorts.filter((sort) => sort !== 'waiting') : sorts;
}

export function filterOf(query: QueueQuery): QueueFilter {
  const { view, category, words, shard, assignee, participant } = query;
  const filter: QueueFilter = {
    ...(category === undefined ? {} : { category: [category] }),
    ...(words === undefined ? {} : { words }),
    ...(shard === undefined ? {} : { shard }),
    ...(assignee === undefined ? {} : { assignee: assignee.id }),
    ...(participant === undefined ? {} : { participant: participant.id }),
  };
  switch (view) {
    case 'active':
      return filter;
    case 'attention':
      return { ...filter, attention: 'needs_attention' };
    case 'mine':
      return { ...filter, assigned: 'me' };
    case 'unassigned':
      return { ...filter, assigned: 'none' };
    case 'closed':
      return { ...filter, status: ['closed', 'archived'] };
  }
}

export function sortOf(sort: Sort): QueueSort {
  switch (sort) {
    case 'waiting':
      return { by: 'waiting', descending: false };
    case 'newest':
      return { by: 'created', descending: true };
    case 'oldest':
      return { by: 'created', descending: false };
    case 'changed':
      return { by: 'updated', descending: true };
  }
}

export const startQuery: QueueQuery = {
  view: 'active',
  category: undefined,
  words: undefined,
  shard: undefined,
  assignee: undefined,
  participant: undefined,
  sort: defaultSort('active'),
  page: 1,
};

function parseQuery(params: URLSearchParams): QueueQuery {
  const view = views.find((name) => name === params.get('view')) ?? 'active';
  const sort = sortsOf(view).find((name) => name === params.get('sort')) ?? defaultSort(view);
  const page = Math.floor(Number(params.get('page')));
  return {
    view,
    sort,
    category: within(params.get('category'), limits.category_chars_max),
    words: within(params.get('words'), limits.find_words_chars_max),
    shard: idIn(params.get('shard')),
    assignee: namedIn(params.get('assignee')),
    participant: namedIn(params.get('participant')),
    page: page >= 1 && page <= page_max ? page : 1,
  };
}

function formatQuery(query: QueueQuery): string {
  const { view, category, words, shard, assignee, participant, sort, page } = query;
  const params = new URLSearchParams();
  if (view !== 'active') params.set('view', view);
  if (category !== undefined) params.set('category', category);
  if (words !== undefined) params.set('words', words);
  if (shard !== undefined) params.set('shard', shard);
  if (assignee !== undefined) params.set('assignee', `${assignee.id} ${assignee.name}`);
  if (participant !== undefined) params.set('participant', `${participant.id} ${participant.name}`);
  if (sort !== defaultSort(view)) params.set('sort', sort);
  if (page !== 1) params.set('page', String(page));
  const search = params.toString();
  return search === '' ? '' : `?${search}`;
}

/** What the server would not take as a filter is none: it would end the connection. */
function within(text: string | null, chars_max: number): string | undefined {
  return text === null || text === '' || text.length > chars_max ? undefined : text;
}

/** Printable ASCII without blanks, as ids are on the wire. */
export function idIn(text: string | null): string | undefined {
  const id = within(text, limits.id_chars_max);
  return id !== undefined && /^[\x21-\x7e]+$/u.test(id) ? id : undefined;
}

/** Written as the id, a blank and the name. */
function namedIn(text: string | null): Named | undefined {
  const [, first = '', name = ''] = /^(\S*) ?(.*)$/su.exec(text ?? '') ?? [];
  const id = idIn(first);
  return id === undefined ? undefined : { id, name };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
