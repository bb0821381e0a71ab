/** Functions that want to hear of something; telling them is safe against adding and removing. */
export class Listeners {
    #calls = new Set();
    /** Returns what takes the listener off again. */
    add(call) {
        // Wrapped, so that the same function added twice is heard twice and removed once.
        const own = (value) => call(value);
        this.#calls.add(own);
        return () => void this.#calls.delete(own);
    }
    tell(value) {
        for (const call of [...this.#calls])
            call(value);
    }
}
