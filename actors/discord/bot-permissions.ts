/**
 * Permissions that the bot needs in a guild, by Discord's names; its invitation asks for them. Some it
 * needs only to deny them to others: an overwrite cannot have a permission that the bot itself lacks.
 */
export const botPermissions = {
  ViewChannel: 1n << 10n,
  ManageChannels: 1n << 4n,
  ManageRoles: 1n << 28n,
  SendMessages: 1n << 11n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  AddReactions: 1n << 6n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  SendMessagesInThreads: 1n << 38n,
  PinMessages: 1n << 51n,
} as const;

/** All of them, as an invitation carries them. */
export const botPermissionBits = Object.values(botPermissions).reduce((sum, bit) => sum | bit, 0n);
