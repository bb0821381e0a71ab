import type { Audience, Row } from '../../../protocol/ticket.ts';
import { unread, type MarksReplica } from '../../core/replica-marks.ts';
import { texts } from '../i18n/texts.ts';

interface UnreadProps {
  /** Undefined until they are told: nothing is called unread on suspicion. */
  readonly marks: MarksReplica | undefined;
  readonly row: Row;
  readonly as: Audience;
}

/** A dot at a ticket in which something is new to the account. */
export function UnreadMark({ marks, row, as }: UnreadProps) {
  if (marks === undefined || unread(marks, row, as) === 0) return null;
  return <span class="unread" role="img" aria-label={texts.ticket.unread} />;
}
