import { shardLimits } from '../shard-limits.ts';
import type { ShardDeps } from '../port.ts';
import { ScriptLoadError } from '../script/host/load-error.ts';
import type { ScriptHost, ScriptPort } from '../script/host/port.ts';
import type { ScriptHealth } from '../script/host/overruns.ts';
import type { ScriptSources } from '../script/lua/require.ts';

/** The script host of one shard. Started at first use, and again after a failed start. */
export class HelpScripts {
  readonly #deps: Pick<ShardDeps, 'scripts' | 'clock'>;
  readonly #port: ScriptPort;
  readonly #onStart: (host: ScriptHost) => void;
  /** Resolves to undefined if the scripts do not load. */
  #host: Promise<ScriptHost | undefined> | undefined;
  #running: ScriptHost | undefined;
  #failedAt = -Infinity;

  /** `onStart` tells a new host what it missed. */
  constructor(
    deps: Pick<ShardDeps, 'scripts' | 'clock'>,
    port: ScriptPort,
    onStart: (host: ScriptHost) => void,
  ) {
    this.#deps = deps;
    this.#port = port;
    this.#onStart = onStart;
  }

  /**
   * Undefined if there is no host because its scripts do not load; that is tried again after a
   * pause.
   */
  async use<T>(run: (host: ScriptHost) => T | Promise<T>): Promise<T | undefined> {
    if (this.#host === undefined) {
      // The clock may have been set since.
      const since_ms = Math.abs(this.#deps.clock.now() - this.#failedAt);
      if (since_ms < shardLimits.scripts_retry_ms) return undefined;
      this.#host = this.#start();
    }
    const host = await this.#host;
    try {
      return host && (await run(host));
    } catch (error) {
      this.#log('a call of the help scripts failed', error);
      return undefined;
    }
  }

  /** Only if a host runs; one that starts later uses the new sources anyway. */
  async reload(sources: ScriptSources): Promise<void> {
    this.#failedAt = -Infinity;
    if (this.#host !== undefined) await this.use((host) => host.reload(sources));
  }

  changeCategories(categories: readonly string[]): void {
    if (this.#host !== undefined) void this.use((host) => host.changeCategories(categories));
  }

  /** Undefined if none run. */
  health(): ScriptHealth | undefined {
    return this.#running?.health();
  }

  async close(): Promise<void> {
    const host = await this.#host;
    await host?.close();
  }

  async #start(): Promise<ScriptHost | undefined> {
    try {
      const host = await this.#deps.scripts(this.#port);
      this.#running = host;
      this.#onStart(host);
      return host;
    } catch (error) {
      this.#log('the help scripts do not load', error);
      this.#failedAt = this.#deps.clock.now();
      this.#host = undefined;
      return undefined;
    }
  }

  #log(what: string, error: unknown): void {
    const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    const traceback = error instanceof ScriptLoadError ? error.traceback : undefined;
    this.#port.log({ level: 'error', text, ...(traceback && { traceback }) });
  }
}
