import { closed_here, type ConnectionState } from '../core/state.ts';

export interface Trouble {
  /** For a person. */
  readonly sentence: string;
  /** Whether waiting cannot help: somebody has to change the key, the address or the server. */
  readonly final: boolean;
}

/** HTTP statuses that are temporary. */
const passing: readonly number[] = [408, 425, 429];

/** What is wrong with a connection in this state, if anything. */
export function troubleOf(state: ConnectionState): Trouble | undefined {
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

/** Prints each problem once, however often it is met, until the connection is live again. */
export function printTroubles(): (state: ConnectionState) => void {
  let printed = '';
  return (state) => {
    const sentence = troubleOf(state)?.sentence ?? '';
    if (state.kind === 'live') printed = '';
    if (sentence === '' || sentence === printed) return;
    printed = sentence;
    console.error(`Shardbell: ${sentence}`);
  };
}
