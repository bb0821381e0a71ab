import { type APIOverwrite, OverwriteType } from 'discord.js';
import { botPermissions as Bit } from '../bot-permissions.ts';
import type { Level, Overwrite, OverwriteSeen } from '../port/shapes.ts';

const threads = Bit.CreatePublicThreads | Bit.CreatePrivateThreads | Bit.SendMessagesInThreads;
const reading = Bit.ViewChannel | Bit.ReadMessageHistory;
const writing = Bit.SendMessages | Bit.EmbedLinks | Bit.AttachFiles;

/** A permission in neither set is left to the roles. */
const levels: Readonly<Record<Level, { readonly allow: bigint; readonly deny: bigint }>> = {
  hidden: { allow: 0n, deny: Bit.ViewChannel },
  read: { allow: reading, deny: Bit.SendMessages | Bit.AddReactions | threads },
  write: { allow: reading | writing, deny: threads },
  // Without Manage Roles: only administrators may put it into an overwrite, and the bot has it anyway.
  manage: { allow: reading | writing | Bit.ManageChannels | Bit.PinMessages, deny: 0n },
};

export function overwriteBody({ target, of, level }: Overwrite): APIOverwrite {
  const { allow, deny } = levels[level];
  const type = of === 'role' ? OverwriteType.Role : OverwriteType.Member;
  return { id: target, type, allow: allow.toString(), deny: deny.toString() };
}

export function overwriteSeen({ id, type, allow, deny }: APIOverwrite): OverwriteSeen {
  const same = Object.entries(levels).find(
    ([, bits]) => bits.allow === BigInt(allow) && bits.deny === BigInt(deny),
  );
  return {
    target: id,
    of: type === OverwriteType.Role ? 'role' : 'member',
    level: (same?.[0] as Level | undefined) ?? 'other',
    view: viewOf(BigInt(allow), BigInt(deny)),
  };
}

/** Discord lets an allow win over a deny. */
function viewOf(allow: bigint, deny: bigint): OverwriteSeen['view'] {
  if ((allow & Bit.ViewChannel) !== 0n) return 'allowed';
  return (deny & Bit.ViewChannel) === 0n ? 'unsaid' : 'denied';
}
