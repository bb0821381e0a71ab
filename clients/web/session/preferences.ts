import { signal } from '@preact/signals';
import { languages, type Language } from '../i18n/language.ts';

/** Preferences of this browser, whoever signs in. */
export interface Preferences {
  /** Undefined: the browser's language. */
  readonly language: Language | undefined;
  readonly singleKeys: boolean;
  /** For alerts. */
  readonly sound: boolean;
  readonly desktop: boolean;
  /** Whether the first steps of a new server were put away. */
  readonly stepsAway: boolean;
}

const key = 'shardbell.preferences';

export const preferences = signal<Preferences>(read(undefined));

export function startPreferences(): void {
  try {
    preferences.value = read(localStorage.getItem(key));
  } catch {
    // Without storage nothing is kept.
  }
  // Changed in another tab.
  addEventListener('storage', (event) => {
    if (event.key === key) preferences.value = read(event.newValue);
  });
}

export function prefer(chosen: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...chosen };
  try {
    localStorage.setItem(key, JSON.stringify(preferences.value));
  } catch {
    // Without storage it holds until the page is left.
  }
}

function read(text: string | null | undefined): Preferences {
  let stored: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    stored = Object(JSON.parse(text ?? '{}'));
  } catch {
    // Written by something else.
  }
  return {
    language: languages.find((one) => one === stored.language),
    singleKeys: stored.singleKeys !== false,
    sound: stored.sound === true,
    desktop: stored.desktop === true,
    stepsAway: stored.stepsAway === true,
  };
}
