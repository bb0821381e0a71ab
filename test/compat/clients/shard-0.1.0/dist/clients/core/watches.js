import { refusals } from '../../protocol/refusals.js';
/** After a refusal that may pass by itself. */
export const rewatch_ms = 2_000;
/** Watches that outlive the sockets they were made on. */
export class Watches {
    #asked = new Map();
    #clock;
    #send;
    #epoch;
    #last = 0;
    constructor(clock, send) {
        this.#clock = clock;
        this.#send = send;
    }
    add(handlers) {
        const asked = { w: 0, topic: undefined, retry: undefined, handlers };
        this.#ask(asked);
        return {
            again: () => {
                if (this.#asked.get(asked.w) !== asked)
                    return;
                this.#drop(asked);
                this.#ask(asked);
            },
            move: () => {
                if (this.#asked.get(asked.w) === asked)
                    this.#tell(asked);
            },
            stop: () => {
                if (this.#asked.get(asked.w) === asked)
                    this.#drop(asked);
            },
        };
    }
    /** A new socket is live: everything is asked of it. */
    live(epoch) {
        this.#epoch = epoch;
        // Numbers are a connection's own, so counting starts again and never meets its bound.
        const all = [...this.#asked.values()];
        this.#asked.clear();
        this.#last = 0;
        for (const asked of all)
            this.#ask(asked);
    }
    lost() {
        this.#epoch = undefined;
        for (const asked of this.#asked.values())
            cancelRetry(asked);
    }
    take(message) {
        if (this.#epoch === undefined)
            return;
        if (message.t === 'event' || message.t === 'signal') {
            for (const { topic, handlers } of [...this.#asked.values()]) {
                if (topic !== message.topic)
                    continue;
                if (message.t === 'event')
                    handlers.event(message.is);
                else
                    handlers.signal?.(message.is);
            }
            return;
        }
        const asked = this.#asked.get(message.w);
        if (asked === undefined)
            return;
        switch (message.t) {
            case 'state':
                asked.topic = message.topic;
                asked.handlers.state(message.is, this.#epoch);
                break;
            case 'resumed':
                asked.topic = message.topic;
                asked.handlers.resumed(message, this.#epoch);
                break;
            case 'gone':
                this.#gone(asked, message.code, message.sentence);
                break;
        }
    }
    #ask(asked) {
        asked.w = ++this.#last;
        asked.topic = undefined;
        this.#asked.set(asked.w, asked);
        this.#tell(asked);
    }
    #tell(asked) {
        cancelRetry(asked);
        if (this.#epoch === undefined)
            return;
        this.#send({ t: 'watch', w: asked.w, what: asked.handlers.what() });
    }
    #drop(asked) {
        cancelRetry(asked);
        this.#asked.delete(asked.w);
        if (this.#epoch !== undefined)
            this.#send({ t: 'unwatch', w: asked.w });
    }
    #gone(asked, code, sentence) {
        if (refusals[code]?.retry) {
            asked.topic = undefined;
            asked.retry = this.#clock.after(rewatch_ms, () => {
                this.#asked.delete(asked.w);
                this.#ask(asked);
            });
            asked.handlers.refused?.(code, sentence);
            return;
        }
        this.#asked.delete(asked.w);
        asked.handlers.gone(code, sentence);
    }
}
function cancelRetry(asked) {
    asked.retry?.();
    asked.retry = undefined;
}
