import type { ComponentChildren } from 'preact';
import type { Entry, Head, Side } from '../../../protocol/ticket.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { AttentionBadge, StatusBadge } from '../queue/badges.tsx';
import { isActive, mayChangeParticipants } from './may.ts';
import { categoryName, personName, placeName } from './names.ts';
import { History } from './history.tsx';
import { SaveTicket } from './save-ticket.tsx';
import { Participants } from './participants.tsx';
import { When } from '../ui/when.tsx';

interface DetailsProps {
  readonly who: SignedIn;
  readonly head: Head;
  readonly as: Side;
  /** The entries held so far. */
  readonly entries: readonly Entry[];
  /** Loads the page before; undefined if everything is there. */
  readonly earlier: (() => void) | undefined;
}

/** Details beside the conversation. Collapsed on narrow screens. */
export function Details({ who, head, as, entries, earlier }: DetailsProps) {
  const { details } = texts;
  const { sender, assignee, location, participants } = head;
  return (
    <aside class="details" aria-label={details.title}>
      <details open={isWide()}>
        <summary>{details.title}</summary>
        <dl>
          {as === 'support' && sender !== null && (
            <Line name={details.sender}>
              <span dir="auto">{personName(sender)}</span>
            </Line>
          )}
          {sender !== null && sender.character_name !== '' && (
            <Line name={details.character}>
              <span dir="auto">{sender.character_name}</span>
            </Line>
          )}
          {head.shard !== null && <Line name={details.shard}>{head.shard}</Line>}
          {location !== null && <Line name={details.location}>{placeName(location)}</Line>}
          <Line name={details.category}>
            <span dir="auto">{categoryName(head.category)}</span>
          </Line>
          <Line name={details.status}>
            <StatusBadge status={head.status} />
          </Line>
          {head.attention !== 'none' && (
            <Line name={details.attention}>
              <AttentionBadge attention={head.attention} as={as} />
            </Line>
          )}
          <Line name={details.assignee}>
            {assignee === null ? (
              <span class="muted">{details.nobody}</span>
            ) : (
              <>
                <span dir="auto">{personName(assignee)}</span>
                {assignee.character_name !== '' && (
                  <span class="muted" dir="auto">
                    {' '}
                    {assignee.character_name}
                  </span>
                )}
              </>
            )}
          </Line>
          {(participants.length > 0 || mayChangeParticipants(who.rights, as)) && (
            <Line name={details.participants}>
              <Participants who={who} as={as} head={head} />
            </Line>
          )}
          <Time name={details.created} at={head.created} />
          <Time name={details.waiting} at={isActive(head) ? head.waiting_since : null} />
          <Time name={details.assigned} at={head.assigned} />
          <Time name={details.updated} at={head.updated} />
          <Time name={details.closed} at={head.closed} />
          <Time name={details.archived} at={head.archived} />
        </dl>
        <SaveTicket who={who} as={as} head={head} />
        <History entries={entries} earlier={earlier} />
      </details>
    </aside>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="detail">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Time({ name, at }: { readonly name: string; readonly at: number | null }) {
  if (at === null) return null;
  return (
    <Line name={name}>
      <When at={at} />
    </Line>
  );
}

/** The same width as in the style sheet. */
function isWide(): boolean {
  return matchMedia('(min-width: 60rem)').matches;
}
