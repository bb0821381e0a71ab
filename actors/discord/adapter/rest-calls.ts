import {
  type APIChannel,
  type APIGuild,
  type APIGuildMember,
  type APIMessage,
  type APIRole,
  ChannelType,
  InteractionResponseType,
  MessageFlags,
  RequestMethod as Method,
  Routes,
} from 'discord.js';
import type {
  ChannelSeen,
  GuildSeen,
  InteractionKey,
  MemberSeen,
  MessageSeen,
  Overwrite,
} from '../port/shapes.ts';
import type { DiscordPort, MessageRange } from '../port/port.ts';
import type { Modal, NewChannel, OutgoingFile, Post, SlashCommand } from '../port/requests.ts';
import type { CallOutcome } from '../port/call-outcome.ts';
import type { RestClient } from './rest-client.ts';
import { overwriteBody } from './levels.ts';
import { channelSeen, guildSeen, memberSeen, messageSeen } from './decode.ts';
import { choicesBody, commandsBody, messageBody, modalBody } from './encode.ts';

const nothing = (): undefined => undefined;

/** The calls of the port, as REST requests. */
export class RestCalls implements Omit<DiscordPort, 'onEvent' | 'start' | 'stop'> {
  readonly #rest: RestClient;
  /** The bot as it was last seen in each guild. */
  readonly #bots = new Map<string, APIGuildMember>();
  readonly #self: () => { readonly user: string; readonly application: string };

  /** @param self who the bot is, once it is known; the two ids differ for very old bots only */
  constructor(
    rest: RestClient,
    self: () => { readonly user: string; readonly application: string },
  ) {
    this.#rest = rest;
    this.#self = self;
  }

  async guild(guild: string): Promise<CallOutcome<GuildSeen>> {
    const [itself, channels, bot] = await Promise.all([
      this.#get<APIGuild>(Routes.guild(guild)),
      this.#get<APIChannel[]>(Routes.guildChannels(guild)),
      this.#get<APIGuildMember>(Routes.guildMember(guild, this.#self().user)),
    ]);
    if (itself.kind !== 'done') return itself;
    if (channels.kind !== 'done') return channels;
    const seen = (self: APIGuildMember): CallOutcome<GuildSeen> => {
      this.#bots.set(guild, self);
      return { kind: 'done', value: guildSeen(itself.value, channels.value, self) };
    };
    if (bot.kind === 'done') return seen(bot.value);
    // Looking up members uses up the rate limit; the bot's own roles hardly ever change.
    const isLimited = bot.kind === 'refused' && bot.reason === 'rate_limited';
    const last = isLimited ? this.#bots.get(guild) : undefined;
    return last === undefined ? bot : seen(last);
  }

  member(guild: string, user: string): Promise<CallOutcome<MemberSeen>> {
    const route = Routes.guildMember(guild, user);
    return this.#rest.request(Method.Get, route, {}, memberSeen);
  }

  createChannel(guild: string, channel: NewChannel): Promise<CallOutcome<{ channel: string }>> {
    const { name, topic, category, overwrites } = channel;
    const body = {
      type: ChannelType.GuildText,
      name,
      topic,
      ...(category !== null && { parent_id: category }),
      permission_overwrites: overwrites.map(overwriteBody),
    };
    return this.#rest.request(
      Method.Post,
      Routes.guildChannels(guild),
      { body },
      (made: APIChannel) => ({ channel: made.id }),
    );
  }

  channel(channel: string): Promise<CallOutcome<ChannelSeen>> {
    return this.#rest.request(Method.Get, Routes.channel(channel), {}, channelSeen);
  }

  renameChannel(channel: string, name: string): Promise<CallOutcome> {
    return this.#do(Method.Patch, Routes.channel(channel), { name });
  }

  moveChannel(channel: string, category: string | null): Promise<CallOutcome> {
    return this.#do(Method.Patch, Routes.channel(channel), { parent_id: category });
  }

  setOverwrite(channel: string, overwrite: Overwrite): Promise<CallOutcome> {
    const { id, ...body } = overwriteBody(overwrite);
    return this.#do(Method.Put, Routes.channelPermission(channel, id), body);
  }

  removeOverwrite(channel: string, target: string): Promise<CallOutcome> {
    return this.#do(Method.Delete, Routes.channelPermission(channel, target));
  }

  deleteChannel(channel: string): Promise<CallOutcome> {
    return this.#do(Method.Delete, Routes.channel(channel));
  }

  send(
    channel: string,
    post: Post,
    files: readonly OutgoingFile[] = [],
  ): Promise<CallOutcome<{ message: string }>> {
    const attached = files.map(({ name, type, bytes }) => ({
      name,
      contentType: type,
      data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    }));
    return this.#rest.request(
      Method.Post,
      Routes.channelMessages(channel),
      { body: messageBody(post), ...(attached.length > 0 && { files: attached }) },
      (made: APIMessage) => ({ message: made.id }),
    );
  }

  edit(channel: string, message: string, post: Post): Promise<CallOutcome> {
    return this.#do(Method.Patch, Routes.channelMessage(channel, message), messageBody(post));
  }

  pin(channel: string, message: string): Promise<CallOutcome> {
    return this.#do(Method.Put, Routes.channelMessagesPin(channel, message));
  }

  unpin(channel: string, message: string): Promise<CallOutcome> {
    return this.#do(Method.Delete, Routes.channelMessagesPin(channel, message));
  }

  messages(
    channel: string,
    { after, before, limit }: MessageRange,
  ): Promise<CallOutcome<readonly MessageSeen[]>> {
    const query = new URLSearchParams({
      limit: String(limit),
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
    });
    const { user } = this.#self();
    return this.#rest.request(
      Method.Get,
      Routes.channelMessages(channel),
      { query },
      (found: APIMessage[]) => found.toReversed().map((message) => messageSeen(message, user)),
    );
  }

  openDm(user: string): Promise<CallOutcome<{ channel: string }>> {
    return this.#rest.request(
      Method.Post,
      Routes.userChannels(),
      { body: { recipient_id: user } },
      (made: APIChannel) => ({ channel: made.id }),
    );
  }

  createRole(guild: string, name: string): Promise<CallOutcome<{ role: string }>> {
    return this.#rest.request(
      Method.Post,
      Routes.guildRoles(guild),
      { body: { name, permissions: '0' } },
      (made: APIRole) => ({ role: made.id }),
    );
  }

  giveRole(guild: string, user: string, role: string): Promise<CallOutcome> {
    return this.#do(Method.Put, Routes.guildMemberRole(guild, user, role));
  }

  takeRole(guild: string, user: string, role: string): Promise<CallOutcome> {
    return this.#do(Method.Delete, Routes.guildMemberRole(guild, user, role));
  }

  setCommands(guild: string, commands: readonly SlashCommand[]): Promise<CallOutcome> {
    const route = Routes.applicationGuildCommands(this.#self().application, guild);
    return this.#do(Method.Put, route, commandsBody(commands));
  }

  defer(interaction: InteractionKey): Promise<CallOutcome> {
    return this.#respond(interaction, {
      type: InteractionResponseType.DeferredChannelMessageWithSource,
      data: { flags: MessageFlags.Ephemeral },
    });
  }

  answer({ token }: InteractionKey, post: Post): Promise<CallOutcome> {
    const route = Routes.webhookMessage(this.#self().application, token);
    return this.#rest.request(
      Method.Patch,
      route,
      { body: messageBody(post), auth: false },
      nothing,
    );
  }

  dismiss({ token }: InteractionKey): Promise<CallOutcome> {
    const route = Routes.webhookMessage(this.#self().application, token);
    return this.#rest.request(Method.Delete, route, { auth: false }, nothing);
  }

  showModal(interaction: InteractionKey, modal: Modal): Promise<CallOutcome> {
    const data = modalBody(modal);
    return this.#respond(interaction, { type: InteractionResponseType.Modal, data });
  }

  suggest(interaction: InteractionKey, choices: readonly string[]): Promise<CallOutcome> {
    const data = { choices: choicesBody(choices) };
    const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
    return this.#respond(interaction, { type, data });
  }

  /** Discord shows a failure after three seconds, so a response of unknown outcome is sent again at once. */
  async #respond({ id, token }: InteractionKey, body: object): Promise<CallOutcome> {
    const route = Routes.interactionCallback(id, token);
    const respond = () => this.#rest.request(Method.Post, route, { body, auth: false }, nothing);
    const first = await respond();
    if (first.kind !== 'unknown') return first;
    const second = await respond();
    const wasFirstDone = second.kind === 'refused' && second.reason === 'interaction_over';
    return wasFirstDone ? { kind: 'done', value: undefined } : second;
  }

  #get<T>(route: `/${string}`): Promise<CallOutcome<T>> {
    return this.#rest.request(Method.Get, route, {}, (answer: T) => answer);
  }

  #do(method: Method, route: `/${string}`, body?: object): Promise<CallOutcome> {
    return this.#rest.request(method, route, body ? { body } : {}, nothing);
  }
}
