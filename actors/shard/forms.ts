import type { FormElement } from '../../protocol/form.ts';
import { shardLimits } from './limits.ts';

/** A form before a player. */
export interface ShownForm {
  readonly id: string;
  /** The shard's own name of the session. */
  readonly session: string;
  readonly gump: number;
  readonly serial: number;
  readonly x: number;
  readonly y: number;
  readonly elements: readonly FormElement[];
}

export type TakenForm =
  /** It was before that player and is now answered. */
  | { readonly kind: 'taken'; readonly form: ShownForm }
  /** The very same answer came before. */
  | { readonly kind: 'again' }
  /** It was shown by an earlier run of the server or of its scripts, which is forgotten. */
  | { readonly kind: 'lost' }
  /** It never was before that session, or was answered otherwise. */
  | { readonly kind: 'unknown' };

/**
 * The forms that are before the players of one shard. Ids carry the generation that made them, so
 * that an answer to a forgotten form can be told from one that was never shown.
 */
export class FormBook {
  readonly #incarnation: string;
  #generation = 0;
  #made = 0;
  readonly #open = new Map<string, ShownForm>();
  readonly #bySession = new Map<string, string[]>();
  /** Form id to the command that answered it, oldest first. */
  readonly #answered = new Map<string, string>();

  /** `incarnation` is new at every start of the server and holds no dot. */
  constructor(incarnation: string) {
    this.#incarnation = incarnation;
  }

  show(form: Omit<ShownForm, 'id'>): ShownForm {
    this.#made += 1;
    const shown = { ...form, id: `${this.#prefix()}${this.#made}` };
    this.#add(shown);
    return shown;
  }

  take(id: string, session: string, command: string): TakenForm {
    const form = this.#open.get(id);
    if (form !== undefined && form.session === session) {
      this.#drop(form);
      this.#answered.set(id, command);
      if (this.#answered.size > shardLimits.answers_kept_max) {
        this.#answered.delete(this.#answered.keys().next().value!);
      }
      return { kind: 'taken', form };
    }
    if (this.#answered.get(id) === command) return { kind: 'again' };
    return { kind: form === undefined && !id.startsWith(this.#prefix()) ? 'lost' : 'unknown' };
  }

  /** Its answer came to nothing: it may be answered again, unless it was forgotten meanwhile. */
  putBack(form: ShownForm): void {
    if (!form.id.startsWith(this.#prefix())) return;
    this.#answered.delete(form.id);
    this.#add(form);
  }

  ofSession(session: string): ShownForm[] {
    return (this.#bySession.get(session) ?? []).flatMap((id) => this.#open.get(id) ?? []);
  }

  endSession(session: string): void {
    for (const id of this.#bySession.get(session) ?? []) this.#open.delete(id);
    this.#bySession.delete(session);
  }

  /**
   * The scripts that made the forms are gone: every form is lost from now on. Gives the sessions
   * that had one open.
   */
  forget(): string[] {
    const losers = [...this.#bySession.keys()];
    this.#generation += 1;
    this.#open.clear();
    this.#bySession.clear();
    this.#answered.clear();
    return losers;
  }

  #add(form: ShownForm): void {
    const ids = this.#bySession.get(form.session) ?? [];
    ids.push(form.id);
    while (ids.length > shardLimits.forms_per_session_max) this.#open.delete(ids.shift()!);
    this.#bySession.set(form.session, ids);
    this.#open.set(form.id, form);
  }

  #drop(form: ShownForm): void {
    this.#open.delete(form.id);
    const ids = (this.#bySession.get(form.session) ?? []).filter((id) => id !== form.id);
    if (ids.length === 0) this.#bySession.delete(form.session);
    else this.#bySession.set(form.session, ids);
  }

  #prefix(): string {
    return `${this.#incarnation}.${this.#generation}.`;
  }
}
