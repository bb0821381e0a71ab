import { type APIApplication, RequestMethod as Method, Routes } from 'discord.js';
import type { Clock } from '../../runtime/clock.ts';
import type { DiscordEvent } from '../port/events.ts';
import type { DiscordOptions, DiscordPort } from '../port/port.ts';
import { RestClient } from './rest-client.ts';
import { RestCalls } from './rest-calls.ts';
import { Gateway } from './gateway.ts';

/** How long calls under way and closing the gateway may take at a stop. */
const stop_ms_max = 3_000;

/** The port over discord.js: its gateway client for events, its REST client for calls. */
export class Adapter extends RestCalls implements DiscordPort {
  readonly #clock: Clock;
  readonly #rest: RestClient;
  readonly #gateway: Gateway;
  #listener: (event: DiscordEvent) => void = () => {};

  constructor(options: DiscordOptions) {
    const { token, api, cdn, clock } = options;
    const rest = new RestClient({ token, api, cdn, onTokenRefused: () => gateway.tokenRefused() });
    const gateway = new Gateway({
      token,
      api,
      cdn,
      clock,
      onEvent: (event) => this.#listener(event),
      onError: options.onError,
      flags: () => flagsOf(rest),
    });
    super(rest, () => gateway.self);
    this.#clock = clock;
    this.#rest = rest;
    this.#gateway = gateway;
  }

  onEvent(listener: (event: DiscordEvent) => void): void {
    this.#listener = listener;
  }

  start(): void {
    this.#gateway.start();
  }

  async stop(): Promise<void> {
    this.#listener = () => {};
    let cancel = (): void => {};
    const deadline = new Promise<void>((resolve) => {
      cancel = this.#clock.after(stop_ms_max, resolve);
    });
    await Promise.all([Promise.race([this.#gateway.stop(), deadline]), this.#rest.stop(deadline)]);
    cancel();
  }
}

async function flagsOf(rest: RestClient): Promise<number | undefined> {
  const route = Routes.currentApplication();
  const found = await rest.request(Method.Get, route, {}, ({ flags }: APIApplication) => flags);
  return found.kind === 'done' ? found.value : undefined;
}
