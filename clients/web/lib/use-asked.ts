import { useEffect, useRef, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import type { AdminCommand, AnswerBody, AnswerBodyOf } from '../../../protocol/admin.ts';
import type { Connection } from '../../core/connection.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { problemOf } from './refusal.ts';

/** The state of an administrator's request. */
export type Asked<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'here'; readonly is: T }
  | { readonly kind: 'refused'; readonly problem: string | undefined };

export interface Asking<O extends AnswerBody['of']> {
  readonly asked: Asked<AnswerBodyOf<O>>;
  /** Asks again; the present answer stays until the new one arrives. */
  again(): void;
  /** Replaces the answer with a newer one. */
  put(is: AnswerBodyOf<O>): void;
  /** Adds the next page. */
  more(): Promise<RequestOutcome>;
}

/** How a paged answer continues. */
export interface Pages<O extends AnswerBody['of']> {
  /** The command for the next page; undefined if there is none. */
  next(is: AnswerBodyOf<O>): AdminCommand | undefined;
  join(is: AnswerBodyOf<O>, next: AnswerBodyOf<O>): AnswerBodyOf<O>;
}

export function askAdmin(connection: Connection, command: AdminCommand): Promise<RequestOutcome> {
  return connection.request({ t: 'admin', id: nanoid(), do: command });
}

/** Asks when the component appears, and when the command changes. */
export function useAsked<O extends AnswerBody['of']>(
  connection: Connection,
  command: AdminCommand,
  of: O,
  pages?: Pages<O>,
): Asking<O> {
  const key = JSON.stringify(command);
  const [asked, setAsked] = useState<Asked<AnswerBodyOf<O>>>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  const shown = useRef({ key, pages: 1 });
  if (shown.current.key !== key) shown.current = { key, pages: 1 };
  const put = (is: AnswerBodyOf<O>): void => setAsked({ kind: 'here', is });
  useEffect(() => {
    let isWanted = true;
    let asks = 0;
    const ask = async (): Promise<void> => {
      const mine = (asks += 1);
      const outcome = await askPages(connection, command, of, pages, shown.current.pages);
      // A later request is newer, even if an earlier one with more pages ends after it.
      if (!isWanted || mine !== asks) return;
      const is = answerOf(outcome, of);
      if (is !== undefined) return put(is);
      const problem = problemOf(outcome);
      // The present answer stays, since the reader may be typing in it.
      setAsked((last) => (last.kind === 'here' ? last : { kind: 'refused', problem }));
    };
    void ask();
    // Somebody changed something: the present answer stays until the new one arrives.
    const unlisten = connection.onMessage((message) => {
      if (message.t === 'changed') void ask();
    });
    // Changes during a disconnect were not reported.
    const unfollow = connection.onState(({ kind }) => {
      if (kind === 'live') void ask();
    });
    return () => {
      isWanted = false;
      unlisten();
      unfollow();
    };
  }, [connection, key, round]);
  const latest = useRef(asked);
  latest.current = asked;
  const again = (): void => setRound((last) => last + 1);
  return {
    asked,
    again,
    put,
    async more() {
      const next = asked.kind === 'here' ? pages?.next(asked.is) : undefined;
      if (asked.kind !== 'here' || pages === undefined || next === undefined) return { t: 'ended' };
      const list = shown.current;
      const outcome = await askAdmin(connection, next);
      const is = answerOf(outcome, of);
      if (is === undefined || shown.current !== list) return outcome;
      list.pages += 1;
      // The page continues the one that was shown; after another it might leave rows out.
      if (latest.current === asked) put(pages.join(asked.is, is));
      else again();
      return outcome;
    },
  };
}

/** Requests as many pages as are shown and joins them; returns the first refusal instead. */
async function askPages<O extends AnswerBody['of']>(
  connection: Connection,
  command: AdminCommand,
  of: O,
  pages: Pages<O> | undefined,
  count: number,
): Promise<RequestOutcome> {
  const outcome = await askAdmin(connection, command);
  const is = answerOf(outcome, of);
  const next = is && pages?.next(is);
  if (outcome.t !== 'answer' || pages === undefined || next === undefined || count <= 1) {
    return outcome;
  }
  const rest = await askPages(connection, next, of, pages, count - 1);
  const restIs = answerOf(rest, of);
  return restIs === undefined ? rest : { ...outcome, is: pages.join(is!, restIs) };
}

/** The answer, if it is of this kind. */
export function answerOf<O extends AnswerBody['of']>(
  outcome: RequestOutcome,
  of: O,
): AnswerBodyOf<O> | undefined {
  if (outcome.t !== 'answer' || outcome.is.of !== of) return undefined;
  return outcome.is as AnswerBodyOf<O>;
}
