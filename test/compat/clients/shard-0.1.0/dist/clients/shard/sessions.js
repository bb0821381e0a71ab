import { limits } from '../../protocol/limits.js';
/**
 * Who plays now. A shard may use the name of a session again for the next player; on the wire each
 * login has a name of its own, so that what is still under way for one never reaches the other.
 */
export class Sessions {
    #logins = 0;
    /** By the shard's own name of the session: its name on the wire. */
    #wires = new Map();
    /** By the name on the wire. */
    #players = new Map();
    /** The name on the wire, if somebody plays in that session. */
    wire(session) {
        return this.#wires.get(session);
    }
    /** By the name on the wire; undefined once that login is over. */
    player(wire) {
        return this.#players.get(wire);
    }
    /** The names on the wire of all who play. */
    wires() {
        return this.#players.keys();
    }
    /** What is known of a player changed, or a new one is there. Gives the name on the wire. */
    put(player) {
        const wire = this.#wires.get(player.session) ?? this.#newWire(player.session);
        this.#players.set(wire, player);
        return wire;
    }
    end(session) {
        const wire = this.#wires.get(session);
        if (wire === undefined)
            return;
        this.#wires.delete(session);
        this.#players.delete(wire);
    }
    #newWire(session) {
        this.#logins += 1;
        const name = `${session}~${this.#logins}`;
        // The shard's own name is there for whoever reads a log; it may be as long as an id may.
        const wire = name.length <= limits.id_chars_max ? name : `~${this.#logins}`;
        this.#wires.set(session, wire);
        return wire;
    }
}
