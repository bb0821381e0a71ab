import type { Presence, Row } from '../../../protocol/ticket.ts';
import type { MarksReplica } from '../../core/replica-marks.ts';
import type { PresenceReplica } from '../../core/replica-presence.ts';
import { texts } from '../texts.ts';
import { number } from '../language.ts';
import { AttentionBadge, StatusBadge } from './badges.tsx';
import { categoryName, personName, placeName } from './names.ts';
import { UnreadMark } from './unread-mark.tsx';
import { When } from './when.tsx';

interface TableProps {
  readonly rows: readonly Row[];
  readonly marks: MarksReplica | undefined;
  readonly presence: PresenceReplica | undefined;
  addressOf(ticket: string): string;
}

const columns = [
  'number',
  'subject',
  'category',
  'status',
  'attention',
  'sender',
  'place',
  'created',
  'assignee',
] as const;

/** The roles are said, because on narrow screens the style makes cards of it, and browsers forget. */
export function QueueTable({ rows, marks, presence, addressOf }: TableProps) {
  return (
    <table class="rows" role="table" aria-label={texts.queue.caption}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col" class={`col-${column}`}>
              {texts.queue.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <QueueRow
            key={row.id}
            row={row}
            marks={marks}
            present={presence?.get(row.id)}
            href={addressOf(row.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly row: Row;
  readonly marks: MarksReplica | undefined;
  /** Undefined: nobody is there. */
  readonly present: Presence | undefined;
  readonly href: string;
}

function QueueRow({ row, marks, present, href }: RowProps) {
  return (
    <tr role="row" data-place>
      <td role="cell" class="col-number">
        <UnreadMark marks={marks} row={row} as="support" />
        {texts.ticket.number(row.number)}
      </td>
      <td role="cell" class="col-subject">
        <a href={href} data-row={row.id} dir="auto">
          {row.subject}
        </a>
        {present !== undefined && <Present present={present} />}
      </td>
      <td role="cell" class="col-category">
        <bdi>{categoryName(row.category)}</bdi>
      </td>
      <td role="cell" class="col-status">
        <StatusBadge status={row.status} />
      </td>
      <td role="cell" class="col-attention">
        <AttentionBadge attention={row.attention} as="support" />
      </td>
      <td role="cell" class="col-sender">
        {row.sender !== null && (
          <>
            <span dir="auto">{personName(row.sender)}</span>
            {row.sender.character_name !== '' && (
              <span class="muted" dir="auto">
                {row.sender.character_name}
              </span>
            )}
          </>
        )}
      </td>
      <td role="cell" class="col-place">
        {row.location !== null && placeName(row.location)}
      </td>
      <td role="cell" class="col-created">
        <When at={row.created} />
      </td>
      <td role="cell" class="col-assignee" data-label={texts.queue.columns.assignee}>
        {row.assignee === null ? (
          <span class="muted">{texts.queue.nobody}</span>
        ) : (
          <bdi>{personName(row.assignee)}</bdi>
        )}
      </td>
    </tr>
  );
}

function Present({ present: { viewing, typing } }: { readonly present: Presence }) {
  const counts: string[] = [];
  if (viewing > 0) counts.push(texts.queue.looking(number(viewing)));
  if (typing > 0) counts.push(texts.queue.writing(number(typing)));
  return <span class="present">{counts.join(' · ')}</span>;
}
