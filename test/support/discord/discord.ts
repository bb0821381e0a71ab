import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { type APIRole, GatewayDispatchEvents as Event } from 'discord-api-types/v10';
import { Gateway } from './gateway/gateway.ts';
import type { Guild } from './guild.ts';
import { Person } from './person.ts';
import { Rest } from './rest/rest.ts';
import { World } from './world.ts';

/**
 * A stand-in of Discord for one bot: its REST, gateway and CDN on a port of this machine, with the
 * limits and refusals of the real one. It follows what Discord documents, not what the bridge needs;
 * where Discord documents nothing, it takes the stricter reading.
 */
export class Discord {
  readonly world = new World();
  readonly gateway = new Gateway(this.world);
  readonly rest = new Rest(this.world, this.gateway);
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new WebSocketServer({ noServer: true });

  static async start(): Promise<Discord> {
    const discord = new Discord();
    await discord.#listen();
    return discord;
  }

  get base(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Base address for the settings of a client, without a version. */
  get api(): string {
    return `${this.base}/api`;
  }

  get cdn(): string {
    return `${this.base}/cdn`;
  }

  person(name: string): Person {
    return new Person(this.world, this.world.addUser(name));
  }

  /** The owner of a guild, who may do everything in it. */
  owner(guild: Guild): Person {
    return new Person(this.world, this.world.users.get(guild.owner)!);
  }

  /** Adds the bot to a guild with these permissions, by a role of its own at the bottom. */
  invite(guild: Guild, permissions: bigint): APIRole {
    const role = guild.addRole('shardbell', permissions, true);
    guild.members.set(this.world.bot.id, {
      ...guild.members.get(guild.owner)!,
      user: this.world.bot,
      roles: [role.id],
      joined_at: this.world.iso(),
    });
    if (guild.available) this.#tellGuild(guild);
    return role;
  }

  /** Removes the bot and its role. */
  kick(guild: Guild): void {
    const { roles } = guild.members.get(this.world.bot.id)!;
    guild.leave(this.world.bot.id);
    for (const id of roles) if (guild.roles.get(id)?.managed) guild.removeRole(id);
    this.world.tell(Event.GuildDelete, { id: guild.id }, { guild });
  }

  /** The guild is unavailable for a while, by an outage of Discord. */
  setAvailable(guild: Guild, available: boolean): void {
    guild.available = available;
    if (available) this.#tellGuild(guild);
    else this.world.tell(Event.GuildDelete, { id: guild.id, unavailable: true }, { guild });
  }

  until<T>(look: () => T | undefined | false | null): Promise<T> {
    return this.world.until(look);
  }

  /** No request is answered, and all connections are closed. People can still write. */
  async goDown(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.gateway.cut();
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Listens again, on the same port. */
  async comeBack(): Promise<void> {
    await this.#listen();
  }

  async stop(): Promise<void> {
    await this.goDown();
    this.#sockets.close();
  }

  #tellGuild(guild: Guild): void {
    this.world.tell(Event.GuildCreate, this.gateway.guildAsTold(guild) as never, { guild });
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => {
      void this.rest.take(request, response).catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    });
    server.on('upgrade', (request, socket, head) => {
      const { refuses_with } = this.gateway;
      if (refuses_with !== 0) {
        this.gateway.refused += 1;
        socket.end(`HTTP/1.1 ${refuses_with} Unavailable\r\ncontent-length: 0\r\n\r\n`);
        return this.world.changed();
      }
      this.#sockets.handleUpgrade(request, socket, head, (line) => this.gateway.accept(line));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.gateway.url = `ws://127.0.0.1:${this.#port}/gateway`;
    this.world.files.base = this.cdn;
  }
}
