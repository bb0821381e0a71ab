import type { QueueFilter, QueueSort } from '../../protocol/ticket.ts';

export const views = ['active', 'attention', 'mine', 'unassigned', 'closed'] as const;
export type View = (typeof views)[number];

export const sorts = ['waiting', 'newest', 'oldest', 'changed'] as const;
export type Sort = (typeof sorts)[number];

/** What of the queue is looked at; kept in the address. */
export interface QueueQuery {
  readonly view: View;
  readonly category: string | undefined;
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
  | { readonly screen: 'new' };

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
      return { screen: 'new' };
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
  }
}

export function defaultSort(view: View): Sort {
  return view === 'closed' ? 'changed' : 'waiting';
}

/** The sorts a view has: nobody waits for an answer on a closed ticket. */
export function sortsOf(view: View): readonly Sort[] {
  return view === 'closed' ? sorts.filter((sort) => sort !== 'waiting') : sorts;
}

export function filterOf({ view, category }: QueueQuery): QueueFilter {
  const filter: QueueFilter = category === undefined ? {} : { category: [category] };
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
  sort: defaultSort('active'),
  page: 1,
};

function parseQuery(params: URLSearchParams): QueueQuery {
  const view = views.find((name) => name === params.get('view')) ?? 'active';
  const sort = sortsOf(view).find((name) => name === params.get('sort')) ?? defaultSort(view);
  const page = Math.floor(Number(params.get('page')));
  const category = params.get('category') ?? '';
  return {
    view,
    sort,
    category: category === '' ? undefined : category,
    page: page >= 1 && page <= page_max ? page : 1,
  };
}

function formatQuery({ view, category, sort, page }: QueueQuery): string {
  const params = new URLSearchParams();
  if (view !== 'active') params.set('view', view);
  if (category !== undefined) params.set('category', category);
  if (sort !== defaultSort(view)) params.set('sort', sort);
  if (page !== 1) params.set('page', String(page));
  const search = params.toString();
  return search === '' ? '' : `?${search}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
