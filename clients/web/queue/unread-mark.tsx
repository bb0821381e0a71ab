import type { Audience, Row } from '../../../protocol/ticket.ts';
import { unread, type ReadMarkersReplica } from '../../core/replica-read-markers.ts';
import { texts } from '../i18n/texts.ts';

interface UnreadProps {
  /** Undefined until they are told: nothing is called unread on suspicion. */
  readonly readMarkers: ReadMarkersReplica | undefined;
  readonly row: Row;
  readonly as: Audience;
}

/** A dot at a ticket in which something is new to the account. */
export function UnreadMark({ readMarkers, row, as }: UnreadProps) {
  if (readMarkers === undefined || unread(readMarkers, row, as) === 0) return null;
  return <span class="unread" role="img" aria-label={texts.ticket.unread} />;
}
