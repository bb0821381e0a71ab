import { useEffect } from 'preact/hooks';
import { useTitle } from '../alerts/title.ts';
import { limits } from '../../../protocol/limits.ts';
import { Icon } from '../parts/icons.tsx';
import { MoreFilters } from '../parts/more-filters.tsx';
import { Loading, Notice } from '../parts/notice.tsx';
import { Pager } from '../parts/pager.tsx';
import { QueueFilters } from '../parts/queue-filters.tsx';
import { QueueTable } from '../parts/queue-table.tsx';
import { useRowKeys } from '../parts/row-keys.ts';
import { addressOf, filterOf, sortOf, startQuery, type QueueQuery } from '../address.ts';
import { go } from '../route.ts';
import { refusalText } from '../refusal.ts';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { useMarks, usePresence, useRows } from '../use-follow.ts';

const page_rows = Math.min(100, limits.window_rows_max);

export interface QueueProps {
  readonly who: SignedIn;
  readonly query: QueueQuery;
}

export function Queue({ who, query }: QueueProps) {
  const { followed, again } = useRows(who, {
    on: 'queue',
    filter: filterOf(query),
    sort: sortOf(query.sort),
    offset: (query.page - 1) * page_rows,
    limit: page_rows,
  });
  const marks = useMarks(who);
  const presence = usePresence(who);
  const total = followed.kind === 'here' ? followed.is.total : undefined;
  const list = useRowKeys(followed);
  useTitle(texts.queue.title);
  // The last page may empty itself: its tickets were closed, or moved up.
  const pages = Math.max(1, Math.ceil((total ?? 0) / page_rows));
  useEffect(() => {
    if (total !== undefined && query.page > pages) {
      go({ screen: 'queue', query: { ...query, page: pages } }, 'replace');
    }
  }, [total, pages, query]);

  return (
    <div class="queue">
      <div class="bar">
        <h1>{texts.queue.title}</h1>
        {total !== undefined && (
          <p class="total" role="status">
            {texts.queue.total(total)}
          </p>
        )}
        {who.rights.has('tickets.reply') && (
          <a class="button" href={addressOf({ screen: 'new_support' })}>
            <Icon name="plus" />
            {texts.queue.create}
          </a>
        )}
        <QueueFilters who={who} query={query} />
      </div>
      <MoreFilters who={who} query={query} />
      <div ref={list}>
        {followed.kind === 'loading' && <Loading />}
        {followed.kind === 'gone' && (
          <Notice title={texts.ticket.goneTitle}>
            <p>{refusalText(followed)}</p>
            <button type="button" onClick={again}>
              {texts.tryAgain}
            </button>
          </Notice>
        )}
        {followed.kind === 'here' && followed.is.rows.length === 0 && <Empty query={query} />}
        {followed.kind === 'here' && followed.is.rows.length > 0 && (
          <QueueTable
            rows={followed.is.rows}
            marks={marks}
            presence={presence}
            addressOf={(ticket) => addressOf({ screen: 'queue_ticket', ticket, query })}
          />
        )}
      </div>
      {total !== undefined && total > page_rows && (
        <Pager
          first={(query.page - 1) * page_rows + 1}
          last={Math.min(query.page * page_rows, total)}
          total={total}
          turn={(by) => go({ screen: 'queue', query: { ...query, page: query.page + by } })}
        />
      )}
      <p class="hint" aria-hidden="true">
        <kbd>j</kbd> <kbd>k</kbd> {texts.queue.hint} · <kbd>Enter</kbd> {texts.queue.hintOpen}
      </p>
    </div>
  );
}

function Empty({ query }: { readonly query: QueueQuery }) {
  const { view, sort, page } = query;
  // Whatever else is asked for is a filter.
  if (
    addressOf({ screen: 'queue', query }) ===
    addressOf({ screen: 'queue', query: { ...startQuery, view, sort, page } })
  ) {
    return (
      <Notice title={texts.queue.emptyTitle}>
        <p>{texts.queue.empty[query.view]}</p>
      </Notice>
    );
  }
  return (
    <Notice title={texts.queue.emptyTitle}>
      <p>{texts.queue.emptyFiltered}</p>
      <a class="button" href={addressOf({ screen: 'queue', query: startQuery })}>
        {texts.queue.showAll}
      </a>
    </Notice>
  );
}
