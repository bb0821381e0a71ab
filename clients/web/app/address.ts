import { limits, ranges } from '../../../protocol/limits.ts';
import type { Status } from '../../../protocol/ticket.ts';
import { chosenTriage, readTriage, type TriageQuery } from './triage.ts';
import type { QueueFilter, QueueSort } from '../../../protocol/queue.ts';

/** Repeated here, because importing the protocol's table would bring its validator along. */
export const statuses: readonly Status[] = ['open', 'in_progress', 'closed', 'archived'];

export const views = ['active', 'unassigned', 'mine', 'attention', 'closed'] as const;
export type View = (typeof views)[number];

export const sorts = ['waiting', 'priority', 'newest', 'oldest', 'changed'] as const;
export type Sort = (typeof sorts)[number];
const activeSorts: readonly Sort[] = ['waiting', 'priority'];

/** An account and its name when it was chosen; the page could not look the name up later. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Filter and order of the queue; kept in the address. */
export interface QueueQuery extends TriageQuery {
  readonly view: View;
  /** Undefined: every status of the view. */
  readonly status: Status | undefined;
  readonly category: string | undefined;
  /** First letters of words in the subject. */
  readonly words: string | undefined;
  readonly shard: string | undefined;
  readonly assignee: Named | undefined;
  readonly participant: Named | undefined;
  readonly sort: Sort;
}

export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'queue'; readonly query: QueueQuery }
  /** Keeps the queue it was opened from. */
  | { readonly screen: 'queue_ticket'; readonly ticket: string; readonly query: QueueQuery }
  | { readonly screen: 'mine'; readonly list: 'active' | 'closed' }
  | { readonly screen: 'mine_ticket'; readonly ticket: string }
  | { readonly screen: 'new' }
  /** A ticket opened by support. */
  | { readonly screen: 'new_support' }
  | { readonly screen: 'admin'; readonly page: AdminPage }
  | { readonly screen: 'unknown' };

export const adminPages = [
  'settings',
  'groups',
  'accounts',
  'shards',
  'canned',
  'export',
  'webhooks',
  'audit',
] as const;
export type AdminPage = (typeof adminPages)[number];

/** Parses the part after `#`, because the server serves one page at one address. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/u, '').split('?');
  const [section = '', rest = '', more = ''] = path.split('/').filter((part) => part !== '');
  if (more !== '') return { screen: 'unknown' };
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
      if (rest === '') return { screen: 'new' };
      return rest === 'support' ? { screen: 'new_support' } : { screen: 'unknown' };
    case 'admin': {
      const page = adminPages.find((one) => one === (rest || 'settings'));
      return page === undefined ? { screen: 'unknown' } : { screen: 'admin', page };
    }
    case '':
      return { screen: 'home' };
    default:
      return { screen: 'unknown' };
  }
}

export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'home':
    case 'unknown':
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

type Which = Pick<QueueQuery, 'view' | 'status'>;

/** Whether it lists closed and archived tickets, which are separate lists. */
export function isClosed({ view, status }: Which): boolean {
  return status === undefined ? view === 'closed' : status === 'closed' || status === 'archived';
}

export function defaultSort(which: Which): Sort {
  return isClosed(which) ? 'changed' : 'waiting';
}

/** The possible sorts: on closed tickets nobody waits, and none is urgent. */
export function sortsOf(which: Which): readonly Sort[] {
  return isClosed(which) ? sorts.filter((sort) => !activeSorts.includes(sort)) : sorts;
}

/** The same filters in another view. */
export function withView(query: QueueQuery, view: View): QueueQuery {
  return consistent({ ...query, view });
}

/** A status that the view lacks switches to the view that has it. */
export function withStatus(query: QueueQuery, status: Status | undefined): QueueQuery {
  const view = status === undefined || fits(query.view, status) ? query.view : viewOf(status);
  return consistent({ ...query, view, status });
}

function consistent(query: QueueQuery): QueueQuery {
  const { view, sort } = query;
  const status = query.status !== undefined && fits(view, query.status) ? query.status : undefined;
  const which = { view, status };
  return { ...query, status, sort: sortsOf(which).includes(sort) ? sort : defaultSort(which) };
}

/** Closed tickets can be filtered by assignee like active ones, but need no attention. */
function fits(view: View, status: Status): boolean {
  return (
    view === 'mine' ||
    view === 'unassigned' ||
    (viewOf(status) === 'closed') === (view === 'closed')
  );
}

function viewOf(status: Status): View {
  return status === 'closed' || status === 'archived' ? 'closed' : 'active';
}

export function filterOf(query: QueueQuery): QueueFilter {
  const { view, status, category, words, shard, assignee, participant } = query;
  const filter: QueueFilter = {
    ...(status === undefined ? {} : { status: [status] }),
    ...(category === undefined ? {} : { category: [category] }),
    ...(words === undefined ? {} : { words }),
    ...chosenTriage(query),
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
      return { status: ['closed', 'archived'], ...filter };
  }
}

export function sortOf(sort: Sort): QueueSort {
  switch (sort) {
    case 'waiting':
      return { by: 'waiting', descending: false };
    case 'priority':
      return { by: 'priority', descending: true };
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
  status: undefined,
  category: undefined,
  words: undefined,
  ...readTriage(() => null),
  shard: undefined,
  assignee: undefined,
  participant: undefined,
  sort: 'waiting',
};

function parseQuery(params: URLSearchParams): QueueQuery {
  const view = views.find((name) => name === params.get('view')) ?? 'active';
  const status = statuses.find((name) => name === params.get('status') && fits(view, name));
  const which = { view, status };
  return {
    ...which,
    sort: sortsOf(which).find((name) => name === params.get('sort')) ?? defaultSort(which),
    category: within(params.get('category'), limits.category_chars_max),
    words: within(params.get('words'), limits.find_words_chars_max),
    ...readTriage((field) => params.get(field)),
    shard: idIn(params.get('shard')),
    assignee: namedIn(params.get('assignee')),
    participant: namedIn(params.get('participant')),
  };
}

function formatQuery(query: QueueQuery): string {
  const { view, status, category, words, shard, assignee, participant, sort } = query;
  const params = new URLSearchParams();
  if (view !== 'active') params.set('view', view);
  if (status !== undefined) params.set('status', status);
  if (category !== undefined) params.set('category', category);
  if (words !== undefined) params.set('words', words);
  for (const [field, word] of Object.entries(chosenTriage(query))) params.set(field, word);
  if (shard !== undefined) params.set('shard', shard);
  if (assignee !== undefined) params.set('assignee', `${assignee.id} ${assignee.name}`);
  if (participant !== undefined) params.set('participant', `${participant.id} ${participant.name}`);
  if (sort !== defaultSort(query)) params.set('sort', sort);
  const search = params.toString();
  return search === '' ? '' : `?${search}`;
}

/** Drops what the server would not accept as a filter: it would close the connection. */
function within(text: string | null, chars_max: number): string | undefined {
  return text === null || text === '' || text.length > chars_max ? undefined : text;
}

/** A ticket number, with or without its sign. */
export function numberIn(text: string): number | undefined {
  const number = Number(/^#?(\d{1,10})$/u.exec(text.trim())?.[1]);
  return number >= 1 && number <= ranges.ticket_number_max ? number : undefined;
}

/** Printable ASCII without blanks, like ids on the wire. */
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
