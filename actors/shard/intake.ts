import type { ClientMessageOf, ServerMessage } from '../../protocol/messages.ts';
import { refusals, refuse, type Refusal } from '../../protocol/refusals.ts';
import type { LiveSession } from '../roster/online.ts';
import type { Told } from '../ticket/desk.ts';
import { FormBook, type ShownForm } from './forms.ts';
import type { ShardSurroundings } from './port.ts';
import type { HandlerOutcome, ScriptHost, ScriptPort } from './script/host.ts';
import type { FormAnswer, LogLine, SubmitCall, SubmitResult } from './script/messages.ts';
import { SessionNumbers } from './session-numbers.ts';

const unavailable = 'Help is not available right now. Please try again in a moment.';

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
  #host: Promise<ScriptHost> | undefined;

  constructor(shard: string, around: ShardSurroundings, send: (message: ServerMessage) => void) {
    this.#shard = shard;
    this.#around = around;
    this.#send = send;
    this.#forms = new FormBook(around.newId());
  }

  sessionOpened({ session, character }: LiveSession): void {
    void this.#withHost((host) => {
      host.sessionOpened(this.#numbers.of(session), characterNumber(character));
    });
    // After a cut connection the shard may have missed a form; one it has shown it knows by its id.
    for (const form of this.#forms.ofSession(session)) this.#sendForm(form);
  }

  sessionClosed(session: string): void {
    this.#forms.endSession(session);
    const number = this.#numbers.of(session);
    this.#numbers.end(session);
    void this.#withHost((host) => host.sessionClosed(number));
  }

  /** The shard's own side of them is gone, as after its restart. */
  forgetForms(session: string): void {
    this.#forms.endSession(session);
  }

  async helpRequested(session: LiveSession, command: string): Promise<Refusal | undefined> {
    const character = characterNumber(session.character);
    if (character === null) return refuse('session_unlinked');
    const outcome = await this.#withHost((host) =>
      host.helpRequested(this.#numbers.of(session.session), character, command),
    );
    return this.#concluded(outcome, session.session);
  }

  async formAnswered(
    session: LiveSession,
    message: ClientMessageOf<'form_answered'>,
  ): Promise<Refusal | undefined> {
    const taken = this.#forms.take(message.form, session.session, message.id);
    switch (taken.kind) {
      case 'again':
        return undefined;
      case 'unknown':
        return refuse('form_unknown');
      case 'lost':
        return this.#formLost(session, message);
      case 'taken': {
        const answer = this.#answer(session, message, taken.form);
        const outcome = await this.#withHost((host) => host.formAnswered(answer));
        // The handler may have ended after its ticket was opened and before it could say so.
        if (outcome?.kind === 'stopped' && (await this.#saidOpened(session, message.id)))
          return undefined;
        return this.#concluded(outcome, session.session);
      }
    }
  }

  /** Tells the scripts what happened to a ticket of this shard. */
  told({ before, after, events }: Told): void {
    if (before !== null || after.shard !== this.#shard) return;
    const opening = events.find(({ change }) => change.type === 'message_posted' && change.opening);
    void this.#withHost((host) =>
      host.event('ticket_opened', {
        ticket_id: after.number,
        sender_character_id: characterNumber(after.sender?.character ?? null),
        sender_account_id: Number(after.sender?.account ?? 0),
        category: after.category,
        message: opening?.change.type === 'message_posted' ? opening.change.body : '',
        map_id: after.location?.map ?? null,
        location: after.location && {
          x: after.location.x,
          y: after.location.y,
          z: after.location.z,
        },
      }),
    );
  }

  async close(): Promise<void> {
    const host = await this.#host?.catch(() => undefined);
    await host?.close();
  }

  // What scripts ask for.

  showForm(form: Omit<ShownForm, 'id' | 'session'> & { readonly session: number }): void {
    const session = this.#numbers.session(form.session);
    if (session === undefined) return;
    this.#sendForm(this.#forms.show({ ...form, session }));
  }

  formsClosed(sessions: readonly number[], why: string): void {
    this.#forms.forget();
    this.log({ level: 'warn', text: why });
    for (const number of sessions) {
      const session = this.#numbers.session(number);
      if (session !== undefined) this.say(session, unavailable);
    }
  }

  async submit(call: SubmitCall): Promise<SubmitResult> {
    const session = this.#numbers.session(call.session);
    const playing =
      session === undefined ? undefined : this.#around.online.get(this.#shard, session);
    if (playing === undefined) return notTaken(refuse('session_unknown'));
    if (playing.character === null) return notTaken(refuse('session_unlinked'));
    const { account, character, location } = playing;
    const answer = await this.#around.tickets.command(
      { account, restricted: true, surface: 'game' },
      {
        id: submitId(call.origin, call.ordinal),
        as: 'player',
        deed: { kind: 'open', category: call.category, body: call.message },
        from: { shard: this.#shard, character, location },
      },
    );
    return answer.ok ? { ok: true, number: answer.number } : notTaken(answer.refusal);
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

  /**
   * The form was shown before the server or its scripts were started again. If its answer had
   * opened a ticket before that, the player is told so; else the scripts offer the text again.
   */
  async #formLost(
    session: LiveSession,
    message: ClientMessageOf<'form_answered'>,
  ): Promise<Refusal | undefined> {
    if (await this.#saidOpened(session, message.id)) return undefined;
    const answer = this.#answer(session, message, message);
    const outcome = await this.#withHost((host) => host.formLost(answer));
    const offered = outcome?.kind === 'ran';
    this.#send({
      t: 'form_gone',
      session: session.session,
      form: message.form,
      entries: message.entries,
      offered,
    });
    return undefined;
  }

  /** Tells the player of the ticket that this answer opened, if it did. */
  async #saidOpened(session: LiveSession, command: string): Promise<boolean> {
    const opened = await this.#around.tickets.openedBy(session.account, submitId(command, 0));
    if (opened === undefined) return false;
    this.say(session.session, `Your ticket #${opened.number} was received.`);
    return true;
  }

  #answer(
    session: LiveSession,
    { id, button, switches, entries }: ClientMessageOf<'form_answered'>,
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

  /** Starts the scripts when they are first needed. Undefined where they cannot be started. */
  async #withHost<T>(use: (host: ScriptHost) => T | Promise<T>): Promise<T | undefined> {
    this.#host ??= this.#around.scripts(this);
    try {
      return await use(await this.#host);
    } catch (error) {
      this.log({
        level: 'error',
        text: `scripts: ${error instanceof Error ? error.message : String(error)}`,
      });
      return undefined;
    }
  }
}

/** Ids of what a handler asks for: the same when the same answer comes again. */
function submitId(origin: string, ordinal: number): string {
  return `${origin}:${ordinal}`;
}

function notTaken({ code, detail }: Refusal): SubmitResult {
  const { sentence } = refusals[code];
  return { ok: false, reason: detail === undefined ? sentence : `${sentence} ${detail}` };
}

function characterNumber(character: string | null): number | null {
  return character === null ? null : Number(character);
}
