import { type APIApplication, RequestMethod as Method, Routes } from 'discord.js';
import type { Clock } from '../../runtime/clock.ts';
import type { DiscordEvent } from '../port/events.ts';
import type { DiscordOptions, DiscordPort } from '../port/port.ts';
import { Caller } from './caller.ts';
import { Calls } from './calls.ts';
import { Gateway } from './gateway.ts';

/** How long calls and the farewell to the gateway may take when it stops. */
const farewell_ms_max = 3_000;

/** The port over discord.js: its gateway client for what comes in, its REST for what goes out. */
export class Adapter extends Calls implements DiscordPort {
  readonly #clock: Clock;
  readonly #caller: Caller;
  readonly #gateway: Gateway;
  #listener: (event: DiscordEvent) => void = () => {};

  constructor(options: DiscordOptions) {
    const { token, api, cdn, clock } = options;
    const caller = new Caller({ token, api, cdn, onTokenRefused: () => gateway.tokenRefused() });
    const gateway = new Gateway({
      token,
      api,
      cdn,
      clock,
      onEvent: (event) => this.#listener(event),
      onError: options.onError,
      flags: () => flagsOf(caller),
    });
    super(caller, () => gateway.self);
    this.#clock = clock;
    this.#caller = caller;
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
    const patience = new Promise<void>((resolve) => {
      cancel = this.#clock.after(farewell_ms_max, resolve);
    });
    await Promise.all([
      Promise.race([this.#gateway.stop(), patience]),
      this.#caller.stop(patience),
    ]);
    cancel();
  }
}

async function flagsOf(caller: Caller): Promise<number | undefined> {
  const route = Routes.currentApplication();
  const found = await caller.ask(Method.Get, route, {}, ({ flags }: APIApplication) => flags);
  return found.kind === 'done' ? found.value : undefined;
}
