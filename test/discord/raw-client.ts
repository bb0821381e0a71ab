import { PermissionFlagsBits as Bit } from 'discord-api-types/v10';
import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import type { Discord } from '../support/discord/discord.ts';
import type { Guild } from '../support/discord/guild.ts';
import { assert } from '../support/suite.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly id: string;
    readonly code?: number;
    readonly errors?: unknown;
    readonly [name: string]: unknown;
  };
}

/** A REST client without a library, so that tests see exactly what the stand-in does. */
export class RawClient {
  readonly #discord: Discord;
  token = 'token-of-the-bot';

  constructor(discord: Discord) {
    this.#discord = discord;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.#discord.api}/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${this.token}`,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : { text },
    };
  }

  /** Expects a success, and returns its body. */
  async done(method: string, path: string, body?: unknown): Promise<Answer['body']> {
    const answer = await this.ask(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Expects a refusal with this code of Discord, and the field of a form error. */
  async refused(
    code: number,
    method: string,
    path: string,
    body?: unknown,
    where?: RegExp,
  ): Promise<Answer> {
    const answer = await this.ask(method, path, body);
    assert.is(answer.body.code, code, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    assert.ok(answer.status >= 400);
    if (where) assert.match(JSON.stringify(answer.body.errors), where);
    return answer;
  }
}

/** The permissions with which the bot is invited. */
export const botBits = botPermissionBits | Bit.ManageMessages;

export interface Stage {
  readonly discord: Discord;
  readonly guild: Guild;
  readonly raw: RawClient;
}

/** A guild with the bot in it. */
export function stage(discord: Discord, bits = botBits): Stage {
  const guild = discord.world.addGuild('server');
  discord.invite(guild, bits);
  return { discord, guild, raw: new RawClient(discord) };
}

/** Hides a channel from everybody but the bot, as the overwrites of a create call. */
export function hidden(discord: Discord, guild: Guild): object[] {
  return [
    { id: guild.id, type: 0, deny: Bit.ViewChannel.toString() },
    { id: discord.world.bot.id, type: 1, allow: Bit.ViewChannel.toString() },
  ];
}
