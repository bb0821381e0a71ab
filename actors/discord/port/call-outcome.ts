/** How a call ended. */
export type CallOutcome<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  /** Certainly not done. */
  | CallRefusal
  /** A line that broke, a time that ran out, an answer of 5xx: it may have been done or not. */
  | { readonly kind: 'unknown'; readonly detail: string };

export type CallRefusal = { readonly kind: 'refused'; readonly detail: string } & RefusalReason;

/** `detail` beside it is for the log: Discord's own code and words, nothing that anybody wrote. */
export type RefusalReason =
  /** What the call names is not there; `hidden`: or it is, and the bot does not see it. */
  | { readonly reason: 'not_found'; readonly hidden?: true }
  /** Also a role that stands above the bot's. */
  | { readonly reason: 'missing_permission' }
  | { readonly reason: 'category_full' }
  | { readonly reason: 'guild_full' }
  | { readonly reason: 'roles_full' }
  | { readonly reason: 'pins_full' }
  | { readonly reason: 'name_refused' }
  /** They take no messages of the bot, or share no server with it. */
  | { readonly reason: 'dm_closed' }
  | { readonly reason: 'rate_limited'; readonly retry_after_ms: number }
  /** Too late for the interaction, or answered before. */
  | { readonly reason: 'interaction_over' }
  /** The token is not taken (any more), or there is no connection: nothing was sent. */
  | { readonly reason: 'offline' }
  /** It does not take what is said. A repeat would be refused the same way. */
  | { readonly reason: 'content_refused' }
  /** The message is another bot's, be it a former one of this server. */
  | { readonly reason: 'foreign_message' }
  /** The server asks for two-factor authentication, and the owner of the bot has none. */
  | { readonly reason: 'two_factor_missing' }
  /** Any other answer of 4xx. It says nothing of what was sent, and may pass. */
  | { readonly reason: 'unclear' };

/**
 * Whether what the call names is certainly no more. What the bot merely does not see is not: it may
 * be let in again.
 */
export function isGone(outcome: CallOutcome<unknown>): boolean {
  return isNotFound(outcome) && !isHidden(outcome);
}

/** Whether the bot does not see what the call names, which may be there all the same. */
export function isHidden(outcome: CallOutcome<unknown>): boolean {
  return isNotFound(outcome) && outcome.hidden === true;
}

function isNotFound(
  outcome: CallOutcome<unknown>,
): outcome is Extract<CallOutcome<unknown>, { reason: 'not_found' }> {
  return outcome.kind === 'refused' && outcome.reason === 'not_found';
}
