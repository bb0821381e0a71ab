import { fullTime, waited } from '../i18n/time.ts';
import type { Presence, Row } from '../../../protocol/ticket.ts';
import type { ReadMarkersReplica } from '../../core/replica-read-markers.ts';
import { texts } from '../i18n/texts.ts';
import { TriageBadges } from '../ticket/triage.tsx';
import { AttentionBadge, StatusBadge } from './badges.tsx';
import { isActive } from '../ticket/may.ts';
import { categoryName, personName, placeName, textShown } from '../ticket/names.ts';
import { Present } from '../ticket/present.tsx';
import { UnreadMark } from './unread-mark.tsx';
import { When } from '../ui/when.tsx';

const columns = [
  'number',
  'subject',
  'category',
  'status',
  'attention',
  'waiting',
  'sender',
  'place',
  'created',
  'assignee',
] as const;

/** On closed tickets nobody waits, and they need no attention. */
const closedColumns = columns.flatMap((column) =>
  column === 'waiting' ? [] : column === 'attention' ? (['closed'] as const) : [column],
);

/** Roles are explicit, because a grid of boxes has none of its own. */
export function QueueHead({ isClosed }: { readonly isClosed: boolean }) {
  return (
    <div class="rows-head" role="rowgroup">
      <div role="row" aria-rowindex={1}>
        {(isClosed ? closedColumns : columns).map((column) => (
          <span key={column} role="columnheader" class={`col-${column}`}>
            {texts.queue.columns[column]}
          </span>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: Row;
  readonly readMarkers: ReadMarkersReplica | undefined;
  /** Undefined: nobody is there. */
  readonly present: Presence | undefined;
  /** The account that views the queue. */
  readonly me: string;
  readonly href: string;
  /** In a list of closed tickets. */
  readonly isClosed: boolean;
}

/** The cells of one ticket. */
export function QueueRow({ row, readMarkers, present, me, href, isClosed }: RowProps) {
  const { sender, assignee } = row;
  return (
    <>
      <span role="cell" class="col-number">
        <UnreadMark readMarkers={readMarkers} row={row} as="support" />
        {texts.ticket.number(row.number)}
      </span>
      <span role="cell" class="col-subject">
        <a href={href} data-row={row.id} dir="auto" title={row.subject}>
          {textShown(row.subject)}
        </a>
        <Present present={present} me={me} />
      </span>
      <span role="cell" class="col-category">
        <bdi>{categoryName(row.category)}</bdi>
      </span>
      <span role="cell" class="col-status">
        <StatusBadge status={row.status} />
        <TriageBadges of={row} />
      </span>
      {isClosed ? (
        <span role="cell" class="col-closed" data-label={texts.queue.columns.closed}>
          {row.closed !== null && <When at={row.closed} />}
        </span>
      ) : (
        <>
          <span role="cell" class="col-attention">
            <AttentionBadge attention={row.attention} as="support" />
          </span>
          <span role="cell" class="col-waiting" data-label={texts.queue.columns.waiting}>
            {isActive(row) && row.waiting_since !== null && <Waiting since={row.waiting_since} />}
          </span>
        </>
      )}
      <span role="cell" class="col-sender">
        {sender !== null && (
          <>
            <span dir="auto">{personName(sender)}</span>
            {sender.character_name !== '' && (
              <span class="muted" dir="auto">
                {sender.character_name}
              </span>
            )}
          </>
        )}
      </span>
      <span role="cell" class="col-place">
        {row.location !== null && placeName(row.location)}
      </span>
      <span role="cell" class="col-created">
        <When at={row.created} />
      </span>
      <span role="cell" class="col-assignee" data-label={texts.queue.columns.assignee}>
        {assignee === null ? (
          <span class="muted">{texts.queue.nobody}</span>
        ) : (
          <bdi>{personName(assignee)}</bdi>
        )}
      </span>
    </>
  );
}

/** "12 min", and the exact start as a tooltip. Updates by itself. */
function Waiting({ since }: { readonly since: number }) {
  return (
    <time dateTime={new Date(since).toISOString()} title={fullTime(since)}>
      {waited(since)}
    </time>
  );
}
