import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { TicketPresence } from '../../protocol/ticket.ts';

export type Signal = ServerMessageOf<'signal'>['is'];

/** What a client is told beside a ticket: who is there, and how far support has read it. */
export interface Beside {
  /** To players: the last of their entries that somebody of support has seen; 0 is none. */
  readonly seenBySupport: number;
  /** To players: whether support is writing to them. */
  readonly isSupportTyping: boolean;
  /** To support: who looks and who writes. The client's own account is among them. */
  readonly presence: TicketPresence;
}

const nobody: TicketPresence = { viewing: [], typing: [] };

/** After a state nobody is there until it is told; what was seen stays seen. */
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
