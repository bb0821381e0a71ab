/**
 * Requests that are not answered yet, in the order in which they were made. Each keeps the bytes
 * it was first sent with, because the server tells a resend from a reused id by the body.
 */
export class Requests {
    #pending = new Map();
    #pending_max;
    constructor(pending_max) {
        this.#pending_max = pending_max;
    }
    get size() {
        return this.#pending.size;
    }
    /** A request with an id that is waiting already is that same request: `added` is false. */
    add(id, frame) {
        const waiting = this.#pending.get(id);
        if (waiting !== undefined)
            return { added: false, outcome: waiting.outcome };
        if (this.#pending.size >= this.#pending_max) {
            return { added: false, outcome: Promise.resolve({ t: 'full' }) };
        }
        let settle = () => { };
        const outcome = new Promise((resolve) => (settle = resolve));
        this.#pending.set(id, { frame, outcome, settle });
        return { added: true, outcome };
    }
    /** Whether somebody waits for it. */
    answer(answer) {
        const isAwaited = this.#pending.has(answer.id);
        // The server is going away and keeps nothing of it: the next one is asked.
        if (answer.t !== 'refused' || answer.code !== 'shutting_down')
            this.#settle(answer.id, answer);
        return isAwaited;
    }
    frames() {
        return [...this.#pending.values()].map((pending) => pending.frame);
    }
    end() {
        for (const id of [...this.#pending.keys()])
            this.#settle(id, { t: 'ended' });
    }
    #settle(id, outcome) {
        this.#pending.get(id)?.settle(outcome);
        this.#pending.delete(id);
    }
}
