import type { ClientMessageOf, ServerMessage } from '../../../protocol/messages.ts';
import { refuse, type Refusal } from '../../../protocol/refusals.ts';
import type { LiveSession } from '../../roster/online.ts';
import { nothingDropped, type DroppedCounts } from '../counts.ts';
import { unfitness } from './form-fit.ts';
import type { FormBook, ShownForm } from './forms.ts';
import type { HelpScripts } from './help-scripts.ts';
import { formsGone, received, unavailable } from './help-words.ts';
import type { FormAnswer, HandlerOutcome, LostReason, StopCause } from '../script/messages.ts';
import { characterNumber } from './ticket-event.ts';

export type FormAnswered = ClientMessageOf<'form_answered'>;

interface AnswersDeps {
  readonly forms: FormBook;
  readonly scripts: Pick<HelpScripts, 'use'>;
  /** The number by which scripts know a session. */
  numberOf(session: string): number;
  /** Numbers of the tickets that this account's command opened. */
  openedBy(account: string, command: string): Promise<readonly number[]>;
  isLive(session: LiveSession): boolean;
  /** Turns the outcome of a handler into a refusal, and tells the player if it failed. */
  concluded(outcome: HandlerOutcome | undefined, session: string): Refusal | undefined;
  /** Sends one line from the server itself to one player. */
  say(session: string, text: string): void;
  send(message: ServerMessage): void;
}

/**
 * The answers to the forms of one shard. Each goes once to the function of its button. If that is
 * impossible or fails, the scripts may offer the typed text again.
 */
export class FormAnswers {
  readonly dropped: DroppedCounts = nothingDropped();
  readonly #deps: AnswersDeps;
  /** Answers being handled, by form: the same answer sent again gets the same outcome. */
  readonly #underWay = new Map<
    string,
    { readonly command: string; readonly outcome: Promise<Refusal | undefined> }
  >();

  constructor(deps: AnswersDeps) {
    this.#deps = deps;
  }

  async take(session: LiveSession, message: FormAnswered): Promise<Refusal | undefined> {
    const { form, id: command } = message;
    const first = this.#underWay.get(form);
    if (first?.command === command) return first.outcome;
    const outcome = this.#take(session, message);
    this.#underWay.set(form, { command, outcome });
    try {
      return await outcome;
    } finally {
      if (this.#underWay.get(form)?.outcome === outcome) this.#underWay.delete(form);
    }
  }

  async #take(session: LiveSession, message: FormAnswered): Promise<Refusal | undefined> {
    const { forms, isLive } = this.#deps;
    const taken = forms.take(message.form, session.session, message.id);
    switch (taken.kind) {
      case 'again':
        return undefined;
      case 'not_shown':
      case 'stale':
        this.dropped[taken.kind] += 1;
        return refuse('form_unknown');
      case 'lost':
        return this.#lost(session, message, taken.why);
      case 'taken': {
        const unfit = unfitness(taken.form.elements, message);
        if (unfit !== undefined) {
          this.dropped[unfit] += 1;
          forms.putBack(taken.form);
          return refuse('answer_unfit', unfit);
        }
        let refusal: Refusal | undefined = refuse('help_unavailable');
        try {
          refusal = await this.#taken(session, message, taken.form);
        } finally {
          // It had no effect, so the typed text may be sent again.
          if (refusal !== undefined && isLive(session)) forms.putBack(taken.form);
        }
        return refusal;
      }
    }
  }

  async #taken(
    session: LiveSession,
    message: FormAnswered,
    form: ShownForm,
  ): Promise<Refusal | undefined> {
    const { scripts, say, concluded } = this.#deps;
    const answer = this.#answer(session, message, form);
    const outcome = await scripts.use((host) => host.formAnswered(answer));
    if (outcome?.kind === 'failed' || outcome?.kind === 'stopped') {
      // The handler may have ended after its ticket was opened, before it could say so.
      if (await this.saidOpened(session, message.id)) return undefined;
      const why = outcome.kind === 'failed' ? 'failed' : reasonOf(outcome.why);
      if ((await this.#offeredAgain(answer, why)) === 'offered') {
        say(
          session.session,
          why === 'changed' || why === 'replaced' ? formsGone[why] : unavailable,
        );
        this.#sendGone(message, true);
        return undefined;
      }
    }
    return concluded(outcome, session.session);
  }

  /**
   * The form was shown before the server or its scripts were restarted. If its answer had opened a
   * ticket by then, the player is told so; otherwise the scripts offer the text again.
   */
  async #lost(
    session: LiveSession,
    message: FormAnswered,
    why: LostReason,
  ): Promise<Refusal | undefined> {
    const answer = this.#answer(session, message, message);
    if (await this.saidOpened(session, message.id)) return undefined;
    const offered = await this.#offeredAgain(answer, why);
    if (offered === 'unavailable') return this.#deps.concluded(undefined, session.session);
    this.#sendGone(message, offered === 'offered');
    return undefined;
  }

  /** Lets the scripts offer the typed text again; `unavailable` if that can be tried later. */
  async #offeredAgain(
    answer: FormAnswer,
    why: LostReason,
  ): Promise<'offered' | 'not_offered' | 'unavailable'> {
    const outcome = await this.#deps.scripts.use((host) => host.formLost(answer, why));
    if (outcome === undefined || outcome.kind === 'unavailable') return 'unavailable';
    return outcome.kind === 'ran' ? 'offered' : 'not_offered';
  }

  /** Tells the player of all tickets that this answer opened, if any. */
  async saidOpened(session: LiveSession, command: string): Promise<boolean> {
    const opened = await this.#deps.openedBy(session.account, command);
    if (opened.length === 0) return false;
    this.#deps.say(session.session, received(opened));
    return true;
  }

  /** Built before anything is awaited: a session that ends meanwhile must not get a new number. */
  #answer(
    { session, character }: LiveSession,
    { id, button, switches, entries }: FormAnswered,
    { gump, serial }: { readonly gump: number; readonly serial: number },
  ): FormAnswer {
    return {
      session: this.#deps.numberOf(session),
      character: characterNumber(character),
      gump,
      serial,
      button,
      switches,
      entries: entries.map((entry) => [entry.id, entry.text] as const),
      origin: id,
    };
  }

  #sendGone({ session, form, entries }: FormAnswered, offered: boolean): void {
    this.#deps.send({ t: 'form_gone', session, form, entries, offered });
  }
}

function reasonOf(why: StopCause): LostReason {
  return why === 'changed' || why === 'replaced' ? why : 'stopped';
}
