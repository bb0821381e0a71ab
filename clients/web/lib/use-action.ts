import { useState } from 'preact/hooks';
import type { Outcome } from '../../core/requests.ts';
import { problemOf } from './refusal.ts';
import { texts } from '../i18n/texts.ts';

export interface Action {
  /** While its answer is waited for. */
  readonly isBusy: boolean;
  /** Why the last one was refused, in words. */
  readonly problem: string | undefined;
  run(make: () => Promise<Outcome>): Promise<Outcome>;
}

/**
 * One thing that is asked of the server at a time. Whatever becomes of it, it is over at some time, and
 * said how: whoever waits for something to be done waits by this.
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
        // A fault of the page: it is told where programs look, and whoever asked may try again.
        reportError(error);
        setState({ isBusy: false, problem: texts.failed });
        return { t: 'ended' };
      }
    },
  };
}
