import type { FormElement } from '../../../protocol/form.ts';
import type { LostReason } from '../script/messages.ts';
import { shardLimits } from '../shard-limits.ts';

/** A form that a player has open. */
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
  /** That player had it open; it is now answered. */
  | { readonly kind: 'taken'; readonly form: ShownForm }
  /** The same answer came before. */
  | { readonly kind: 'again' }
  /** An earlier run of the server or of its scripts showed it, and was forgotten. */
  | { readonly kind: 'lost'; readonly why: LostReason }
  /** It was never shown to that session. */
  | { readonly kind: 'not_shown' }
  /** It was answered by another command, or the session no longer has it open. */
  | { readonly kind: 'stale' };

/**
 * The open forms of one shard's players. Form ids contain the generation that made them, so that an
 * answer to a forgotten form can be told from one to a form that was never shown.
 */
export class FormBook {
  readonly #incarnation: string;
  #generation = 0;
  #made = 0;
  readonly #open = new Map<string, ShownForm>();
  readonly #bySession = new Map<string, string[]>();
  /** By form id: the command that answered it, oldest first. */
  readonly #answered = new Map<string, string>();
  /** Forms that were open when their scripts ended, oldest first. */
  readonly #lost = new Map<string, { readonly session: string; readonly why: LostReason }>();

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
    if (form !== undefined) return { kind: 'not_shown' };
    const lost = this.#lost.get(id);
    if (lost !== undefined && lost.session !== session) return { kind: 'not_shown' };
    if (!id.startsWith(this.#prefix())) return { kind: 'lost', why: lost?.why ?? 'restarted' };
    const number = Number(id.slice(this.#prefix().length));
    return { kind: number >= 1 && number <= this.#made ? 'stale' : 'not_shown' };
  }

  /** Its answer had no effect: it may be answered again, unless it was forgotten meanwhile. */
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
   * The scripts that made the forms are gone, so every form is lost. Returns the sessions that had
   * one open.
   */
  forget(why: LostReason): string[] {
    const losers = [...this.#bySession.keys()];
    for (const { id, session } of this.#open.values()) this.#lost.set(id, { session, why });
    for (const id of this.#lost.keys()) {
      if (this.#lost.size <= shardLimits.lost_forms_kept_max) break;
      this.#lost.delete(id);
    }
    this.#generation += 1;
    this.#open.clear();
    this.#bySession.clear();
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
