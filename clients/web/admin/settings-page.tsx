import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { RequestOutcome } from '../../core/requests.ts';
import type { KeptSettings, SettingChange, SettingName } from '../../../protocol/kept-settings.ts';
import { lazy } from '../ui/lazy.tsx';
import { Problem } from '../ui/notice.tsx';
import type { SignedIn } from '../session/session.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin, useAsked } from '../lib/use-asked.ts';
import { useDraft } from '../compose/use-draft.ts';
import { DataStanding } from './data.tsx';
import { DiscordStanding } from './discord.tsx';
import { opensSteps } from '../session/rights.ts';
import { FirstSteps } from './first-steps.tsx';
import { SettingField, isFit, type SettingValue } from './setting-field.tsx';
import { WhenAsked } from './when-asked.tsx';

const RetentionCount = lazy(async () => (await import('./retention-count.tsx')).RetentionCount);

/** All settings, each saved on its own. */
export function Settings({ who }: { readonly who: SignedIn }) {
  const asking = useAsked(who.connection, { kind: 'settings_get' }, 'settings');
  const set = async (change: SettingChange): Promise<RequestOutcome> => {
    const outcome = await askAdmin(who.connection, { kind: 'settings_set', setting: change });
    const is = answerOf(outcome, 'settings');
    if (is !== undefined) asking.put(is);
    return outcome;
  };
  return (
    <WhenAsked asking={asking}>
      {(is) => (
        <>
          {opensSteps(who.rights) && <FirstSteps who={who} />}
          <DataStanding who={who} />
          <DiscordStanding who={who} />
          <ul class="settings" aria-label={adminTexts.admin.pages.settings}>
            {(Object.keys(adminTexts.settings) as SettingName[]).map((name) => (
              <Setting
                key={name}
                name={name}
                value={is.settings[name]}
                set={set}
                note={(draft) =>
                  name === 'retention' &&
                  draft !== 'off' && (
                    <RetentionCount
                      connection={who.connection}
                      months={is.settings.retention_months}
                    />
                  )
                }
              />
            ))}
          </ul>
        </>
      )}
    </WhenAsked>
  );
}

interface SettingProps<N extends SettingName> {
  readonly name: N;
  readonly value: KeptSettings[N];
  set(change: SettingChange): Promise<RequestOutcome>;
  /** What the typed value would come to. */
  note(draft: SettingValue): ComponentChildren;
}

function Setting({ name, value, set, note }: SettingProps<SettingName>) {
  const { draft, isChanged, setDraft, save } = useDraft<SettingValue>(value);
  const [isSaved, setSaved] = useState(false);
  const [problem, setProblem] = useState<string>();
  const action = useAction();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setProblem(undefined);
    const isStored = await save(async (typed) => {
      const outcome = await action.run(() => set({ name, value: typed } as SettingChange));
      // A value of the wrong type is refused in terms meant for programs.
      const isMisfit = outcome.t === 'refused' && outcome.code === 'bad_message';
      setProblem(isMisfit ? adminTexts.settings[name].must : undefined);
      return outcome.t === 'answer';
    });
    setSaved(isStored);
  };
  return (
    <li>
      {name === 'discord_server' && <h2>Discord</h2>}
      <form
        class="setting"
        aria-label={adminTexts.settings[name].name}
        onSubmit={(event) => void submit(event)}
      >
        <div>
          <h2>{adminTexts.settings[name].name}</h2>
          <p class="muted">{adminTexts.settings[name].what}</p>
        </div>
        <div class="setting-value">
          <SettingField
            name={name}
            value={draft}
            set={(to) => {
              setSaved(false);
              setDraft(to);
            }}
          />
          {note(draft)}
          <Problem>{problem ?? action.problem}</Problem>
        </div>
        <div class="setting-save">
          <button type="submit" disabled={!isChanged || !isFit(name, draft) || action.isBusy}>
            {action.isBusy ? adminTexts.admin.saving : adminTexts.admin.save}
          </button>
          <span role="status">{isSaved && !isChanged && adminTexts.admin.saved}</span>
        </div>
      </form>
    </li>
  );
}
