import type { Outcome } from './port.ts';

/**
 * Whether what the call names is certainly no more. What the bot merely does not see is not: it may
 * be let in again.
 */
export function isGone(outcome: Outcome<unknown>): boolean {
  return isNotFound(outcome) && !isHidden(outcome);
}

/** Whether the bot does not see what the call names, which may be there all the same. */
export function isHidden(outcome: Outcome<unknown>): boolean {
  return isNotFound(outcome) && outcome.hidden === true;
}

function isNotFound(
  outcome: Outcome<unknown>,
): outcome is Extract<Outcome<unknown>, { reason: 'not_found' }> {
  return outcome.kind === 'refused' && outcome.reason === 'not_found';
}
