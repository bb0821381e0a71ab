import { systemClock } from './clock.ts';

interface SourceBounds {
  /** Without a byte, while one is waited for; and in all. */
  readonly silence_ms_max: number;
  readonly all_ms_max: number;
  /** Makes the source fail. */
  cut(): void;
}

/** What a source brings, which is cut where it says nothing for long or takes too long. */
export async function* boundedSource(
  source: AsyncIterable<Uint8Array>,
  { silence_ms_max, all_ms_max, cut }: SourceBounds,
): AsyncGenerator<Uint8Array> {
  const cancelAll = systemClock.after(all_ms_max, cut);
  let cancelSilence = systemClock.after(silence_ms_max, cut);
  try {
    for await (const bytes of source) {
      cancelSilence();
      yield bytes;
      cancelSilence = systemClock.after(silence_ms_max, cut);
    }
  } finally {
    cancelSilence();
    cancelAll();
  }
}
