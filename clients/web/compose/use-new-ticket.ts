import { signal } from '@preact/signals';
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
import { useAttaching, type Attaching } from '../files/attach.tsx';
import type { Attached } from '../files/attachment.ts';
import { refusalText } from '../lib/refusal.ts';
import { addressOf, type Route } from '../app/address.ts';
import { go, route } from '../app/route.ts';
import type { SignedIn } from '../session/session.ts';
import { useAction, type Action } from '../lib/use-action.ts';

interface NewTicket {
  readonly draft: NewTicketDraft;
  readonly category: string;
  readonly action: Action;
  readonly attaching: Attaching;
  change(part: Partial<NewTicketDraft>): void;
  submit(event: Event, command: Extract<CommandBody, { kind: 'open' }>): Promise<void>;
}

/** Files of new tickets by who writes them; they are not kept across reloads. */
const attachedToNew = new Map<string, Attached>();

function attachedTo({ account, as }: { readonly account: string; readonly as: Side }): Attached {
  const name = `${account}.${as}`;
  const attached: Attached = attachedToNew.get(name) ?? signal([]);
  attachedToNew.set(name, attached);
  return attached;
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
  const attaching = useAttaching(who, null, attachedTo(writer));
  useEffect(() => onNewTicket({ account, as }, put), [account, as]);
  return {
    draft,
    category: categories.includes(draft.category) ? draft.category : (categories[0] ?? ''),
    action,
    attaching,
    change(part) {
      // Another text is another command; the same one sent again opens no second ticket.
      const next = { ...latest.current, ...part, id: nanoid() };
      put(next);
      keepNewTicket(writer, next);
    },
    async submit(event, command) {
      event.preventDefault();
      const here = addressOf(route.peek());
      const files = attaching.files.map(({ id }) => id);
      const asked = files.length === 0 ? command : { ...command, files };
      // Other files are another command, too; the same ones sent again open no second ticket.
      const id = files.length === 0 ? draft.id : `${draft.id.slice(0, 32)}.${files[0]!}`;
      const outcome = await action.run(() => who.connection.command(asked, { as }, id));
      const { attached } = attaching;
      if (outcome.t === 'refused' && outcome.code === 'file_unknown') {
        const why = refusalText(outcome);
        attached.value = attached.value.map((one) => ({ ...one, state: { kind: 'failed', why } }));
      }
      if (outcome.t !== 'done' || outcome.ticket === undefined) return;
      attached.value = [];
      forgetNewTicket(writer, draft.id);
      if (addressOf(route.peek()) === here) go(then(outcome.ticket), 'replace');
    },
  };
}
