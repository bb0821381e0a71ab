import { startScriptHost, type ScriptHost, type ScriptPort } from '../actors/shard/script/host.ts';
import { readScripts } from './script-files.ts';

/** Starts the help scripts, from their files as they are at that moment. */
export class ScriptLoader {
  readonly #folders: readonly string[];
  #validCategories: readonly string[];
  #fault: string | undefined;

  constructor(folders: readonly string[], validCategories: readonly string[]) {
    this.#folders = folders;
    this.#validCategories = validCategories;
  }

  /** Rejects with why they do not load. */
  async start(port: ScriptPort): Promise<ScriptHost> {
    try {
      const read = readScripts(...this.#folders);
      if (!read.ok) throw new Error(read.sentence);
      const { sources } = read;
      const validCategories = this.#validCategories;
      const host = await startScriptHost({ sources, entry: 'help.lua', port, validCategories });
      this.#fault = undefined;
      return host;
    } catch (error) {
      this.#fault = 'The help scripts do not load; the log says why.';
      throw error;
    }
  }

  /** Loads them once, for nobody: gives why they do not load, if they do not. */
  async check(): Promise<Error | undefined> {
    try {
      const host = await this.start(nobody);
      await host.close();
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  /** These are valid from now on, for hosts that are started. */
  changeCategories(categories: readonly string[]): void {
    this.#validCategories = categories;
  }

  /** For `/ready`: how it was when they were last started. */
  fault(): string | undefined {
    return this.#fault;
  }
}

/** Scripts that only load ask for nothing but a line in the log, which their first shard will get. */
const nobody: ScriptPort = {
  showForm: () => {},
  formsClosed: () => {},
  ask: () => Promise.resolve({ ok: false, reason: 'nobody plays' }),
  notify: () => {},
  log: () => {},
};
