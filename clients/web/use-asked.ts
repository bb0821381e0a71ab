import { useEffect, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import type { AdminDeed, AnswerBody, AnswerBodyOf } from '../../protocol/admin.ts';
import type { Connection } from '../core/connection.ts';
import type { Outcome } from '../core/requests.ts';
import { problemOf } from './conversation.ts';

/** What an administrator asked for. */
export type Asked<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly is: T }
  | { readonly kind: 'refused'; readonly problem: string | undefined };

export interface Asking<O extends AnswerBody['of']> {
  readonly asked: Asked<AnswerBodyOf<O>>;
  /** Asks anew; what is there stays until the answer comes. */
  again(): void;
  /** Takes a newer answer that came otherwise. */
  put(is: AnswerBodyOf<O>): void;
}

export function askAdmin(connection: Connection, deed: AdminDeed): Promise<Outcome> {
  return connection.request({ t: 'admin', id: nanoid(), do: deed });
}

/** Asks when the component appears, and again when the deed is another. */
export function useAsked<O extends AnswerBody['of']>(
  connection: Connection,
  deed: AdminDeed,
  of: O,
): Asking<O> {
  const key = JSON.stringify(deed);
  const [asked, setAsked] = useState<Asked<AnswerBodyOf<O>>>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  const put = (is: AnswerBodyOf<O>): void => setAsked({ kind: 'here', is });
  useEffect(() => {
    let isWanted = true;
    const ask = async (): Promise<void> => {
      const outcome = await askAdmin(connection, deed);
      if (!isWanted) return;
      const is = answerOf(outcome, of);
      if (is !== undefined) put(is);
      else setAsked({ kind: 'refused', problem: problemOf(outcome) });
    };
    void ask();
    // Somebody changed something: what is shown stays until the answer is there.
    const unlisten = connection.onMessage((message) => {
      if (message.t === 'changed') void ask();
    });
    return () => {
      isWanted = false;
      unlisten();
    };
  }, [connection, key, round]);
  return { asked, again: () => setRound((last) => last + 1), put };
}

/** The answer, if it is one of this kind. */
export function answerOf<O extends AnswerBody['of']>(
  outcome: Outcome,
  of: O,
): AnswerBodyOf<O> | undefined {
  if (outcome.t !== 'answer' || outcome.is.of !== of) return undefined;
  return outcome.is as AnswerBodyOf<O>;
}
