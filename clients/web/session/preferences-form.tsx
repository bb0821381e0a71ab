import { useState } from 'preact/hooks';
import { askToNotify } from '../alerts/notify.ts';
import { ring } from '../alerts/sound.ts';
import { preferences, prefer } from './preferences.ts';
import { isLive, signOut, type SignedIn } from './session.ts';
import { LanguageSelect } from '../i18n/language-select.tsx';
import { texts } from '../i18n/texts.ts';
import { Dialog, closeDialog } from '../ui/dialog.tsx';
import { DiscordLink } from './discord-link.tsx';
import { overlay } from '../app/open.ts';
import { lazy } from '../ui/lazy.tsx';

const OwnPassword = lazy<object>(async () => (await import('./own-password.tsx')).OwnPassword);

/** The reader's preferences in this browser, and signing out. */
export function PreferencesForm({ who }: { readonly who: SignedIn }) {
  const { preferences: words, nav } = texts;
  const [isDenied, setDenied] = useState(false);
  const chooseDesktop = async (isWanted: boolean): Promise<void> => {
    const isGiven = isWanted && (await askToNotify());
    setDenied(isWanted && !isGiven);
    prefer({ desktop: isGiven });
  };
  return (
    <Dialog label={words.title} kind="preferences">
      <LanguageSelect />
      <label class="check">
        <input
          type="checkbox"
          checked={preferences.value.singleKeys}
          onChange={(event) => prefer({ singleKeys: event.currentTarget.checked })}
        />
        <span>
          {words.singleKeys}
          <small class="muted">{words.singleKeysHint}</small>
        </span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={preferences.value.sound}
          onChange={(event) => {
            prefer({ sound: event.currentTarget.checked });
            if (preferences.value.sound) ring();
          }}
        />
        <span>{words.sound}</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={preferences.value.desktop}
          onChange={({ currentTarget }) => void chooseDesktop(currentTarget.checked)}
        />
        <span>
          {words.desktop}
          {isDenied && <small class="problem">{words.desktopDenied}</small>}
        </span>
      </label>
      <OwnPassword />
      <DiscordLink who={who} />
      <div class="dialog-foot">
        <button
          type="button"
          onClick={() => {
            closeDialog();
            overlay.value = 'map';
          }}
        >
          {words.keys}
        </button>
        <button
          type="button"
          disabled={!isLive.value}
          onClick={() => {
            closeDialog();
            void signOut();
          }}
        >
          {nav.signOut}
        </button>
      </div>
      <p class="muted">
        {words.signedInAs} <bdi>{who.you.name}</bdi>
      </p>
    </Dialog>
  );
}
