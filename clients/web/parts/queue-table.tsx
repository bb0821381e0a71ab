import type { Row } from '../../../protocol/ticket.ts';
import { texts } from '../texts.ts';
import { AttentionBadge, StatusBadge } from './badges.tsx';
import { categoryName, personName, placeName } from './names.ts';
import { When } from './when.tsx';

interface TableProps {
  readonly rows: readonly Row[];
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
export function QueueTable({ rows, addressOf }: TableProps) {
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
          <QueueRow key={row.id} row={row} href={addressOf(row.id)} />
        ))}
      </tbody>
    </table>
  );
}

function QueueRow({ row, href }: { readonly row: Row; readonly href: string }) {
  return (
    <tr role="row" data-place>
      <td role="cell" class="col-number">
        {texts.ticket.number(row.number)}
      </td>
      <td role="cell" class="col-subject">
        <a href={href} data-row={row.id} dir="auto">
          {row.subject}
        </a>
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
