import { botPermissionBits } from '../../actors/discord/bot-permissions.ts';
import { Discord } from './discord/discord.ts';
import { Running, type Client } from './running-server.ts';

/** A server with all that `/metrics` can tell of: a shard with help scripts, a Discord server, a webhook. */
export class MetricsServer {
  readonly server: Running;
  readonly shard: Client;
  readonly #discord: Discord;

  private constructor(server: Running, discord: Discord, shard: Client) {
    this.server = server;
    this.shard = shard;
    this.#discord = discord;
  }

  static async start(): Promise<MetricsServer> {
    const discord = await Discord.start();
    const guild = discord.world.addGuild('server');
    guild.changeRole(discord.invite(guild, botPermissionBits).id, { position: 5 });
    const server = await Running.start({}, undefined, {
      SHARDBELL_DISCORD_TOKEN: discord.world.token,
      SHARDBELL_DISCORD_API: discord.api,
      SHARDBELL_DISCORD_CDN: discord.cdn,
    });
    await server.operate('settings_set', {
      setting: { name: 'discord_server', value: guild.id },
    });
    await server.operate('webhook_add', {
      name: 'relay',
      address: 'https://hook.example/',
      events: ['ticket_opened'],
      shards: ['nowhere'],
      categories: [],
    });
    const shard = await server.shard('north');
    await shard.ask({ t: 'account', account: 'a', name: 'ana' });
    await shard.ask({ t: 'character', account: 'a', character: 'c', name: 'Ana' });
    await shard.ask({ t: 'session_opened', session: 's-0', account: 'a', character: 'c' });
    shard.send({ t: 'sessions_end' });
    // The scripts of a shard start with the first press of help.
    await shard.ask({ t: 'help_requested', session: 's-0' });
    const told = new MetricsServer(server, discord, shard);
    // Discord comes when it is connected to.
    for (const has of [
      'due_count\\{work="discord"',
      'due_count\\{work="webhook"',
      'script_overruns_total\\{',
    ]) {
      await told.until(new RegExp(`^shardbell_${has}`, 'mu'));
    }
    return told;
  }

  async text(): Promise<string> {
    return (await fetch(`${this.server.origin}/metrics`)).text();
  }

  /** The first text that has this. */
  async until(has: RegExp): Promise<string> {
    for (;;) {
      const text = await this.text();
      if (has.test(text)) return text;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.#discord.stop();
  }
}

export interface ToldMetric {
  readonly name: string;
  readonly kind: string;
  readonly help: string;
  /** The values of each label. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What of this server's own a text of `/metrics` tells, by name and in order. */
export function metricsIn(text: string): ReadonlyMap<string, ToldMetric> {
  const found = new Map<string, ToldMetric>();
  for (const [, name, help] of text.matchAll(/^# HELP (shardbell_\w+) (.*)$/gmu)) {
    const kind = new RegExp(`^# TYPE ${name} (\\w+)$`, 'mu').exec(text)?.[1] ?? '';
    const labels = new Map<string, Set<string>>();
    const end = kind === 'histogram' ? '_bucket' : '';
    for (const [, all] of text.matchAll(new RegExp(`^${name}${end}\\{(.*)\\} `, 'gmu'))) {
      for (const [, label, value] of all!.matchAll(/(\w+)="([^"]*)"/gu)) {
        labels.set(label!, (labels.get(label!) ?? new Set()).add(value!));
      }
    }
    found.set(name!, { name: name!, kind, help: help!, labels });
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
