import { decodeTrusted, encode } from '../../protocol/codec.js';
import { limits } from '../../protocol/limits.js';
import { socket_open } from './socket.js';
/** From the start of an attempt, credentials included, to `welcome`. */
export const attempt_ms_max = 10_000;
/** For an answer when there is a reason to doubt the line, such as a machine that woke up. */
export const probe_ms_max = 2_500;
const silent = 'The server fell silent.';
/** One socket from credentials to close, with its heartbeat. It does not come back. */
export class Attempt {
    #options;
    #listener;
    #phase = 'opening';
    #socket;
    #cancelTimer;
    #cancelProbe = () => { };
    #heard;
    /** When the first ping went out that nothing was heard after. */
    #asked;
    #bye;
    #trouble = {};
    constructor(options, listener) {
        this.#options = options;
        this.#listener = listener;
        this.#heard = options.clock.now();
        this.#cancelTimer = options.clock.after(attempt_ms_max, () => this.#broken('The server did not answer in time.'));
        void this.#open();
    }
    send(message) {
        this.sendFrame(encode(message, this.#options.subprotocol));
    }
    /** Drops what is sent before the welcome and after the close. */
    sendFrame(frame) {
        if (this.#phase === 'live')
            this.#put(frame);
    }
    /** Asks for a sign of life, and gives the line up if none comes. */
    probe() {
        if (this.#phase !== 'live')
            return;
        const asked = this.#options.clock.now();
        this.#ping();
        this.#cancelProbe();
        this.#cancelProbe = this.#options.clock.after(probe_ms_max, () => {
            if (this.#heard < asked)
                this.#broken(silent);
        });
    }
    /** Closes without telling the listener. */
    cut() {
        if (this.#phase === 'over')
            return;
        this.#phase = 'over';
        this.#cancelTimer();
        this.#cancelProbe();
        const socket = this.#socket;
        if (socket === undefined)
            return;
        // A dead line can take a browser a minute to admit: its events are of no more interest.
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close(1000);
    }
    async #open() {
        try {
            const auth = await this.#options.auth();
            if (this.#phase === 'over')
                return;
            if (auth === undefined)
                return this.#end({ kind: 'no_credentials' });
            const socket = await this.#options.socket();
            // A close follows each error; without a listener the ws package throws it, also the one of
            // a socket that is closed before it opened.
            socket.onerror = (event) => this.#failed(event);
            if (this.#isOver())
                return socket.close(1000);
            this.#attach(socket, auth);
        }
        catch (error) {
            this.#broken(wordsOf(error));
        }
    }
    /** Browsers do not say why. The first reason counts: what follows is what became of it. */
    #failed({ message, error }) {
        if (this.#trouble.sentence !== undefined || !message)
            return;
        const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined;
        this.#trouble = { sentence: message, ...(status !== undefined && { status }) };
    }
    /** A method, because the compiler does not see that the phase changes across an await. */
    #isOver() {
        return this.#phase === 'over';
    }
    #attach(socket, auth) {
        this.#socket = socket;
        socket.binaryType = 'arraybuffer';
        socket.onmessage = (event) => this.#receive(event.data);
        socket.onclose = (event) => this.#end({ kind: 'closed', code: event.code, ...this.#trouble, ...this.#bye });
        if (socket.readyState === socket_open)
            this.#greet(auth);
        else
            socket.onopen = () => this.#greet(auth);
    }
    #greet(auth) {
        const { client, subprotocol } = this.#options;
        const hello = { t: 'hello', v: limits.protocol_version, auth };
        this.#phase = 'greeting';
        this.#put(encode(client === undefined ? hello : { ...hello, client }, subprotocol));
        this.#listener.greeting();
    }
    #put(frame) {
        // Encoders write into ordinary memory; the type leaves room for shared memory.
        this.#socket?.send(frame);
    }
    #receive(data) {
        if (this.#phase === 'over')
            return;
        let message;
        try {
            message = decodeTrusted(typeof data === 'string' ? data : new Uint8Array(data));
        }
        catch {
            return this.#broken('The server sent a frame that cannot be read.');
        }
        this.#heard = this.#options.clock.now();
        this.#asked = undefined;
        if (message.t === 'bye')
            this.#bye = { code: message.code, sentence: message.sentence };
        else if (message.t === 'welcome' && this.#phase === 'greeting') {
            this.#phase = 'live';
            this.#beat(message.heartbeat_ms);
            this.#listener.welcome(message);
        }
        else if (message.t !== 'pong')
            this.#listener.message(message);
    }
    #beat(heartbeat_ms) {
        const { clock } = this.#options;
        const answer_ms_max = limits.silence_ms_max - heartbeat_ms;
        const given_up_at = this.#asked === undefined ? Infinity : this.#asked + answer_ms_max;
        const pause_ms = Math.max(0, Math.min(heartbeat_ms, given_up_at - clock.now()));
        const [began, began_wall] = [clock.now(), clock.wallTime()];
        this.#cancelTimer();
        this.#cancelTimer = clock.after(pause_ms, () => {
            const now = clock.now();
            // While a machine sleeps, the clock that nobody sets may stand still.
            const slept_ms = clock.wallTime() - began_wall - (now - began);
            if (this.#asked !== undefined && now - this.#asked >= answer_ms_max)
                return this.#broken(silent);
            // Silent though nothing was asked: the machine slept, or the browser slows a hidden tab.
            if (now - this.#heard + Math.max(0, slept_ms) >= limits.silence_ms_max)
                this.probe();
            else
                this.#ping();
            this.#beat(heartbeat_ms);
        });
    }
    #ping() {
        this.#asked ??= this.#options.clock.now();
        this.send({ t: 'ping' });
    }
    #broken(sentence) {
        this.#end({ kind: 'closed', code: 1006, sentence });
    }
    #end(how) {
        if (this.#phase === 'over')
            return;
        this.cut();
        this.#listener.over(how);
    }
}
function wordsOf(error) {
    return error instanceof Error ? error.message : String(error);
}
