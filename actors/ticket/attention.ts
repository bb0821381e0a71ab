import type { Attention } from '../../protocol/ticket.ts';
import { isActive, type Ticket } from './state.ts';

/** Whose turn it is. Only active tickets call for anybody. */
export function attentionOf(ticket: Ticket): Attention {
  if (!isActive(ticket)) return 'none';
  switch (ticket.lastPublicBy) {
    case 'player':
      return 'needs_attention';
    case 'support':
      return 'waiting_for_response';
    case null:
      return 'none';
  }
}
