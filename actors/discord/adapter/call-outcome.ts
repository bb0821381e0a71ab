import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes as Code } from 'discord.js';
import type { CallOutcome, RefusalReason } from '../port/call-outcome.ts';

/** After Discord said that too many direct messages are opened; it does not say for how long. */
const dm_pause_ms = 5 * 60 * 1000;

/** After a 429 that does not say for how long, as from the wall before Discord. */
const silent_pause_ms = 60 * 1000;

/** The connection failed before anything was sent. */
const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What Discord's codes mean. One that does not stand here says nothing of what was sent, so it
 * costs no message: it is tried again.
 */
const meanings: Readonly<Partial<Record<number, RefusalReason>>> = {
  [Code.UnknownChannel]: { reason: 'not_found' },
  // What Discord says of any guild that the bot is not in, and of all in it.
  [Code.UnknownGuild]: { reason: 'not_found', hidden: true },
  [Code.UnknownMember]: { reason: 'not_found' },
  [Code.UnknownMessage]: { reason: 'not_found' },
  [Code.UnknownPermissionOverwrite]: { reason: 'not_found' },
  [Code.UnknownRole]: { reason: 'not_found' },
  [Code.UnknownUser]: { reason: 'not_found' },
  [Code.InvalidRecipients]: { reason: 'not_found' },
  [Code.MissingAccess]: { reason: 'not_found', hidden: true },
  [Code.MissingPermissions]: { reason: 'missing_permission' },
  [Code.MaximumNumberOfGuildChannelsReached]: { reason: 'guild_full' },
  [Code.MaximumNumberOfGuildRolesReached]: { reason: 'roles_full' },
  [Code.MaximumNumberOfPinsReachedForTheChannel]: { reason: 'pins_full' },
  [Code.CannotSendMessagesToThisUser]: { reason: 'dm_closed' },
  [Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds]: { reason: 'dm_closed' },
  [Code.CannotSendAnEmptyMessage]: { reason: 'content_refused' },
  [Code.MessageWasBlockedByAutomaticModeration]: { reason: 'content_refused' },
  [Code.MessageBlockedByHarmfulLinksFilter]: { reason: 'content_refused' },
  [Code.CannotEditMessageAuthoredByAnotherUser]: { reason: 'foreign_message' },
  [Code.TwoFactorAuthenticationIsRequired]: { reason: 'two_factor_missing' },
  [Code.OpeningDirectMessagesTooFast]: { reason: 'rate_limited', retry_after_ms: dm_pause_ms },
  [Code.UnknownInteraction]: { reason: 'interaction_over' },
  [Code.InteractionHasAlreadyBeenAcknowledged]: { reason: 'interaction_over' },
  [Code.UnknownWebhook]: { reason: 'interaction_over' },
  [Code.InvalidWebhookToken]: { reason: 'interaction_over' },
};

/** How a call ended that threw, in the words of the port. */
export function outcomeOf(error: unknown): Exclude<CallOutcome<never>, { kind: 'done' }> {
  if (error instanceof RateLimitError) {
    const retry_after_ms = error.retryAfter > 0 ? heldFor(error) : silent_pause_ms;
    const detail = `429 on ${error.method} ${error.route}`;
    return { kind: 'refused', reason: 'rate_limited', retry_after_ms, detail };
  }
  if (error instanceof DiscordAPIError) {
    return { kind: 'refused', detail: detailOf(error), ...reasonOf(error) };
  }
  if (error instanceof HTTPError) return { kind: 'unknown', detail: `answered ${error.status}` };
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && unsent.has(code)) {
    return { kind: 'refused', reason: 'offline', detail: code };
  }
  return { kind: 'unknown', detail: code ?? `${name}: ${message}` };
}

/** For how long nothing of its kind is taken, in milliseconds. */
export function heldFor(limit: {
  readonly timeToReset: number;
  readonly retryAfter: number;
  readonly sublimitTimeout: number;
}): number {
  return Math.max(limit.timeToReset, limit.retryAfter, limit.sublimitTimeout);
}

function reasonOf(error: DiscordAPIError): RefusalReason {
  if (error.status === 401 && error.code !== Code.InvalidWebhookToken) return { reason: 'offline' };
  if (error.code === Code.InvalidFormBodyOrContentType) return reasonOfForm(error);
  return meanings[Number(error.code)] ?? { reason: 'unclear' };
}

/** Of a form that does not fit, by where it does not. */
function reasonOfForm(error: DiscordAPIError): RefusalReason {
  const misfits = misfitsOf(error);
  if (misfits.some((one) => one.endsWith('CHANNEL_PARENT_MAX_CHANNELS'))) {
    return { reason: 'category_full' };
  }
  if (misfits.some((one) => one.startsWith('parent_id '))) return { reason: 'not_found' };
  if (misfits.some((one) => one.startsWith('name '))) return { reason: 'name_refused' };
  return { reason: 'content_refused' };
}

/** Codes and where they hold, but not the words beside them, which may quote what somebody wrote. */
function detailOf(error: DiscordAPIError): string {
  const { message } = error.rawError as { message?: string };
  // The wall before Discord answers in HTML.
  const code = error.code || `${error.status} without a code`;
  return [`${code} ${message ?? ''}`.trim(), ...misfitsOf(error)].join(', ');
}

/** Such as `name BASE_TYPE_BAD_LENGTH`. */
function misfitsOf(error: DiscordAPIError): string[] {
  const found: string[] = [];
  const walk = (node: unknown, path: readonly string[]): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, inner] of Object.entries(node)) {
      if (key !== '_errors') walk(inner, [...path, key]);
      else
        for (const { code } of inner as { code: string }[]) found.push(`${path.join('.')} ${code}`);
    }
  };
  walk((error.rawError as { errors?: unknown }).errors, []);
  return found;
}
