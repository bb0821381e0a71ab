import { render } from 'preact';
import { effect } from '@preact/signals';
import { startSound } from './alerts/sound.ts';
import { startTitle } from './alerts/title.ts';
import { App } from './app/app.tsx';
import { startKeys } from './app/keys.ts';
import { language, readersLanguage, wishedTags } from './i18n/language.ts';
import { preferences, startPreferences } from './session/preferences.ts';
import { keepOwnTexts } from './i18n/own-text.ts';
import { followAddress } from './app/route.ts';
import { startSession } from './session/session.ts';
import { speak, texts } from './i18n/texts.ts';
import { startTime } from './i18n/time.ts';

wishedTags.value = navigator.languages;
startPreferences();
startTime();
startKeys();
startTitle();
startSound();
startSession();
followAddress();

const app = document.getElementById('app')!;
keepOwnTexts(app);
const show = (): void => render(<App />, app);
speakWished().then(show, () => {
  // Without its texts the page can say only this.
  app.textContent = 'Shardbell could not be loaded. Reload the page.';
});
effect(() => void speakWished().catch(() => {}));
effect(() => {
  document.documentElement.lang = language.value;
  document.documentElement.dir = texts.direction;
});

/** As chosen, here or in another tab. */
function speakWished(): Promise<void> {
  return speak(preferences.value.language ?? readersLanguage());
}
