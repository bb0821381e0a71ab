import type { Audience, Row } from '../../../protocol/ticket.ts';
import { unread, type ReadMarkersReplica } from '../../core/replica-read-markers.ts';
import { texts } from '../i18n/texts.ts';

interface UnreadProps {
  /** Undefined until known: nothing is marked unread on suspicion. */
  readonly readMarkers: ReadMarkersReplica | undefined;
  readonly row: Row;
  readonly as: Audience;
}

/** A dot on a ticket with something new for the account. */
export function UnreadMark({ readMarkers, row, as }: UnreadProps) {
  if (readMarkers === undefined || unread(readMarkers, row, as) === 0) return null;
  return <span class="unread" role="img" aria-label={texts.ticket.unread} />;
}
