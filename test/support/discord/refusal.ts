import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';

/** An error answer of Discord, which is thrown. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(String(body.message));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  get code(): number {
    return Number(this.body.code);
  }
}

const table = {
  unauthorized: [401, 0, '401: Unauthorized'],
  noRoute: [404, 0, '404: Not Found'],
  unknownChannel: [404, Code.UnknownChannel, 'Unknown Channel'],
  unknownGuild: [404, Code.UnknownGuild, 'Unknown Guild'],
  unknownMember: [404, Code.UnknownMember, 'Unknown Member'],
  unknownMessage: [404, Code.UnknownMessage, 'Unknown Message'],
  unknownOverwrite: [404, Code.UnknownPermissionOverwrite, 'Unknown Overwrite'],
  unknownRole: [404, Code.UnknownRole, 'Unknown Role'],
  unknownUser: [404, Code.UnknownUser, 'Unknown User'],
  unknownWebhook: [404, Code.UnknownWebhook, 'Unknown Webhook'],
  unknownInteraction: [404, Code.UnknownInteraction, 'Unknown interaction'],
  tooLarge: [413, Code.RequestEntityTooLarge, 'Request entity too large'],
  pinsFull: [400, Code.MaximumNumberOfPinsReachedForTheChannel, 'Maximum number of pins reached'],
  rolesFull: [400, Code.MaximumNumberOfGuildRolesReached, 'Maximum number of guild roles reached'],
  overwritesFull: [
    400,
    Code.MaximumNumberOfChannelPermissionOverwritesReached,
    'Maximum number of channel permission overwrites reached',
  ],
  guildFull: [
    400,
    Code.MaximumNumberOfGuildChannelsReached,
    'Maximum number of guild channels reached (500)',
  ],
  dmsTooFast: [403, Code.OpeningDirectMessagesTooFast, 'You are opening direct messages too fast'],
  answeredBefore: [
    400,
    Code.InteractionHasAlreadyBeenAcknowledged,
    'Interaction has already been acknowledged.',
  ],
  missingAccess: [403, Code.MissingAccess, 'Missing Access'],
  foreignMessage: [
    403,
    Code.CannotEditMessageAuthoredByAnotherUser,
    'Cannot edit a message authored by another user',
  ],
  emptyMessage: [400, Code.CannotSendAnEmptyMessage, 'Cannot send an empty message'],
  dmClosed: [403, Code.CannotSendMessagesToThisUser, 'Cannot send messages to this user'],
  noMutualGuild: [
    403,
    Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
    'Cannot send messages to this user due to having no mutual guilds',
  ],
  missingPermissions: [403, Code.MissingPermissions, 'Missing Permissions'],
  twoFactorMissing: [
    403,
    Code.TwoFactorAuthenticationIsRequired,
    'Two factor is required for this operation',
  ],
  webhookToken: [401, Code.InvalidWebhookToken, 'Invalid Webhook Token'],
  invalidRole: [400, Code.InvalidRole, 'Invalid Role'],
  invalidRecipient: [400, Code.InvalidRecipients, 'Invalid Recipient(s)'],
  invalidJson: [
    400,
    Code.RequestBodyContainsInvalidJSON,
    'The request body contains invalid JSON.',
  ],
} as const satisfies Record<string, readonly [number, number, string]>;

export function refusal(name: keyof typeof table): Refusal {
  const [status, code, message] = table[name];
  return new Refusal(status, { message, code });
}

/** A form error; `path` is the field, such as `embeds.0.title`. */
export function misfit(path: string, code: string, message: string): Refusal {
  let errors: Record<string, unknown> = { _errors: [{ code, message }] };
  for (const key of path.split('.').toReversed()) errors = { [key]: errors };
  return new Refusal(400, {
    message: 'Invalid Form Body',
    code: Code.InvalidFormBodyOrContentType,
    errors,
  });
}
