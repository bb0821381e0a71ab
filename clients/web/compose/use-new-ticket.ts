import { useEffect, useRef, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import type { Side } from '../../../protocol/ticket.ts';
import type { CommandBody } from '../../../protocol/command-body.ts';
import {
  forgetNewTicket,
  keepNewTicket,
  keptNewTicket,
  onNewTicket,
  type NewTicketDraft,
} from './new-draft.ts';
import { addressOf, type Route } from '../app/address.ts';
import { go, route } from '../app/route.ts';
import type { SignedIn } from '../session/session.ts';
import { useAction, type Action } from '../lib/use-action.ts';

interface NewTicket {
  readonly draft: NewTicketDraft;
  readonly category: string;
  readonly action: Action;
  change(part: Partial<NewTicketDraft>): void;
  submit(event: Event, command: Extract<CommandBody, { kind: 'open' }>): Promise<void>;
}

/** A ticket being written. It survives reloads, and is opened once however often it is sent. */
export function useNewTicket(who: SignedIn, as: Side, then: (ticket: string) => Route): NewTicket {
  const { account, categories } = who.you;
  const writer = { account, as };
  const [draft, setDraft] = useState(() => keptNewTicket(writer));
  const action = useAction();
  // Two fields may change before the next render, for example when a browser fills in a form.
  const latest = useRef(draft);
  const put = (next: NewTicketDraft): void => {
    latest.current = next;
    setDraft(next);
  };
  useEffect(() => onNewTicket({ account, as }, put), [account, as]);
  return {
    draft,
    category: categories.includes(draft.category) ? draft.category : (categories[0] ?? ''),
    action,
    change(part) {
      // Another text is another command; the same one sent again opens no second ticket.
      const next = { ...latest.current, ...part, id: nanoid() };
      put(next);
      keepNewTicket(writer, next);
    },
    async submit(event, command) {
      event.preventDefault();
      const here = addressOf(route.peek());
      const outcome = await action.run(() => who.connection.command(command, { as }, draft.id));
      if (outcome.t !== 'done' || outcome.ticket === undefined) return;
      forgetNewTicket(writer, draft.id);
      if (addressOf(route.peek()) === here) go(then(outcome.ticket), 'replace');
    },
  };
}
