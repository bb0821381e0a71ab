import {
  type APIAllowedMentions,
  type APIMessage,
  type APIUser,
  AllowedMentionsTypes as Type,
  PermissionFlagsBits as Bit,
} from 'discord-api-types/v10';
import { asForm, choice, type Form, list } from './form.ts';
import type { Guild } from './guild.ts';
import { isSnowflake } from './ids.ts';
import { has } from './permissions.ts';
import { misfit } from './refusal.ts';
import type { World } from './world.ts';

type Mentions = Pick<APIMessage, 'mention_everyone' | 'mentions' | 'mention_roles'>;

/** Whom a text pings, as far as `allowed_mentions` lets it; without that, everybody. */
export function mentionsOf(
  world: World,
  text: string,
  allowed: APIAllowedMentions,
  in_: { readonly guild: Guild | undefined; readonly permissions: bigint },
): Mentions & { readonly whom: readonly string[] } {
  const parse = allowed.parse ?? [];
  const whom: string[] = [];
  const mentions: APIUser[] = [];
  const roles: string[] = [];
  const loud = has(in_.permissions, Bit.MentionEveryone);
  for (const [, id] of text.matchAll(/<@!?(\d{17,19})>/gu)) {
    const user = world.users.get(id!);
    if (!user || mentions.includes(user)) continue;
    if (!parse.includes(Type.User) && !allowed.users?.includes(user.id)) continue;
    mentions.push(user);
    whom.push(user.id);
  }
  for (const [, id] of text.matchAll(/<@&(\d{17,19})>/gu)) {
    const role = in_.guild?.roles.get(id!);
    if (!role || roles.includes(role.id)) continue;
    if (!parse.includes(Type.Role) && !allowed.roles?.includes(role.id)) continue;
    roles.push(role.id);
    if (role.mentionable || loud) whom.push(role.id);
  }
  const [, all] = /@(everyone|here)\b/u.exec(text) ?? [];
  const rings = all !== undefined && loud && in_.guild && parse.includes(Type.Everyone);
  if (rings) whom.push(all);
  return { mention_everyone: Boolean(rings), mentions, mention_roles: roles, whom };
}

const everything: APIAllowedMentions = { parse: [Type.Everyone, Type.Role, Type.User] };

export function allowedMentions(value: unknown): APIAllowedMentions {
  if (value === undefined || value === null) return everything;
  const form = asForm(value, 'allowed_mentions');
  const parse = list(form.parse, 'allowed_mentions.parse', 3).map((one) =>
    choice(one, 'allowed_mentions.parse', Object.values(Type)),
  );
  const users = idsOf(form, 'users');
  const roles = idsOf(form, 'roles');
  const twice =
    (users.length > 0 && parse.includes(Type.User)) ||
    (roles.length > 0 && parse.includes(Type.Role));
  if (twice) {
    throw misfit(
      'allowed_mentions',
      'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
      'parse:["users"] and users: [ids...] are mutually exclusive.',
    );
  }
  return { parse, users, roles };
}

function idsOf(form: Form, name: 'users' | 'roles'): string[] {
  const path = `allowed_mentions.${name}`;
  return list(form[name], path, 100).map((id) => {
    if (isSnowflake(id)) return id;
    throw misfit(path, 'NUMBER_TYPE_COERCE', `Value ${JSON.stringify(id)} is not snowflake.`);
  });
}
