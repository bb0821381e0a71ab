import { useState } from 'preact/hooks';
import type { RequestOutcome } from '../../core/requests.ts';
import { problemOf } from './refusal.ts';
import { texts } from '../i18n/texts.ts';

export interface Action {
  /** While an answer is awaited. */
  readonly isBusy: boolean;
  /** Why the last one was refused, in words. */
  readonly problem: string | undefined;
  run(make: () => Promise<RequestOutcome>): Promise<RequestOutcome>;
}

/**
 * Runs one request at a time. Whatever happens, it ends at some point with a result: anything that
 * waits for an action waits by this.
 */
export function useAction(): Action {
  const [state, setState] = useState<{ isBusy: boolean; problem: string | undefined }>({
    isBusy: false,
    problem: undefined,
  });
  return {
    ...state,
    async run(make) {
      setState({ isBusy: true, problem: undefined });
      try {
        const outcome = await make();
        setState({ isBusy: false, problem: problemOf(outcome) });
        return outcome;
      } catch (error) {
        // A bug in the page: reported to the console, and the reader may try again.
        reportError(error);
        setState({ isBusy: false, problem: texts.failed });
        return { t: 'ended' };
      }
    },
  };
}
