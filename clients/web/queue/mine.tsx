import type { Row } from '../../../protocol/ticket.ts';
import { useTitle } from '../alerts/title.ts';
import type { ReadMarkersReplica } from '../../core/replica-read-markers.ts';
import { AttentionBadge, StatusBadge } from './badges.tsx';
import { Icon } from '../ui/icons.tsx';
import { ListPlace } from './list-place.tsx';
import { categoryName, textShown } from '../ticket/names.ts';
import { Tabs } from '../ui/tabs.tsx';
import { UnreadMark } from './unread-mark.tsx';
import { When } from '../ui/when.tsx';
import { addressOf } from '../app/address.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useReadMarkers } from '../ticket/use-follow.ts';
import { useList } from './use-list.ts';

export interface MineProps {
  readonly who: SignedIn;
  readonly list: 'active' | 'closed';
}

/** A player's own tickets. */
export function Mine({ who, list: which }: MineProps) {
  const list = useList(who, { on: 'mine', list: which });
  const readMarkers = useReadMarkers(who);
  const mayCreate = who.rights.has('tickets.create');
  useTitle(texts.mine.title);
  return (
    <div class="mine">
      <div class="bar">
        <h1>{texts.mine.title}</h1>
        {mayCreate && (
          <a class="button primary" href={addressOf({ screen: 'new' })}>
            <Icon name="plus" />
            {texts.mine.create}
          </a>
        )}
        <div class="filters">
          <Tabs
            label={texts.mine.lists.label}
            here={which}
            tabs={(['active', 'closed'] as const).map((key) => ({
              key,
              name: texts.mine.lists[key],
              href: addressOf({ screen: 'mine', list: key }),
            }))}
          />
        </div>
      </div>
      <ListPlace
        list={list}
        label={texts.mine.title}
        kind="list"
        empty={<p>{which === 'active' ? texts.mine.emptyActive : texts.mine.emptyClosed}</p>}
        draw={(row) => <Card row={row} readMarkers={readMarkers} />}
      />
    </div>
  );
}

interface CardProps {
  readonly row: Row;
  readonly readMarkers: ReadMarkersReplica | undefined;
}

function Card({ row, readMarkers }: CardProps) {
  return (
    <div class="card">
      <a
        class="card-title"
        href={addressOf({ screen: 'mine_ticket', ticket: row.id })}
        data-row={row.id}
        dir="auto"
      >
        {textShown(row.subject)}
      </a>
      <p class="card-line">
        <span>
          <UnreadMark readMarkers={readMarkers} row={row} as="public" />
          {texts.ticket.number(row.number)}
        </span>
        <span dir="auto">{categoryName(row.category)}</span>
        <When at={row.updated} />
      </p>
      <p class="card-badges">
        <AttentionBadge attention={row.attention} as="player" />
        <StatusBadge status={row.status} />
      </p>
    </div>
  );
}
