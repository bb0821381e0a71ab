import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { TicketPresence } from '../../protocol/ticket.ts';

export type Signal = ServerMessageOf<'signal'>['is'];

/** What else a client knows of a ticket: who is there, and how far support has read it. */
export interface Beside {
  /** For players: the last of their entries that support has read; 0 if none. */
  readonly seenBySupport: number;
  /** For players: whether support is typing to them. */
  readonly isSupportTyping: boolean;
  /** For support: who is viewing and who is typing, including the client's own account. */
  readonly presence: TicketPresence;
}

const nobody: TicketPresence = { viewing: [], typing: [] };

/** After a new state nobody is present until told; what was read stays read. */
export function besideFromState(before?: Beside): Beside {
  const seenBySupport = before?.seenBySupport ?? 0;
  return { seenBySupport, isSupportTyping: false, presence: nobody };
}

export function applySignal(beside: Beside, is: Signal): Beside {
  switch (is.on) {
    case 'company':
      return { ...beside, presence: { viewing: is.viewing, typing: is.typing } };
    case 'support_typing':
      return { ...beside, isSupportTyping: is.typing };
    case 'presence':
      return beside;
  }
}
