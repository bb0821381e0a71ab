import type { ClientMessageOf, ServerMessage } from '../../protocol/messages.ts';
import { refuse, type Refusal } from '../../protocol/refusals.ts';
import type { LiveSession } from '../roster/online.ts';
import type { Told } from '../ticket/desk.ts';
import { FormBook, type ShownForm } from './forms.ts';
import { HelpScripts } from './help-scripts.ts';
import { formsGone, formsGoneInLog, unavailable } from './help-words.ts';
import type { ShardSurroundings } from './port.ts';
import { unfitness } from './form-answer.ts';
import { nothingDropped, type ShardHealth } from './counts.ts';
import type { HandlerOutcome, ScriptPort } from './script/host.ts';
import type { FormsClosed } from './script/port.ts';
import { ScriptCalls } from './script-calls.ts';
import type { ScriptSources } from './script/require.ts';
import type {
  FormAnswer,
  LogLine,
  LostReason,
  ScriptCall,
  ScriptResult,
  StopCause,
} from './script/messages.ts';
import { SessionNumbers } from './session-numbers.ts';
import { characterNumber, scriptEvents } from './ticket-event.ts';

type FormAnswered = ClientMessageOf<'form_answered'>;

function reasonOf(why: StopCause): LostReason {
  return why === 'changed' || why === 'replaced' ? why : 'stopped';
}

/**
 * The way from the help button to a ticket: the scripts of one shard, the forms they show and the
 * answers to them.
 */
export class Intake implements ScriptPort {
  readonly #shard: string;
  readonly #around: ShardSurroundings;
  readonly #send: (message: ServerMessage) => void;
  readonly #forms: FormBook;
  readonly #numbers = new SessionNumbers();
  /** Answers under way, by form: what comes again meanwhile has no other outcome. */
  readonly #answers = new Map<
    string,
    { readonly command: string; readonly outcome: Promise<Refusal | undefined> }
  >();
  readonly #dropped = nothingDropped();
  readonly #calls: ScriptCalls;
  readonly #scripts: HelpScripts;

  constructor(shard: string, around: ShardSurroundings, send: (message: ServerMessage) => void) {
    this.#shard = shard;
    this.#around = around;
    this.#send = send;
    this.#forms = new FormBook(around.newId());
    this.#calls = new ScriptCalls(shard, around, this.#numbers);
    this.#scripts = new HelpScripts(around, this, (host) => {
      for (const { session, character } of around.online.ofShard(shard))
        host.sessionOpened(this.#numbers.of(session), characterNumber(character));
    });
  }

  sessionOpened({ session, character }: LiveSession): void {
    const number = this.#numbers.of(session);
    void this.#scripts.use((host) => host.sessionOpened(number, characterNumber(character)));
  }

  /** Ids of the forms that are before it. */
  formsOf(session: string): string[] {
    return this.#forms.ofSession(session).map(({ id }) => id);
  }

  /** Sends the form once more if it is still before the session. */
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

  /** The shard's own side of them is gone, as after its restart. */
  forgetForms(session: string): void {
    this.#forms.endSession(session);
  }

  async helpRequested(session: LiveSession, command: string): Promise<Refusal | undefined> {
    const character = characterNumber(session.character);
    if (character === null) return refuse('session_unlinked');
    const outcome = await this.#scripts.use((host) =>
      host.helpRequested(this.#numbers.of(session.session), character, command),
    );
    return this.#concluded(outcome, session.session);
  }

  async formAnswered(session: LiveSession, message: FormAnswered): Promise<Refusal | undefined> {
    const { form, id: command } = message;
    const first = this.#answers.get(form);
    if (first?.command === command) return first.outcome;
    const outcome = this.#takeAnswer(session, message);
    this.#answers.set(form, { command, outcome });
    try {
      return await outcome;
    } finally {
      if (this.#answers.get(form)?.outcome === outcome) this.#answers.delete(form);
    }
  }

  /** Tells the scripts what happened to a ticket of this shard. */
  told(told: Told): void {
    if (told.after.shard !== this.#shard) return;
    const events = scriptEvents(told, this.#around.tickets.staffName);
    void this.#scripts.use((host) => {
      for (const { name, payload } of events) host.event(name, payload);
    });
  }

  /** Tells scripts that run already; others start with them. */
  changeCategories(categories: readonly string[]): void {
    this.#scripts.changeCategories(categories);
  }

  /** Where scripts run already; others start with what there is then. */
  async reload(sources: ScriptSources): Promise<void> {
    await this.#scripts.reload(sources);
  }

  /** For `/metrics` and `/ready`. */
  health(): ShardHealth {
    return { dropped: { ...this.#dropped }, scripts: this.#scripts.health() };
  }

  async close(): Promise<void> {
    await this.#scripts.close();
  }

  // What scripts ask for.

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
    this.#around.log(level, text, { shard: this.#shard, ...(traceback && { traceback }) });
  }

  /** A word of the server itself to one player; gone if nobody is there to read it. */
  say(session: string, text: string): void {
    const notice = this.#around.newId();
    const at = this.#around.now();
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

  async #takeAnswer(session: LiveSession, message: FormAnswered): Promise<Refusal | undefined> {
    const taken = this.#forms.take(message.form, session.session, message.id);
    switch (taken.kind) {
      case 'again':
        return undefined;
      case 'not_shown':
      case 'stale':
        this.#dropped[taken.kind] += 1;
        return refuse('form_unknown');
      case 'lost':
        return this.#formLost(session, message, taken.why);
      case 'taken': {
        const unfit = unfitness(taken.form.elements, message);
        if (unfit !== undefined) {
          this.#dropped[unfit] += 1;
          this.#forms.putBack(taken.form);
          return refuse('answer_unfit', unfit);
        }
        let refusal: Refusal | undefined = refuse('help_unavailable');
        try {
          refusal = await this.#formTaken(session, message, taken.form);
        } finally {
          // Nothing came of it, so the typed text may be sent again.
          if (refusal !== undefined && this.#isLive(session)) this.#forms.putBack(taken.form);
        }
        return refusal;
      }
    }
  }

  async #formTaken(
    session: LiveSession,
    message: FormAnswered,
    form: ShownForm,
  ): Promise<Refusal | undefined> {
    const answer = this.#answer(session, message, form);
    const outcome = await this.#scripts.use((host) => host.formAnswered(answer));
    if (outcome?.kind === 'failed' || outcome?.kind === 'stopped') {
      // The handler may have ended after its ticket was opened and before it could say so.
      if (await this.#saidOpened(session, message.id)) return undefined;
      const why = outcome.kind === 'failed' ? 'failed' : reasonOf(outcome.why);
      if ((await this.#offeredAgain(session, message, form, why)) === 'offered') {
        this.say(
          session.session,
          why === 'changed' || why === 'replaced' ? formsGone[why] : unavailable,
        );
        this.#sendGone(message, true);
        return undefined;
      }
    }
    return this.#concluded(outcome, session.session);
  }

  /**
   * The form was shown before the server or its scripts were started again. If its answer had
   * opened a ticket before that, the player is told so; else the scripts offer the text again.
   */
  async #formLost(
    session: LiveSession,
    message: FormAnswered,
    why: LostReason,
  ): Promise<Refusal | undefined> {
    if (await this.#saidOpened(session, message.id)) return undefined;
    const offered = await this.#offeredAgain(session, message, message, why);
    if (offered === 'unavailable') return this.#concluded(undefined, session.session);
    this.#sendGone(message, offered === 'offered');
    return undefined;
  }

  /** Lets the scripts offer the typed text again; `unavailable` when that can be tried later. */
  async #offeredAgain(
    session: LiveSession,
    message: FormAnswered,
    form: { readonly gump: number; readonly serial: number },
    why: LostReason,
  ): Promise<'offered' | 'not_offered' | 'unavailable'> {
    const answer = this.#answer(session, message, form);
    const outcome = await this.#scripts.use((host) => host.formLost(answer, why));
    if (outcome === undefined || outcome.kind === 'unavailable') return 'unavailable';
    return outcome.kind === 'ran' ? 'offered' : 'not_offered';
  }

  /** Tells the player of the ticket that this answer opened, if it did. */
  async #saidOpened(session: LiveSession, command: string): Promise<boolean> {
    const opened = await this.#calls.openedBy(session.account, command);
    if (opened === undefined) return false;
    this.say(session.session, `Your ticket #${opened.number} was received.`);
    return true;
  }

  #answer(
    session: LiveSession,
    { id, button, switches, entries }: FormAnswered,
    form: { readonly gump: number; readonly serial: number },
  ): FormAnswer {
    return {
      session: this.#numbers.of(session.session),
      character: characterNumber(session.character),
      gump: form.gump,
      serial: form.serial,
      button,
      switches,
      entries: entries.map((entry) => [entry.id, entry.text] as const),
      origin: id,
    };
  }

  #concluded(outcome: HandlerOutcome | undefined, session: string): Refusal | undefined {
    if (outcome?.kind === 'ran') return undefined;
    // A button without a handler is no fault: forms have buttons that only close them.
    if (outcome?.kind === 'missing') return undefined;
    this.say(session, unavailable);
    return refuse('help_unavailable');
  }

  #sendForm({ id, ...form }: ShownForm): void {
    this.#send({ t: 'show_form', ...form, form: id, elements: [...form.elements] });
  }

  #sendGone({ session, form, entries }: FormAnswered, offered: boolean): void {
    this.#send({ t: 'form_gone', session, form, entries, offered });
  }

  #isLive({ session, account }: LiveSession): boolean {
    return this.#around.online.get(this.#shard, session)?.account === account;
  }
}
