/** Shown notices remembered per session; the server never has more than 20 under way to one. */
const notices_kept_max = 500;
/** Forms remembered per session, answered or not. */
const forms_kept_max = 32;
/** What was put before each player, so that a frame that comes again shows nothing twice. */
export class SessionMemory {
    #sessions = new Map();
    #sessionOfForm = new Map();
    /** False when the form was shown before. */
    addForm(session, form) {
        const { forms } = this.#of(session);
        if (forms.has(form.form))
            return false;
        forms.set(form.form, form);
        this.#sessionOfForm.set(form.form, session);
        for (const id of overflow(forms, forms_kept_max))
            this.#sessionOfForm.delete(id);
        return true;
    }
    /** The form, if it was shown and not answered. */
    takeForm(id) {
        const session = this.#sessionOfForm.get(id);
        const forms = session === undefined ? undefined : this.#sessions.get(session)?.forms;
        const form = forms?.get(id);
        if (form !== undefined)
            forms?.set(id, undefined);
        return form;
    }
    /** Its answer was not taken: it may be answered again, while the session lasts. */
    putBack(id, form) {
        const session = this.#sessionOfForm.get(id);
        if (session !== undefined)
            this.#sessions.get(session)?.forms.set(id, form);
    }
    /** `showing`: it is being shown at this moment. */
    beginNotice(session, id) {
        const { notices } = this.#of(session);
        const known = notices.get(id);
        if (known !== undefined)
            return known;
        notices.set(id, 'showing');
        overflow(notices, notices_kept_max);
        return 'new';
    }
    endNotice(session, id, how) {
        const notices = this.#sessions.get(session)?.notices;
        if (how === 'shown')
            notices?.set(id, 'shown');
        else
            notices?.delete(id);
    }
    end(session) {
        for (const id of this.#sessions.get(session)?.forms.keys() ?? [])
            this.#sessionOfForm.delete(id);
        this.#sessions.delete(session);
    }
    #of(session) {
        let remembered = this.#sessions.get(session);
        if (remembered === undefined) {
            remembered = { forms: new Map(), notices: new Map() };
            this.#sessions.set(session, remembered);
        }
        return remembered;
    }
}
/** Drops the oldest above the bound and names them. */
function overflow(map, count_max) {
    const dropped = [];
    for (const key of map.keys()) {
        if (map.size <= count_max)
            break;
        map.delete(key);
        dropped.push(key);
    }
    return dropped;
}
