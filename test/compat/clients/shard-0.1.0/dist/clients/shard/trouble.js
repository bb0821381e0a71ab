import { closed_here } from '../core/state.js';
/** These pass by themselves. */
const passing = [408, 425, 429];
/** What is wrong with a connection in this state, if anything is. */
export function troubleOf(state) {
    switch (state.kind) {
        case 'idle':
        case 'connecting':
        case 'greeting':
        case 'live':
            return undefined;
        case 'waiting': {
            const { status = 0, sentence } = state;
            const final = status >= 300 && status < 500 && !passing.includes(status);
            return { sentence: final ? `${sentence} Is the address right?` : sentence, final };
        }
        case 'ended':
            return state.code === closed_here ? undefined : { sentence: state.sentence, final: true };
    }
}
