import type { Row } from '../../../protocol/ticket.ts';
import { useTitle } from '../alerts/title.ts';
import type { MarksReplica } from '../../core/replica-marks.ts';
import { AttentionBadge, StatusBadge } from '../parts/badges.tsx';
import { Icon } from '../parts/icons.tsx';
import { categoryName } from '../parts/names.ts';
import { Loading, Notice } from '../parts/notice.tsx';
import { useRowKeys } from '../parts/row-keys.ts';
import { Tabs } from '../parts/tabs.tsx';
import { UnreadMark } from '../parts/unread-mark.tsx';
import { When } from '../parts/when.tsx';
import { addressOf } from '../address.ts';
import { refusalText } from '../refusal.ts';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { number } from '../language.ts';
import { useMarks, useRows } from '../use-follow.ts';

export interface MineProps {
  readonly who: SignedIn;
  readonly list: 'active' | 'closed';
}

/** A player's own tickets. */
export function Mine({ who, list }: MineProps) {
  const { followed, again } = useRows(who, { on: 'mine', list });
  const marks = useMarks(who);
  const around = useRowKeys(followed);
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
            here={list}
            tabs={(['active', 'closed'] as const).map((key) => ({
              key,
              name: texts.mine.lists[key],
              href: addressOf({ screen: 'mine', list: key }),
            }))}
          />
        </div>
      </div>
      <div ref={around}>
        {followed.kind === 'loading' && <Loading />}
        {followed.kind === 'gone' && (
          <Notice title={texts.ticket.goneTitle}>
            <p>{refusalText(followed)}</p>
            <button type="button" onClick={again}>
              {texts.tryAgain}
            </button>
          </Notice>
        )}
        {followed.kind === 'here' && followed.is.rows.length === 0 && (
          <Notice title={texts.mine.emptyTitle}>
            <p>{list === 'active' ? texts.mine.emptyActive : texts.mine.emptyClosed}</p>
          </Notice>
        )}
        {followed.kind === 'here' && followed.is.rows.length > 0 && (
          <ul class="cards" aria-label={texts.mine.title}>
            {followed.is.rows.map((row) => (
              <Card key={row.id} row={row} marks={marks} />
            ))}
          </ul>
        )}
        {followed.kind === 'here' && followed.is.total > followed.is.rows.length && (
          <p class="hint">
            {texts.mine.more(number(followed.is.rows.length), number(followed.is.total))}
          </p>
        )}
      </div>
    </div>
  );
}

interface CardProps {
  readonly row: Row;
  readonly marks: MarksReplica | undefined;
}

function Card({ row, marks }: CardProps) {
  return (
    <li class="card" data-place>
      <a
        class="card-title"
        href={addressOf({ screen: 'mine_ticket', ticket: row.id })}
        data-row={row.id}
        dir="auto"
      >
        {row.subject}
      </a>
      <p class="card-line">
        <span>
          <UnreadMark marks={marks} row={row} as="public" />
          {texts.ticket.number(row.number)}
        </span>
        <span dir="auto">{categoryName(row.category)}</span>
        <When at={row.updated} />
      </p>
      <p class="card-badges">
        <AttentionBadge attention={row.attention} as="player" />
        <StatusBadge status={row.status} />
      </p>
    </li>
  );
}
