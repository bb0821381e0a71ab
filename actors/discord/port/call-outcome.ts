/** How a call to Discord ended. */
export type CallOutcome<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  /** It was certainly not done. */
  | CallRefusal
  /** A broken connection, a timeout or an answer of 5xx: it may have been done or not. */
  | { readonly kind: 'unknown'; readonly detail: string };

export type CallRefusal = { readonly kind: 'refused'; readonly detail: string } & RefusalReason;

/** `detail` beside it is for the log: Discord's error codes, and nothing that people wrote. */
export type RefusalReason =
  /** What the call names does not exist; `hidden`: or it does, and the bot does not see it. */
  | { readonly reason: 'not_found'; readonly hidden?: true }
  /** Also for a role above the bot's. */
  | { readonly reason: 'missing_permission' }
  | { readonly reason: 'category_full' }
  | { readonly reason: 'guild_full' }
  | { readonly reason: 'roles_full' }
  | { readonly reason: 'pins_full' }
  | { readonly reason: 'name_refused' }
  /** The user accepts no messages from the bot, or shares no guild with it. */
  | { readonly reason: 'dm_closed' }
  | { readonly reason: 'rate_limited'; readonly retry_after_ms: number }
  /** The interaction has expired, or was answered before. */
  | { readonly reason: 'interaction_over' }
  /** The token is not accepted (any more), or there is no connection: nothing was sent. */
  | { readonly reason: 'offline' }
  /** Discord refuses the content, and would refuse it again. */
  | { readonly reason: 'content_refused' }
  /** The message was posted by another bot, such as a former one of this server. */
  | { readonly reason: 'foreign_message' }
  /** The guild requires two-factor authentication, and the owner of the bot has none. */
  | { readonly reason: 'two_factor_missing' }
  /** Any other answer of 4xx, which may be temporary. */
  | { readonly reason: 'unclear' };

/** Whether what the call names certainly does not exist. What the bot does not see may still exist. */
export function isGone(outcome: CallOutcome<unknown>): boolean {
  return isNotFound(outcome) && !isHidden(outcome);
}

/** Whether the bot does not see what the call names, though it may exist. */
export function isHidden(outcome: CallOutcome<unknown>): boolean {
  return isNotFound(outcome) && outcome.hidden === true;
}

function isNotFound(
  outcome: CallOutcome<unknown>,
): outcome is Extract<CallOutcome<unknown>, { reason: 'not_found' }> {
  return outcome.kind === 'refused' && outcome.reason === 'not_found';
}
