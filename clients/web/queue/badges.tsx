import type { Attention, Status } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';

export function StatusBadge({ status }: { readonly status: Status }) {
  // Keyed by status, so that nothing of the former one can be left over.
  return (
    <span key={status} class={`badge status-${status}`}>
      {texts.status[status]}
    </span>
  );
}

interface AttentionProps {
  readonly attention: Attention;
  /** For a player, waiting tickets stand out more. */
  readonly as: 'player' | 'support';
}

export function AttentionBadge({ attention, as }: AttentionProps) {
  if (attention === 'none') return null;
  return (
    <span class={`badge attention-${attention} for-${as}`}>{texts.attention[as][attention]}</span>
  );
}
