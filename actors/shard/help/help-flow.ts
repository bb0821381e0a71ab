import type { ServerMessage } from '../../../protocol/messages.ts';
import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import type { LiveSession } from '../../roster/online.ts';
import type { CommittedTurn } from '../../ticket/service.ts';
import { FormAnswers, type FormAnswered } from './form-answers.ts';
import { FormBook, type ShownForm } from './forms.ts';
import { HelpLine } from './help-line.ts';
import { HelpScripts } from './help-scripts.ts';
import { formsGone, formsGoneInLog, unavailable } from './help-words.ts';
import { shardLimits } from '../shard-limits.ts';
import type { ShardDeps } from '../port.ts';
import type { ShardHealth } from '../counts.ts';
import type { FormsClosed, ScriptPort } from '../script/host/port.ts';
import { ScriptCalls } from './script-calls.ts';
import type { ScriptSources } from '../script/lua/require.ts';
import type { HandlerOutcome, LogLine, ScriptCall, ScriptResult } from '../script/messages.ts';
import { SessionNumbers } from './session-numbers.ts';
import { characterNumber, scriptEvents } from './ticket-event.ts';

const ranAlready: HandlerOutcome = { kind: 'ran' };

/**
 * From the help button to a ticket: the scripts of one shard, the forms they show and the calls
 * they make.
 */
export class HelpFlow implements ScriptPort {
  readonly #shard: string;
  readonly #deps: ShardDeps;
  readonly #send: (message: ServerMessage) => void;
  readonly #forms: FormBook;
  readonly #numbers = new SessionNumbers();
  readonly #answers: FormAnswers;
  readonly #calls: ScriptCalls;
  readonly #scripts: HelpScripts;
  readonly #line = new HelpLine(shardLimits.helps_at_once_max, shardLimits.helps_waiting_max);

  constructor(shard: string, deps: ShardDeps, send: (message: ServerMessage) => void) {
    this.#shard = shard;
    this.#deps = deps;
    this.#send = send;
    this.#forms = new FormBook(deps.newId());
    this.#calls = new ScriptCalls(shard, deps, this.#numbers);
    this.#scripts = new HelpScripts(deps, this, (host) => {
      for (const { session, character } of deps.online.ofShard(shard))
        host.sessionOpened(this.#numbers.of(session), characterNumber(character));
    });
    this.#answers = new FormAnswers({
      forms: this.#forms,
      scripts: this.#scripts,
      numberOf: (session) => this.#numbers.of(session),
      openedBy: (account, command) => this.#calls.openedBy(account, command),
      isLive: ({ session, account }) => deps.online.get(shard, session)?.account === account,
      concluded: (outcome, session) => this.#concluded(outcome, session),
      say: (session, text) => this.say(session, text),
      send,
    });
  }

  sessionOpened({ session, character }: LiveSession): void {
    const number = this.#numbers.of(session);
    void this.#scripts.use((host) => host.sessionOpened(number, characterNumber(character)));
  }

  /** Ids of the forms that the session has open. */
  formsOf(session: string): string[] {
    return this.#forms.ofSession(session).map(({ id }) => id);
  }

  /** Sends the form again if the session still has it open. */
  showAgain(session: string, form: string): void {
    const shown = this.#forms.ofSession(session).find(({ id }) => id === form);
    if (shown !== undefined) this.#sendForm(shown);
  }

  sessionClosed(session: string): void {
    this.#forms.endSession(session);
    const number = this.#numbers.of(session);
    this.#numbers.end(session);
    void this.#scripts.use((host) => host.sessionClosed(number));
  }

  /** The shard has forgotten them too, as after its own restart. */
  forgetForms(session: string): void {
    this.#forms.endSession(session);
  }

  async helpRequested(session: LiveSession, command: string): Promise<Refusal | undefined> {
    const character = characterNumber(session.character);
    if (character === null) return refuse('session_unlinked');
    // Before anything is awaited: a session that ends meanwhile must not get a new number.
    const number = this.#numbers.of(session.session);
    const outcome = await this.#line.take(async () => {
      // A player who left while waiting needs no form.
      const { online } = this.#deps;
      if (online.get(this.#shard, session.session)?.account !== session.account) return ranAlready;
      return this.#scripts.use((host) => host.helpRequested(number, character, command));
    });
    const isCut = outcome?.kind === 'failed' || outcome?.kind === 'stopped';
    if (isCut && (await this.#answers.saidOpened(session, command))) return undefined;
    // Without a help function the player would get no reply at all.
    const ended = outcome?.kind === 'missing' ? undefined : outcome;
    return this.#concluded(ended, session.session);
  }

  formAnswered(session: LiveSession, message: FormAnswered): Promise<Refusal | undefined> {
    return this.#answers.take(session, message);
  }

  /** Tells the scripts what happened to a ticket of this shard. */
  committed(turn: CommittedTurn): void {
    if (turn.after.shard !== this.#shard || turn.isImported === true) return;
    const events = scriptEvents(turn, this.#deps.tickets.staffName);
    void this.#scripts.use((host) => {
      for (const { name, payload } of events) host.event(name, payload);
    });
  }

  /** Tells running scripts; others get them when they start. */
  changeCategories(categories: readonly string[]): void {
    this.#scripts.changeCategories(categories);
  }

  /** Reloads running scripts; others start with the new sources. */
  async reload(sources: ScriptSources): Promise<void> {
    await this.#scripts.reload(sources);
  }

  /** For `/metrics` and `/ready`. */
  health(): ShardHealth {
    return { dropped: { ...this.#answers.dropped }, scripts: this.#scripts.health() };
  }

  async close(): Promise<void> {
    await this.#scripts.close();
  }

  // Serves the scripts.

  showForm(form: Omit<ShownForm, 'id' | 'session'> & { readonly session: number }): void {
    const session = this.#numbers.session(form.session);
    if (session === undefined) return;
    this.#sendForm(this.#forms.show({ ...form, session }));
  }

  formsClosed(why: FormsClosed): void {
    const losers = this.#forms.forget(why);
    const count = losers.length;
    if (count > 0)
      this.log({ level: 'warn', text: `${formsGoneInLog[why]}: ${count} players had forms open` });
    for (const session of losers) this.say(session, formsGone[why]);
  }

  ask(call: ScriptCall): Promise<ScriptResult> {
    return this.#calls.ask(call);
  }

  notify(number: number, text: string): void {
    const session = this.#numbers.session(number);
    if (session !== undefined) this.say(session, text);
  }

  log({ level, text, traceback }: LogLine): void {
    this.#deps.log(level, text, { shard: this.#shard, ...(traceback && { traceback }) });
  }

  /** Sends one line from the server itself to one player; dropped if the player is gone. */
  say(session: string, text: string): void {
    const notice = this.#deps.newId();
    const at = this.#deps.clock.now();
    this.#send({
      t: 'notify',
      session,
      notice,
      kind: 'system',
      ticket: null,
      number: null,
      from: '',
      text,
      at,
    });
  }

  #concluded(outcome: HandlerOutcome | undefined, session: string): Refusal | undefined {
    if (outcome?.kind === 'ran') return undefined;
    // A button without a handler is no error: some buttons only close the form.
    if (outcome?.kind === 'missing') return undefined;
    this.say(session, unavailable);
    return { ...refuse('help_unavailable'), wait_s: shardLimits.help_again_s };
  }

  #sendForm({ id, ...form }: ShownForm): void {
    this.#send({ t: 'show_form', ...form, form: id, elements: [...form.elements] });
  }
}
