import { same } from '../../protocol/same.ts';
import { startScriptHost } from '../../actors/shard/script/host/host.ts';
import { ScriptLoadError } from '../../actors/shard/script/host/load-error.ts';
import type { ScriptHost, ScriptPort } from '../../actors/shard/script/host/port.ts';
import type { Log } from '../platform/log.ts';
import { holdingClock } from '../platform/clock.ts';
import { scriptProgram } from './program.ts';
import { readScripts, type ScriptFiles, type ScriptSources } from './files.ts';

/** Starts the help scripts of the shards, from their files as they last loaded. */
export class ScriptLoader {
  readonly #shipped: ScriptFiles;
  readonly #own: string;
  readonly #log: Log;
  #validCategories: readonly string[];
  /** The sources that loaded last. */
  #good: ScriptSources | undefined;
  #fault: string | undefined;
  /** A sentence on the files that the last read left out. */
  #skipped: string | undefined;

  /**
   * `own` is the operator's folder. Shipped scripts are read once: replacing them under a running
   * server is an upgrade in progress.
   */
  constructor(
    { shipped, own }: { readonly shipped?: string; readonly own: string },
    validCategories: readonly string[],
    log: Log,
  ) {
    this.#shipped =
      shipped === undefined ? { ok: true, sources: {}, skipped: [] } : readScripts(shipped);
    this.#own = own;
    this.#validCategories = validCategories;
    this.#log = log;
  }

  /** Rejects with the reason if they do not load. */
  async start(port: ScriptPort): Promise<ScriptHost> {
    if (this.#good !== undefined) return this.#load(this.#good, port);
    const sources = this.#read();
    const host = await this.#load(sources, port);
    this.#good = sources;
    this.#fault = undefined;
    return host;
  }

  /**
   * Test-loads the files if they changed. Returns them if they should replace the running scripts;
   * if they do not load, the log says why and nothing changes.
   */
  async changed(): Promise<ScriptSources | undefined> {
    try {
      const sources = this.#read();
      const isKnown = this.#good !== undefined && same(sources, this.#good);
      if (!isKnown) await (await this.#load(sources, nobody)).close();
      this.#good = sources;
      this.#fault = undefined;
      return isKnown ? undefined : sources;
    } catch (error) {
      const traceback = error instanceof ScriptLoadError ? error.traceback : undefined;
      const kept = this.#good === undefined ? '' : ', and the last good ones stay';
      this.#fault = `The help scripts do not load${kept}; the log says why.`;
      const text = `the help scripts do not load${kept}: ${(error as Error).message}`;
      this.#log.warn({ ...(traceback && { traceback }) }, text);
      return undefined;
    }
  }

  /** Sets the valid categories for hosts started from now on. */
  changeCategories(categories: readonly string[]): void {
    this.#validCategories = categories;
  }

  /** What is wrong with the present files. */
  fault(): string | undefined {
    return this.#fault ?? this.#skipped;
  }

  /** Whether any sources have loaded. */
  get isAble(): boolean {
    return this.#good !== undefined;
  }

  #load(sources: ScriptSources, port: ScriptPort): Promise<ScriptHost> {
    const validCategories = this.#validCategories;
    const needs = ['on_help_request'];
    const parts = { program: scriptProgram, clock: holdingClock, sources, entry: 'help.lua' };
    return startScriptHost({ ...parts, needs, port, validCategories });
  }

  #read(): ScriptSources {
    const read = this.#shipped.ok ? readScripts(this.#own, this.#shipped.sources) : this.#shipped;
    if (!read.ok) throw new Error(read.sentence);
    const skipped = skippedSentence(read.skipped);
    if (skipped !== undefined && skipped !== this.#skipped) this.#log.warn(skipped);
    this.#skipped = skipped;
    return read.sources;
  }
}

/** Files named in one sentence. */
const named_max = 5;

function skippedSentence(skipped: readonly string[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const named = skipped.slice(0, named_max).join(', ');
  const more = skipped.length > named_max ? ` and ${skipped.length - named_max} more` : '';
  return `Not every help script is a file, and what is none was left out: ${named}${more}.`;
}

/** A test load calls nothing but the log; the first shard logs the same lines. */
const nobody: ScriptPort = {
  showForm: () => {},
  formsClosed: () => {},
  ask: () => Promise.resolve({ ok: false, reason: 'nobody plays' }),
  notify: () => {},
  log: () => {},
};
