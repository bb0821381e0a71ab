import type { Audience, Row } from '../../../protocol/ticket.ts';
import { unread, type MarksReplica } from '../../core/replica-marks.ts';
import { texts } from '../i18n/texts.ts';

interface UnreadProps {
  /** Undefined until known: nothing is marked unread on suspicion. */
  readonly marks: MarksReplica | undefined;
  readonly row: Row;
  readonly as: Audience;
}

/** A dot on a ticket with something new for the account. */
export function UnreadMark({ marks, row, as }: UnreadProps) {
  if (marks === undefined || unread(marks, row, as) === 0) return null;
  return <span class="unread" role="img" aria-label={texts.ticket.unread} />;
}
