/**
 * Calls what the shard gave to be called. What it throws, or what its promise rejects with, costs neither
 * the connection nor anybody else: it is told to `onError`.
 */
export class Callbacks {
    #onError;
    constructor(onError = (error) => console.error(error)) {
        this.#onError = onError;
    }
    /** Resolves to whether it ended well. */
    async call(run) {
        try {
            await run();
            return true;
        }
        catch (error) {
            this.failed(error);
            return false;
        }
    }
    failed(error) {
        try {
            this.#onError(error);
        }
        catch (worse) {
            console.error(worse);
        }
    }
}
