import { nanoid } from 'nanoid';
import { refusals } from '../../protocol/refusals.js';
import { systemClock } from '../core/clock.js';
import { Connection } from '../core/connection.js';
import { Announcer } from './announcer.js';
import { Callbacks } from './callbacks.js';
import { checkAddress, openSocket } from './open-socket.js';
import { SessionMemory } from './session-memory.js';
import { Sessions } from './sessions.js';
import { troubleOf } from './trouble.js';
/** Requests of the whole shard that may wait while the connection is away. */
const pending_max = 2_000;
/**
 * What a game shard embeds: says who plays, rings for help, shows forms and replies. It comes back
 * by itself and then tells the server all of it again, so the shard need not care.
 */
export class ShardClient {
    #options;
    #callbacks;
    #connection;
    #announcer;
    #sessions = new Sessions();
    /** By the name of a session on the wire. */
    #memory = new SessionMemory();
    /** Throws where the address is none. */
    constructor(options) {
        checkAddress(options.url);
        this.#options = options;
        this.#callbacks = new Callbacks(options.onError?.bind(options));
        const incarnation = nanoid();
        this.#connection = new Connection({
            socket: () => openSocket(options.url),
            auth: () => Promise.resolve({ as: 'shard', key: options.key, incarnation }),
            client: 'shardbell-shard-js',
            greet: () => this.#announcer.list(),
            pending_max,
        });
        this.#announcer = new Announcer({
            sessions: this.#sessions,
            clock: systemClock,
            send: (message) => this.#connection.send(message),
            onRefused: (refusal) => this.#refused(refusal),
        });
        this.#connection.onMessage((message) => this.#receive(message));
        this.#connection.onState(({ kind }) => {
            if (kind === 'waiting' || kind === 'ended')
                this.#announcer.lost();
        });
        const onState = options.onState?.bind(options) ?? printTroubles();
        this.#connection.onState((state) => void this.#callbacks.call(() => onState(state)));
    }
    start() {
        this.#connection.start();
    }
    /** The network or the machine is back: does not wait any longer before it connects again. */
    wake() {
        this.#connection.wake();
    }
    close() {
        this.#connection.close();
    }
    /** Tells that somebody plays; again with the same session when what is known of them changed. */
    open(player) {
        const wire = this.#sessions.wire(player.session);
        const before = wire === undefined ? undefined : this.#sessions.player(wire);
        // The session is another player's now: what the first one was shown and asked is not theirs.
        if (before !== undefined && isAnotherAccount(before, player))
            this.end(player.session);
        this.#announcer.opened(this.#sessions.put(player));
    }
    move(session, location) {
        const wire = this.#sessions.wire(session);
        const player = wire === undefined ? undefined : this.#sessions.player(wire);
        if (player === undefined)
            return;
        this.#announcer.moved(this.#sessions.put({ ...player, location }));
    }
    end(session) {
        const wire = this.#sessions.wire(session);
        if (wire === undefined)
            return;
        this.#sessions.end(session);
        this.#memory.end(wire);
        this.#announcer.closed(wire);
    }
    /** Accounts and characters that do not play now may be told too; players are told by `open`. */
    upsertAccount(account, name, created) {
        return this.#connection.request({ t: 'account', id: nanoid(), account, name, ...at(created) });
    }
    upsertCharacter(account, character, name, created) {
        const told = { account, character, name, ...at(created) };
        return this.#connection.request({ t: 'character', id: nanoid(), ...told });
    }
    /**
     * One of its factions, with all who are members now: ids of accounts that were told before. With
     * no members it is forgotten.
     */
    upsertFaction(faction, name, members) {
        return this.#connection.request({
            t: 'faction',
            id: nanoid(),
            faction,
            name,
            members: [...members],
        });
    }
    /** Who one of its accounts, told before, is on Discord; null: nobody. */
    linkDiscord(account, user) {
        return this.#connection.request({ t: 'discord_link', id: nanoid(), account, user });
    }
    /** The player pressed help. A form follows by `onForm`. */
    help(session, location) {
        return this.#request(session, (wire) => ({
            t: 'help_requested',
            id: nanoid(),
            session: wire,
            ...(location === undefined ? {} : { location }),
        }));
    }
    /**
     * Answers a form that `onForm` showed. Sent again after every return until it was taken; if it
     * was not, the form may be answered once more.
     */
    async answerForm(id, { button, switches = [], entries = {}, location }) {
        const form = this.#memory.takeForm(id);
        if (form === undefined)
            return { t: 'ended' };
        const outcome = await this.#request(form.session, (wire) => ({
            t: 'form_answered',
            id: nanoid(),
            session: wire,
            form: id,
            gump: form.gump,
            serial: form.serial,
            button,
            switches: [...switches],
            entries: Object.entries(entries).map(([entry, text]) => ({ id: Number(entry), text })),
            ...(location === undefined ? {} : { location }),
        }));
        if (outcome.t !== 'done')
            this.#memory.putBack(id, form);
        return outcome;
    }
    /** Asks a ticket to change on behalf of a player: a reply, a close, a reopen. */
    command(session, deed, ticket) {
        return this.#request(session, (wire) => ({
            t: 'command',
            id: nanoid(),
            session: wire,
            ...(ticket === undefined ? {} : { ticket }),
            do: deed,
        }));
    }
    /** For somebody who plays now. */
    #request(session, make) {
        const wire = this.#sessions.wire(session);
        if (wire === undefined)
            return Promise.resolve(sessionUnknown());
        this.#announcer.hurry(wire);
        return this.#connection.request(make(wire));
    }
    #receive(message) {
        switch (message.t) {
            case 'show_form': {
                const { t: _, ...form } = message;
                return this.#show(form);
            }
            case 'form_gone': {
                const session = this.#sessions.player(message.session)?.session;
                if (session === undefined)
                    return;
                return void this.#callbacks.call(() => this.#options.onFormGone?.({ ...message, session }));
            }
            case 'notify':
                return void this.#notify(message);
            case 'done':
                return void this.#announcer.take(message);
            case 'refused':
                if (!this.#announcer.take(message))
                    this.#refused(message);
                return;
            default:
                return;
        }
    }
    #show(told) {
        const player = this.#sessions.player(told.session);
        if (player === undefined)
            return;
        const form = { ...told, session: player.session };
        if (!this.#memory.addForm(told.session, form))
            return;
        void this.#callbacks.call(() => this.#options.onForm(form));
    }
    async #notify({ t: _, ...told }) {
        const { session: wire, notice: id } = told;
        const player = this.#sessions.player(wire);
        if (player === undefined)
            return;
        const known = this.#memory.beginNotice(wire, id);
        if (known === 'showing')
            return;
        if (known === 'new') {
            const isShown = await this.#callbacks.call(() => this.#options.onNotice({ ...told, session: player.session }));
            this.#memory.endNotice(wire, id, isShown ? 'shown' : 'failed');
            // Not acknowledged, so that the server keeps it for the next session.
            if (!isShown)
                return;
        }
        this.#connection.send({ t: 'notice_shown', session: wire, notice: id });
    }
    #refused({ code, sentence }) {
        this.#callbacks.failed(new Error(`${code}: ${sentence}`));
    }
}
/** Each once, however often it is tried, until the connection is live again. */
function printTroubles() {
    let printed = '';
    return (state) => {
        const sentence = troubleOf(state)?.sentence ?? '';
        if (state.kind === 'live')
            printed = '';
        if (sentence === '' || sentence === printed)
            return;
        printed = sentence;
        console.error(`Shardbell: ${sentence}`);
    };
}
function at(created) {
    return created === undefined ? {} : { created };
}
/** Two whose creation times differ share no more than their id. */
function isAnotherAccount({ account: before }, { account }) {
    if (before.id !== account.id)
        return true;
    if (before.created === undefined || account.created === undefined)
        return false;
    return before.created !== account.created;
}
/** As the server says it of a session that is over. */
function sessionUnknown() {
    const { retry, sentence } = refusals.session_unknown;
    return { t: 'refused', id: nanoid(), code: 'session_unknown', retry, sentence };
}
