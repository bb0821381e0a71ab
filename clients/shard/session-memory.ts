/** Shown notices remembered per session; the server never has more than 20 unacknowledged ones. */
const notices_kept_max = 500;
/** Forms remembered per session, answered or not. */
const forms_kept_max = 32;

interface Remembered<Form> {
  /** By id; undefined once answered. */
  readonly forms: Map<string, Form | undefined>;
  readonly notices: Map<string, 'showing' | 'shown'>;
}

/** What was shown to each player, so that a repeated frame shows nothing twice. */
export class SessionMemory<Form extends { readonly form: string }> {
  readonly #sessions = new Map<string, Remembered<Form>>();
  readonly #sessionOfForm = new Map<string, string>();

  /** False if the form was shown before. */
  addForm(session: string, form: Form): boolean {
    const { forms } = this.#of(session);
    if (forms.has(form.form)) return false;
    forms.set(form.form, form);
    this.#sessionOfForm.set(form.form, session);
    for (const id of overflow(forms, forms_kept_max)) this.#sessionOfForm.delete(id);
    return true;
  }

  /** The form, if it was shown and not answered. */
  takeForm(id: string): Form | undefined {
    const session = this.#sessionOfForm.get(id);
    const forms = session === undefined ? undefined : this.#sessions.get(session)?.forms;
    const form = forms?.get(id);
    if (form !== undefined) forms?.set(id, undefined);
    return form;
  }

  /** Its answer was refused: it may be answered again while the session lasts. */
  putBack(id: string, form: Form): void {
    const session = this.#sessionOfForm.get(id);
    if (session !== undefined) this.#sessions.get(session)?.forms.set(id, form);
  }

  /** `showing`: it is being shown right now. */
  beginNotice(session: string, id: string): 'new' | 'showing' | 'shown' {
    const { notices } = this.#of(session);
    const known = notices.get(id);
    if (known !== undefined) return known;
    notices.set(id, 'showing');
    overflow(notices, notices_kept_max);
    return 'new';
  }

  endNotice(session: string, id: string, how: 'shown' | 'failed'): void {
    const notices = this.#sessions.get(session)?.notices;
    if (how === 'shown') notices?.set(id, 'shown');
    else notices?.delete(id);
  }

  end(session: string): void {
    for (const id of this.#sessions.get(session)?.forms.keys() ?? [])
      this.#sessionOfForm.delete(id);
    this.#sessions.delete(session);
  }

  #of(session: string): Remembered<Form> {
    let remembered = this.#sessions.get(session);
    if (remembered === undefined) {
      remembered = { forms: new Map(), notices: new Map() };
      this.#sessions.set(session, remembered);
    }
    return remembered;
  }
}

/** Drops the oldest above the bound and returns their names. */
function overflow<V>(map: Map<string, V>, count_max: number): string[] {
  const dropped: string[] = [];
  for (const key of map.keys()) {
    if (map.size <= count_max) break;
    map.delete(key);
    dropped.push(key);
  }
  return dropped;
}
