import type { LuaState } from 'fengari';
import type { Stopwatch } from '../../runtime/clock.ts';
import type { ScriptLimits } from './script-limits.ts';
import { lua } from './lua/engine.ts';
import { Calls } from './functions/calls.ts';
import { gumpFunctions } from './functions/gump-functions.ts';
import { handlerKey, type HostContext } from './functions/host-context.ts';
import { buttonHandler, eventHandler } from './handler-names.ts';
import { push, type LuaInput } from './lua/marshal.ts';
import type {
  FormAnswer,
  FromThread,
  HandlerOutcome,
  LoadProblem,
  LogLine,
  LostReason,
  StopCause,
  ScriptResult,
} from './messages.ts';
import { raise, type Meter } from './lua/meter.ts';
import { pushChunk, requireFrom, type ScriptSources } from './lua/require.ts';
import { rosterFunctions } from './functions/roster-functions.ts';
import { Runner, type Run } from './runner.ts';
import { createSandbox, printTo, pushGlobalFunction, setGlobal, setModule } from './lua/sandbox.ts';
import type { Sessions } from './sessions.ts';
import { ticketFunctions } from './functions/ticket-functions.ts';
import { cutText } from '../../../protocol/cut.ts';
import { clockFunctions } from './functions/zoned-time.ts';

export interface ScriptDeps {
  readonly sources: ScriptSources;
  readonly entry: string;
  readonly needs: readonly string[];
  readonly categories: readonly string[];
  readonly bounds: ScriptLimits;
  readonly meter: Meter;
  readonly sessions: Sessions;
  readonly post: (message: FromThread) => void;
  readonly elapsed: Stopwatch['elapsed'];
}

type Done = (outcome: HandlerOutcome) => void;

/** The player that a handler runs for. */
type Player = Pick<Run, 'origin' | 'session'>;

/** Events belong to no player. */
const nobody: Player = { origin: null, session: null };

/** The loaded scripts of one shard: one Lua state and the functions registered in it. */
export class Script {
  readonly #handlers: HostContext['handlers'] = new Map();
  readonly #runner: Runner;
  readonly #deps: ScriptDeps;
  #categories: readonly string[];

  private constructor(deps: ScriptDeps) {
    this.#deps = deps;
    const { bounds, meter, sessions, post, elapsed } = deps;
    this.#categories = deps.categories;
    const L = createSandbox(meter);
    this.#runner = new Runner(L, meter, bounds, elapsed);
    const host: HostContext = {
      bounds,
      meter,
      sessions,
      categories: () => this.#categories,
      post,
      runner: this.#runner,
      handlers: this.#handlers,
      print: (level, line) => this.#print(level, line),
    };
    setModule(L, 'gump', gumpFunctions(host));
    const calls = new Calls(host);
    setModule(L, 'help_tickets', ticketFunctions(host, calls));
    setModule(L, 'roster', rosterFunctions(host, calls));
    setModule(L, 'clock', clockFunctions(host));
    setGlobal(L, 'require', requireFrom(deps.sources));
    setGlobal(
      L,
      'print',
      printTo((line) => this.#print('info', line)),
    );
  }

  /** Runs the entry file. On a problem nothing of it remains. */
  static load(
    deps: ScriptDeps,
  ): { script: Script } | { problem: LoadProblem; ruined: StopCause | null } {
    const script = new Script(deps);
    const { entry, sources, needs } = deps;
    const what = `loading ${entry}`;
    let problem: LoadProblem | null = null;
    const done: Done = (outcome) => {
      if (outcome.kind === 'failed' || outcome.kind === 'stopped') {
        problem = { text: firstLine(outcome.traceback), traceback: outcome.traceback };
      }
    };
    script.#runner.start({ what, origin: null, session: null, live: false, done }, (L) => {
      // Compiled inside the run, so that its time and memory are bounded too.
      lua.lua_pushcfunction(L, (inner) => {
        if (!pushChunk(inner, sources, entry)) return lua.lua_error(inner);
        lua.lua_call(inner, 0, 0);
        for (const name of needs) {
          if (!pushGlobalFunction(inner, name))
            raise(inner, 0, `${entry} makes no function ${name}`);
        }
        return 0;
      });
      return 0;
    });
    return problem === null ? { script } : { problem, ruined: script.#runner.ruined };
  }

  get ruined(): StopCause | null {
    return this.#runner.ruined;
  }

  /** The player pressed help: `on_help_request(session_id, character_id)`. */
  help(session: number, character: number, origin: string, done: Done): void {
    this.#call('on_help_request', [session, character], { origin, session }, (outcome) => {
      if (outcome.kind === 'missing') {
        this.#log('warn', 'the scripts have no function on_help_request');
      }
      done(outcome);
    });
  }

  /**
   * Calls the function registered for the button with one table. Without one the answer is ignored.
   */
  answer(answer: FormAnswer, done: Done): void {
    const { gump, button } = answer;
    const handler = this.#handlers.get(handlerKey(gump, button));
    if (handler === undefined) return done({ kind: 'missing' });
    this.#start(buttonHandler(gump, button), answer, done, (L) => {
      handler(L);
      push(L, {
        session_id: answer.session,
        character_id: answer.character,
        ...answerTable(answer),
      });
      return 1;
    });
  }

  /** An answer that had no effect: `on_form_lost(session_id, character_id, answer)`. */
  lost(answer: FormAnswer, reason: LostReason, done: Done): void {
    const { session, character } = answer;
    this.#call(
      'on_form_lost',
      [session, character, { ...answerTable(answer), reason }],
      answer,
      done,
    );
  }

  /** An event of a ticket: `on_ticket_opened(event)` for `ticket_opened`, if it exists. */
  event(name: string, payload: { [key: string]: LuaInput }, done: Done): void {
    this.#call(eventHandler(name), [payload], nobody, done);
  }

  result(call: number, result: ScriptResult): void {
    this.#runner.resume(call, (L, kind) => {
      if (!result.ok) {
        push(L, kind === 'command' ? false : null);
        push(L, result.reason);
        return 2;
      }
      if (kind === 'command') push(L, true);
      push(L, result.value);
      return kind === 'command' ? 2 : 1;
    });
  }

  /** Sets the valid categories. */
  changeCategories(categories: readonly string[]): void {
    this.#categories = categories;
  }

  /** Ends waiting handlers; the script is not used afterwards. */
  abandon(): void {
    this.#runner.abandon();
  }

  #call(name: string, args: readonly LuaInput[], player: Player, done: Done): void {
    this.#start(name, player, done, (L) => {
      if (!pushGlobalFunction(L, name)) return -1;
      for (const arg of args) push(L, arg);
      return args.length;
    });
  }

  #start(
    what: string,
    { origin, session }: Player,
    done: Done,
    begin: (L: LuaState) => number,
  ): void {
    this.#runner.start(
      { what, origin, session, live: true, done: this.#logged(what, done) },
      begin,
    );
  }

  #logged(what: string, done: Done): Done {
    return (outcome) => {
      if (outcome.kind === 'failed' || outcome.kind === 'stopped') {
        const { traceback } = outcome;
        this.#log('error', `${what}: ${firstLine(traceback)}`, traceback);
      }
      done(outcome);
    };
  }

  #print(level: LogLine['level'], line: string): void {
    const { print_lines_max, print_chars_max } = this.#deps.bounds;
    const spent = this.#runner.current?.spent;
    if (spent === undefined || spent.printed_lines > print_lines_max) return;
    spent.printed_lines += 1;
    const over = spent.printed_lines > print_lines_max;
    this.#log(level, over ? '(more lines are not logged)' : cutText(line, print_chars_max));
  }

  #log(level: LogLine['level'], text: string, traceback?: string): void {
    const line = traceback === undefined ? { level, text } : { level, text, traceback };
    this.#deps.post({ t: 'log', line });
  }
}

function answerTable(answer: FormAnswer): { [key: string]: LuaInput } {
  return {
    gump_id: answer.gump,
    button_id: answer.button,
    serial: answer.serial,
    switches: answer.switches,
    text_entries: new Map(answer.entries),
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
