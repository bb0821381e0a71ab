import { useId, useState } from 'preact/hooks';
import { language, languages, type Language } from './language.ts';
import { prefer } from '../session/preferences.ts';
import { speak, texts } from './texts.ts';
import { Problem } from '../ui/notice.tsx';

export function LanguageSelect() {
  const id = useId();
  const [isFailed, setFailed] = useState(false);
  const choose = async (to: Language): Promise<void> => {
    try {
      await speak(to);
      prefer({ language: to });
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <div class="language">
      <label for={id}>{texts.preferences.language}</label>
      <select
        id={id}
        value={language.value}
        onChange={(event) => void choose(event.currentTarget.value as Language)}
      >
        {languages.map((one) => (
          <option key={one} value={one} lang={one}>
            {texts.languages[one]}
          </option>
        ))}
      </select>
      <Problem>{isFailed ? texts.preferences.languageFailed : undefined}</Problem>
    </div>
  );
}
