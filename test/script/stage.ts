import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ScriptLimits } from '../../actors/shard/script/script-limits.ts';
import { startScriptHost } from '../../actors/shard/script/host/host.ts';
import type {
  FormAnswer,
  HandlerOutcome,
  LogLine,
  LostReason,
  ShownForm,
  ScriptCall,
  ScriptResult,
} from '../../actors/shard/script/messages.ts';
import type { ScriptHost, ScriptPort } from '../../actors/shard/script/host/port.ts';
import { scriptProgram } from '../../server/help-scripts/program.ts';
import { holdingClock } from '../../server/platform/clock.ts';

/** Script files as the server hands them in, from a folder of Lua files. */
export function readScripts(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile() && file.name.endsWith('.lua'))
      .map((file) => join(file.parentPath, file.name))
      .map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

/** The folder of the sources, wherever the tests were compiled to. */
export function rootFolder(): string {
  let folder = import.meta.dirname;
  while (!readdirSync(folder).includes('package.json')) folder = join(folder, '..');
  return folder;
}

interface Setting {
  readonly bounds?: Partial<ScriptLimits>;
  readonly categories?: readonly string[];
}

const stages: Stage[] = [];

export async function closeStages(): Promise<void> {
  await Promise.all(stages.splice(0).map((stage) => stage.host.close()));
}

/** A host with a server that is a handful of lists. Session 1 plays character 11, session 2 plays 22. */
export class Stage implements ScriptPort {
  readonly forms: ShownForm[] = [];
  /** Why forms were closed, each time. */
  readonly closed: string[] = [];
  readonly calls: ScriptCall[] = [];
  readonly notices: Array<{ session: number; text: string }> = [];
  readonly lines: LogLine[] = [];
  host!: ScriptHost;
  /** What the server does with a ticket. */
  answer: (call: ScriptCall) => Promise<ScriptResult> = async () => ({ ok: true, value: 100 });
  readonly #watchers = new Set<() => void>();
  #commands = 0;

  static async open(
    sources: string | Record<string, string>,
    setting: Setting = {},
  ): Promise<Stage> {
    const stage = new Stage();
    stage.host = await startScriptHost({
      program: scriptProgram,
      clock: holdingClock,
      sources: typeof sources === 'string' ? { 'help.lua': sources } : sources,
      entry: 'help.lua',
      port: stage,
      validCategories: setting.categories ?? ['Question', 'Bug'],
      ...(setting.bounds && { bounds: setting.bounds }),
    });
    stages.push(stage);
    stage.host.sessionOpened(1, 11);
    stage.host.sessionOpened(2, 22);
    return stage;
  }

  help(session = 1, origin = `help-${++this.#commands}`): Promise<HandlerOutcome> {
    return this.host.helpRequested(session, session * 11, origin);
  }

  press(gump: number, button: number, more: Partial<FormAnswer> = {}): Promise<HandlerOutcome> {
    return this.host.formAnswered(answerOf(gump, button, more));
  }

  lose(
    gump: number,
    button: number,
    more: Partial<FormAnswer> = {},
    why: LostReason = 'restarted',
  ): Promise<HandlerOutcome> {
    return this.host.formLost(answerOf(gump, button, more), why);
  }

  /** The tickets that were to be opened. */
  get submits(): Array<Extract<ScriptCall, { kind: 'submit' }>> {
    return this.calls.filter((call) => call.kind === 'submit');
  }

  /** What was printed so far. */
  get printed(): string[] {
    return this.lines.filter((line) => line.level === 'info').map((line) => line.text);
  }

  get errors(): LogLine[] {
    return this.lines.filter((line) => line.level === 'error');
  }

  /** Settles once something the scripts did made it true. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  showForm(form: ShownForm): void {
    this.forms.push(form);
    this.#happened();
  }

  formsClosed(why: string): void {
    this.closed.push(why);
    this.#happened();
  }

  notify(session: number, text: string): void {
    this.notices.push({ session, text });
    this.#happened();
  }

  ask(call: ScriptCall): Promise<ScriptResult> {
    this.calls.push(call);
    this.#happened();
    return this.answer(call);
  }

  log(line: LogLine): void {
    this.lines.push(line);
    this.#happened();
  }

  #happened(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}

/** A promise that the test settles by hand. */
export function byHand<T>(): { promise: Promise<T>; settle: (value: T) => void } {
  let settle!: (value: T) => void;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

/** Runs Lua for a player who pressed help, and gives what it printed. */
export async function printedBy(code: string, setting: Setting = {}): Promise<string[]> {
  const stage = await Stage.open(`function on_help_request() ${code}\nend`, setting);
  const outcome = await stage.help();
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  return stage.printed;
}

function answerOf(gump: number, button: number, more: Partial<FormAnswer>): FormAnswer {
  const session = more.session ?? 1;
  return {
    session,
    character: session * 11,
    gump,
    button,
    serial: 0,
    switches: [],
    entries: [],
    origin: `answer-${gump}-${button}`,
    ...more,
  };
}
