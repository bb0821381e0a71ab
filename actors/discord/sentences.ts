import type { DiscordDeed, DiscordProblem } from '../../protocol/discord-problems.ts';
import { discordProblem } from '../../protocol/discord-sentences.ts';
import type { Action } from './plan.ts';
import type { GuildSeen } from './port.ts';

/** As administrators are told of it. */
export const deeds: Readonly<Record<Action['kind'], DiscordDeed>> = {
  look_channel: 'look_for',
  check_channel: 'look_at',
  create_channel: 'make',
  delete_channel: 'remove',
  set_overwrite: 'let_in',
  remove_overwrite: 'let_in',
  look_posts: 'read',
  send_header: 'post',
  edit_header: 'edit',
  unpin_header: 'unpin',
  pin_header: 'pin',
  replay: 'post',
  post: 'post',
  move_channel: 'move',
  rename_channel: 'rename',
  say_left: 'post_former',
  leave: 'leave',
  return: 'go_on',
  tell_support: 'post',
  farewell: 'tell',
  end_replay: 'post',
  skip: 'post',
};

export function categoryFault(
  guild: GuildSeen,
  category: string | null,
): DiscordProblem | undefined {
  if (category === null) return undefined;
  if (guild.channels.some(({ id, kind }) => id === category && kind === 'category')) {
    return undefined;
  }
  return discordProblem('category_missing', { category });
}

export function permissionFault({ missingPermissions }: GuildSeen): DiscordProblem | undefined {
  if (missingPermissions.length === 0) return undefined;
  return discordProblem('permissions_missing', { missing: missingPermissions });
}
