import type { Attention, Priority, Status } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';

export function StatusBadge({ status }: { readonly status: Status }) {
  // Another status is another element, so that nothing of the one before can be left in it.
  return (
    <span key={status} class={`badge status-${status}`}>
      {texts.status[status]}
    </span>
  );
}

interface AttentionProps {
  readonly attention: Attention;
  /** What waits for the player is the player's business, so it stands out more there. */
  readonly as: 'player' | 'support';
}

export function AttentionBadge({ attention, as }: AttentionProps) {
  if (attention === 'none') return null;
  return (
    <span class={`badge attention-${attention} for-${as}`}>{texts.attention[as][attention]}</span>
  );
}

/** Nothing for the priority that nearly all tickets have, and where it is not told. */
export function PriorityBadge({ priority }: { readonly priority: Priority | undefined }) {
  if (priority === undefined || priority === 'normal') return null;
  return <span class={`badge priority-${priority}`}>{texts.actions.priorities[priority]}</span>;
}
