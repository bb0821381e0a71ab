import { preferences } from '../session/preferences.ts';

/** Further alerts within this time belong to the same burst and make no sound. */
const burst_ms = 8_000;
const key = 'shardbell.sounded';
const tones_hz = [660, 880];
const tone_s = 0.16;

let audio: AudioContext | undefined;
let soundedAt = 0;

/** Browsers mute a page until the reader presses something. */
export function startSound(): void {
  const ready = (): void => {
    if (!preferences.value.sound) return;
    audio ??= new AudioContext();
    void audio.resume();
  };
  addEventListener('pointerdown', ready);
  addEventListener('keydown', ready);
}

/** One short sound per burst, in only one tab of the browser. */
export function sound(): void {
  const now = Date.now();
  // The clock may have been set since.
  if (Math.abs(now - lastInAnyTab()) < burst_ms) return;
  remember(now);
  ring();
}

/** Also used as a sample when the reader turns sound on. */
export function ring(): void {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [i, hz] of tones_hz.entries()) {
    const tone = new OscillatorNode(audio, { frequency: hz });
    const volume = new GainNode(audio, { gain: 0 });
    const at = start + i * tone_s;
    volume.gain.setValueAtTime(0.12, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 2 * tone_s);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 2 * tone_s);
  }
}

function lastInAnyTab(): number {
  try {
    return Math.max(soundedAt, Number(localStorage.getItem(key)));
  } catch {
    return soundedAt;
  }
}

function remember(now: number): void {
  soundedAt = now;
  try {
    localStorage.setItem(key, String(now));
  } catch {
    // Then each tab plays its own sound.
  }
}
