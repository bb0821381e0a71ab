import { nanoid } from 'nanoid';
import { useEffect, useState } from 'preact/hooks';
import { useTitle } from '../alerts/title.ts';
import type { Audience } from '../../../protocol/ticket.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { addressOf, type Route } from '../app/address.ts';
import { problemOf } from '../lib/refusal.ts';
import { Loading, Notice } from '../ui/notice.tsx';
import { go } from '../app/route.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';

interface NumberProps {
  readonly who: SignedIn;
  readonly number: number;
  readonly as: Audience;
  readonly back: Extract<Route, { screen: 'queue' | 'mine' }>;
  /** The screen of the ticket, once its id is known. */
  open(ticket: string): Route;
}

/** Looks up the ticket with this number and opens it. */
export function TicketByNumber({ who, number, as, back, open }: NumberProps) {
  const { connection, rights } = who;
  const [refused, setRefused] = useState<RequestOutcome>();
  const [round, setRound] = useState(0);
  useTitle(texts.ticket.number(number));
  useEffect(() => {
    let isWanted = true;
    setRefused(undefined);
    const ask = async (): Promise<void> => {
      const outcome = await connection.request({ t: 'find_ticket', id: nanoid(), number, as });
      if (!isWanted) return;
      const isFound = outcome.t === 'answer' && outcome.is.of === 'ticket';
      // Replaces the step, so that going back leads to where the number was typed.
      if (isFound) go(open((outcome.is as { ticket: string }).ticket), 'replace');
      else setRefused(outcome);
    };
    void ask();
    return () => {
      isWanted = false;
    };
    // Other rights may give access.
  }, [connection, rights, number, as, round]);
  if (refused === undefined) return <Loading />;
  const isUnknown = refused.t === 'refused' && refused.code === 'ticket_unknown';
  return (
    <Notice title={texts.notHere.title} isMain>
      <p>{isUnknown ? texts.ticket.unknownNumber(number) : problemOf(refused)}</p>
      <button type="button" onClick={() => setRound(round + 1)}>
        {texts.tryAgain}
      </button>
      <a class="button" href={addressOf(back)}>
        {texts.ticket.back[back.screen]}
      </a>
    </Notice>
  );
}
