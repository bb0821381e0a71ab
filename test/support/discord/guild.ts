import {
  type APIGuildMember,
  type APIRole,
  type APITextChannel,
  type APIUser,
  ChannelType,
  GatewayDispatchEvents as Event,
  type GatewayDispatchPayload,
  type GuildMemberFlags,
  PermissionFlagsBits as Bit,
  type RoleFlags,
} from 'discord-api-types/v10';
import type { Ids } from './ids.ts';
import {
  elevatedBits,
  everyoneBits,
  type GuildChannel,
  has,
  publicPermissions,
} from './permissions.ts';

export type EventName = GatewayDispatchPayload['t'];
export type EventData<T extends EventName> = Extract<GatewayDispatchPayload, { t: T }>['d'];

/** What a guild needs of the world. */
export interface GuildWorld {
  readonly ids: Ids;
  readonly bot: APIUser;
  readonly settings: { readonly owner_has_two_factor: boolean };
  readonly messages: { delete(channel: string): boolean };
  readonly exposures: { push(exposure: { channel: string; name: string }): number };
  iso(): string;
  tell<T extends EventName>(t: T, d: EventData<T>, place: { guild: Guild; own?: boolean }): void;
}

/** The state of a guild, whose changes emit events. Permissions are checked in `acts/`. */
export class Guild {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly roles = new Map<string, APIRole>();
  readonly channels = new Map<string, GuildChannel>();
  readonly members = new Map<string, APIGuildMember>();
  /** False during an outage. */
  available = true;
  /** Whether moderation requires two-factor authentication; for a bot, that of its owner. */
  asksTwoFactor = false;
  readonly #world: GuildWorld;

  constructor(world: GuildWorld, name: string, owner: APIUser) {
    this.#world = world;
    this.id = world.ids.next();
    this.name = name;
    this.owner = owner.id;
    this.roles.set(this.id, role(this.id, '@everyone', everyoneBits, 0));
    this.members.set(owner.id, member(world, owner));
  }

  get hasBot(): boolean {
    return this.members.has(this.#world.bot.id);
  }

  /** Whether the member needs two-factor authentication to use these permissions. */
  wantsTwoFactorOf(user: string, bit: bigint): boolean {
    const { bot, settings } = this.#world;
    const isWithout = user === bot.id && !settings.owner_has_two_factor;
    return this.asksTwoFactor && isWithout && (bit & elevatedBits) !== 0n;
  }

  /** New roles begin at the bottom. */
  addRole(name: string, permissions = 0n, managed = false): APIRole {
    const added = { ...role(this.#world.ids.next(), name, permissions, 1), managed };
    this.roles.set(added.id, added);
    this.#world.tell(Event.GuildRoleCreate, { guild_id: this.id, role: added }, { guild: this });
    return added;
  }

  changeRole(id: string, change: Partial<APIRole>): void {
    const changed = { ...this.roles.get(id)!, ...change };
    this.roles.set(id, changed);
    this.#world.tell(Event.GuildRoleUpdate, { guild_id: this.id, role: changed }, { guild: this });
  }

  /** Deletes a role and its overwrites. There is no event for each member who had it. */
  removeRole(id: string): void {
    this.roles.delete(id);
    for (const [user, has_] of this.members) {
      const roles = has_.roles.filter((one) => one !== id);
      this.members.set(user, { ...has_, roles });
    }
    this.#world.tell(Event.GuildRoleDelete, { guild_id: this.id, role_id: id }, { guild: this });
    for (const channel of this.channels.values()) {
      const rest = channel.permission_overwrites?.filter((one) => one.id !== id) ?? [];
      if (rest.length === channel.permission_overwrites?.length) continue;
      this.changeChannel(channel.id, { permission_overwrites: rest });
    }
  }

  addChannel(channel: GuildChannel): void {
    this.channels.set(channel.id, channel);
    this.#lookWhoSees(channel);
    this.#world.tell(Event.ChannelCreate, inGuild(channel, this.id), { guild: this });
  }

  changeChannel(id: string, change: Partial<Omit<APITextChannel, 'type'>>): GuildChannel {
    const changed = { ...this.channels.get(id)!, ...change } as GuildChannel;
    this.channels.set(id, changed);
    this.#lookWhoSees(changed);
    this.#world.tell(Event.ChannelUpdate, inGuild(changed, this.id), { guild: this });
    return changed;
  }

  /** Deletes a channel. The channels of a category move to the top level. */
  removeChannel(id: string): void {
    const channel = this.channels.get(id)!;
    this.channels.delete(id);
    this.#world.messages.delete(id);
    this.#world.tell(Event.ChannelDelete, inGuild(channel, this.id), { guild: this });
    for (const child of this.channels.values()) {
      if (child.parent_id === id) this.changeChannel(child.id, { parent_id: null });
    }
  }

  join(user: APIUser, roles: string[] = []): APIGuildMember {
    const joined = { ...member(this.#world, user), roles };
    this.members.set(user.id, joined);
    this.#world.tell(Event.GuildMemberAdd, { ...joined, guild_id: this.id }, { guild: this });
    return joined;
  }

  /** Removes a member, whose overwrites stay in the channels. */
  leave(user: string): void {
    const left = this.members.get(user)!;
    this.members.delete(user);
    this.#world.tell(
      Event.GuildMemberRemove,
      { guild_id: this.id, user: left.user },
      { guild: this },
    );
  }

  changeMember(user: string, change: Partial<APIGuildMember>): APIGuildMember {
    const changed = { ...this.members.get(user)!, ...change };
    this.members.set(user, changed);
    this.#world.tell(
      Event.GuildMemberUpdate,
      { ...changed, avatar: null, banner: null, guild_id: this.id },
      { guild: this, own: user === this.#world.bot.id },
    );
    return changed;
  }

  #lookWhoSees(channel: GuildChannel): void {
    if (channel.type !== ChannelType.GuildText) return;
    if (!has(publicPermissions(this, channel), Bit.ViewChannel)) return;
    this.#world.exposures.push({ channel: channel.id, name: channel.name });
  }
}

function inGuild<T extends GuildChannel>(channel: T, guild_id: string): T & { guild_id: string } {
  return { ...channel, guild_id };
}

function role(id: string, name: string, permissions: bigint, position: number): APIRole {
  return {
    id,
    name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    position,
    permissions: permissions.toString(),
    managed: false,
    mentionable: false,
    flags: 0 as RoleFlags,
  };
}

function member(world: GuildWorld, user: APIUser): APIGuildMember {
  return {
    user,
    nick: null,
    avatar: null,
    roles: [],
    joined_at: world.iso(),
    deaf: false,
    mute: false,
    flags: 0 as GuildMemberFlags,
  };
}
