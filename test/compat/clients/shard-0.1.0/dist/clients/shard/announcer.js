import { nanoid } from 'nanoid';
/**
 * Announcements under way at a time. The server answers an account or a character when it is on
 * disk: this is enough to fill one write while the next one waits, and little to hold for it.
 */
export const unanswered_max = 2_000;
/** From a refusal that says "try again" until the player is told again. */
export const again_ms = 2_000;
/** In this order: the later ones refer to the earlier ones. */
const parts = ['account', 'character', 'session'];
const away = { kind: 'away' };
/**
 * Tells the server who plays: first all accounts, then all characters, then all sessions, because
 * the server writes what comes of one kind to its disk together; and never more at a time than it
 * has room for.
 */
export class Announcer {
    #options;
    #phase = away;
    /** By part: the sessions whose part is to be told. */
    #due = {
        account: new Set(),
        character: new Set(),
        session: new Set(),
    };
    /** By message id. */
    #unanswered = new Map();
    /** Sessions that the server was told of on this connection and did not refuse. */
    #told = new Set();
    /** Sessions to be told again when the pause is over. */
    #again = new Set();
    #cancelAgain = () => { };
    #pump = 'idle';
    constructor(options) {
        this.#options = options;
    }
    /** There is a new connection. Resolves when the server was told of everybody. */
    list() {
        this.lost();
        for (const wire of this.#options.sessions.wires())
            this.#owe(wire);
        return new Promise((listed) => {
            this.#phase = { kind: 'listing', listed };
            this.#tell();
        });
    }
    /** The connection is gone, and with it what was told by it. */
    lost() {
        this.#phase = away;
        this.#cancelAgain();
        this.#again.clear();
        this.#unanswered.clear();
        this.#told.clear();
        for (const part of parts)
            this.#due[part].clear();
    }
    /** Somebody plays, or something about them changed. */
    opened(wire) {
        if (this.#phase.kind === 'away')
            return;
        this.#owe(wire);
        this.#tellSoon();
    }
    /** Tells of this player at once: a request for them follows. */
    hurry(wire) {
        // Requests wait for the end of the list by themselves.
        if (this.#phase.kind !== 'listed')
            return;
        if (this.#again.delete(wire))
            this.#owe(wire);
        for (const part of parts)
            if (this.#due[part].delete(wire))
                this.#say(part, wire);
    }
    moved(wire) {
        const location = this.#options.sessions.player(wire)?.location;
        // Who is not told of yet is told of with the place where they are then.
        if (location === undefined || !this.#told.has(wire) || this.#due.session.has(wire))
            return;
        this.#options.send({ t: 'session_moved', id: nanoid(), session: wire, location });
    }
    closed(wire) {
        for (const part of parts)
            this.#due[part].delete(wire);
        this.#again.delete(wire);
        if (this.#told.delete(wire))
            this.#options.send({ t: 'session_closed', id: nanoid(), session: wire });
    }
    /** Whether it is the answer to an announcement. */
    take(answer) {
        const asked = this.#unanswered.get(answer.id);
        if (asked === undefined)
            return false;
        this.#unanswered.delete(answer.id);
        if (answer.t === 'refused')
            this.#refused(asked, answer);
        this.#tellSoon();
        return true;
    }
    #refused({ part, wire }, refusal) {
        if (part === 'session')
            this.#told.delete(wire);
        if (this.#options.sessions.player(wire) === undefined)
            return;
        if (refusal.retry)
            this.#tellAgain(wire);
        // Without the account, what refers to it is refused too: all of it is told again.
        else if (!this.#again.has(wire))
            this.#options.onRefused(refusal);
    }
    #tellAgain(wire) {
        this.#again.add(wire);
        if (this.#again.size > 1)
            return;
        this.#cancelAgain();
        this.#cancelAgain = this.#options.clock.after(again_ms, () => {
            for (const waiting of this.#again)
                this.#owe(waiting);
            this.#again.clear();
            this.#tell();
        });
    }
    #owe(wire) {
        for (const part of parts)
            this.#due[part].add(wire);
    }
    /** After what runs now, so that all who log in at one moment are told part by part. */
    #tellSoon() {
        if (this.#pump === 'soon')
            return;
        this.#pump = 'soon';
        queueMicrotask(() => {
            this.#pump = 'idle';
            this.#tell();
        });
    }
    #tell() {
        if (this.#phase.kind === 'away')
            return;
        for (const part of parts) {
            for (const wire of this.#due[part]) {
                if (this.#unanswered.size >= unanswered_max)
                    return;
                this.#due[part].delete(wire);
                this.#say(part, wire);
            }
        }
        if (this.#phase.kind !== 'listing')
            return;
        const { listed } = this.#phase;
        this.#phase = { kind: 'listed' };
        this.#options.send({ t: 'sessions_end' });
        listed();
    }
    #say(part, wire) {
        const player = this.#options.sessions.player(wire);
        const message = player && announcementOf(part, wire, player);
        if (message === undefined)
            return;
        this.#unanswered.set(message.id, { part, wire });
        if (part === 'session')
            this.#told.add(wire);
        this.#options.send(message);
    }
}
/** Undefined where there is nothing to tell: not everybody plays a character yet. */
function announcementOf(part, wire, { account, character, location }) {
    const id = nanoid();
    switch (part) {
        case 'account':
            return { t: 'account', id, account: account.id, ...said(account) };
        case 'character':
            return (character && {
                t: 'character',
                id,
                account: account.id,
                character: character.id,
                ...said(character),
            });
        case 'session':
            return {
                t: 'session_opened',
                id,
                session: wire,
                account: account.id,
                ...(account.created !== undefined && { account_created: account.created }),
                ...(character && { character: character.id }),
                ...(character?.created !== undefined && { character_created: character.created }),
                ...(location === undefined ? {} : { location }),
            };
    }
}
function said({ name, created }) {
    return created === undefined ? { name } : { name, created };
}
