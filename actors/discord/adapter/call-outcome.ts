import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes as Code } from 'discord.js';
import type { CallOutcome, RefusalReason } from '../port/call-outcome.ts';

/** How long to wait after Discord said that direct messages are opened too fast; it gives no time. */
const dm_pause_ms = 5 * 60 * 1000;

/** How long to wait after a 429 that gives no time, such as one from Cloudflare before Discord. */
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
 * What Discord's error codes mean. A code that is missing here says nothing of what was sent, so the
 * call is tried again and no message is given up.
 */
const meanings: Readonly<Partial<Record<number, RefusalReason>>> = {
  [Code.UnknownChannel]: { reason: 'not_found' },
  // Discord's answer for any guild that the bot is not in, and for everything in it.
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
  [Code.RequestEntityTooLarge]: { reason: 'content_refused' },
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

/** The outcome of a call that threw. */
export function outcomeOf(error: unknown): Exclude<CallOutcome<never>, { kind: 'done' }> {
  if (error instanceof RateLimitError) {
    const retry_after_ms = error.retryAfter > 0 ? rateLimitMs(error) : silent_pause_ms;
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

/** How long a rate limit lasts, in milliseconds. */
export function rateLimitMs(limit: {
  readonly timeToReset: number;
  readonly retryAfter: number;
  readonly sublimitTimeout: number;
}): number {
  return Math.max(limit.timeToReset, limit.retryAfter, limit.sublimitTimeout);
}

function reasonOf(error: DiscordAPIError): RefusalReason {
  if (error.status === 401 && error.code !== Code.InvalidWebhookToken) return { reason: 'offline' };
  if (error.code === Code.InvalidFormBodyOrContentType) return reasonOfForm(error);
  // Without a code it comes from what stands before Discord.
  if (error.status === 413) return { reason: 'content_refused' };
  return meanings[Number(error.code)] ?? { reason: 'unclear' };
}

/** The reason of a form error, by the fields that it names. */
function reasonOfForm(error: DiscordAPIError): RefusalReason {
  const errors = formErrorsOf(error);
  if (errors.some((one) => one.endsWith('CHANNEL_PARENT_MAX_CHANNELS'))) {
    return { reason: 'category_full' };
  }
  if (errors.some((one) => one.startsWith('parent_id '))) return { reason: 'not_found' };
  if (errors.some((one) => one.startsWith('name '))) return { reason: 'name_refused' };
  return { reason: 'content_refused' };
}

/** Error codes and their fields, without Discord's messages, which may quote what somebody wrote. */
function detailOf(error: DiscordAPIError): string {
  const { message } = error.rawError as { message?: string };
  // Cloudflare before Discord answers in HTML.
  const code = error.code || `${error.status} without a code`;
  return [`${code} ${message ?? ''}`.trim(), ...formErrorsOf(error)].join(', ');
}

/** Such as `name BASE_TYPE_BAD_LENGTH`. */
function formErrorsOf(error: DiscordAPIError): string[] {
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
