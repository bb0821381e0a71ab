import { useAnnounced } from '../ui/announce.ts';
import { useTitle } from '../alerts/title.ts';
import { Icon } from '../ui/icons.tsx';
import { ListPlace } from './list-place.tsx';
import { MoreFilters } from './more-filters.tsx';
import { QueueFilters } from './queue-filters.tsx';
import { QueueHead, QueueRow } from './queue-row.tsx';
import {
  addressOf,
  filterOf,
  isClosed,
  sortOf,
  startQuery,
  type QueueQuery,
} from '../app/address.ts';
import type { SignedIn } from '../session/session.ts';
import { loadAdminTexts, texts } from '../i18n/texts.ts';
import { opensSteps } from '../session/rights.ts';
import { lazy } from '../ui/lazy.tsx';
import { useReadMarkers, usePresence } from '../ticket/use-follow.ts';
import { useList } from './use-list.ts';

const FirstSteps = lazy<QueueStepsProps>(async () => {
  const [steps] = await Promise.all([import('../admin/first-steps.tsx'), loadAdminTexts()]);
  return steps.FirstSteps;
});

type QueueStepsProps = Pick<QueueProps, 'who'>;

export interface QueueProps {
  readonly who: SignedIn;
  readonly query: QueueQuery;
}

export function Queue({ who, query }: QueueProps) {
  const filter = filterOf(query);
  const isOver = isClosed(query);
  const list = useList(who, { on: 'queue', filter, sort: sortOf(query.sort) });
  const readMarkers = useReadMarkers(who);
  const presence = usePresence(who);
  const { followed } = list;
  const held = followed.kind === 'here' ? followed.is : undefined;
  useTitle(texts.queue.title);
  const total = held && (held.more ? texts.queue.first : texts.queue.total)(held.total);
  useAnnounced('total', total);
  return (
    <div class={isOver ? 'queue closed' : 'queue'}>
      <div class="bar">
        <h1>{texts.queue.title}</h1>
        {total !== undefined && <p class="total">{total}</p>}
        {who.rights.has('tickets.reply') && (
          <a class="button" href={addressOf({ screen: 'new_support' })}>
            <Icon name="plus" />
            {texts.queue.create}
          </a>
        )}
        <QueueFilters who={who} query={query} />
      </div>
      <MoreFilters who={who} query={query} />
      <ListPlace
        list={list}
        label={texts.queue.caption}
        kind="table"
        head={<QueueHead isClosed={isOver} />}
        empty={<Empty who={who} query={query} />}
        draw={(row) => (
          <QueueRow
            row={row}
            readMarkers={readMarkers}
            present={presence?.get(row.id)}
            me={who.you.account}
            isClosed={isOver}
            href={addressOf({ screen: 'queue_ticket', ticket: row.id, query })}
          />
        )}
      />
    </div>
  );
}

function Empty({ who, query }: QueueProps) {
  const { view, sort } = query;
  // Everything else that is set is a filter.
  const isFiltered =
    addressOf({ screen: 'queue', query }) !==
    addressOf({ screen: 'queue', query: { ...startQuery, view, sort } });
  if (!isFiltered) {
    return (
      <>
        <p>{texts.queue.empty[view]}</p>
        {opensSteps(who.rights) && <FirstSteps who={who} />}
      </>
    );
  }
  return (
    <>
      <p>{texts.queue.emptyFiltered}</p>
      <a class="button" href={addressOf({ screen: 'queue', query: startQuery })}>
        {texts.queue.showAll}
      </a>
    </>
  );
}
