import { useState } from 'preact/hooks';
import type { AdminCommand, AnswerBodyOf } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { Problem } from '../ui/notice.tsx';
import type { SignedIn } from '../session/session.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { askAdmin, useAsked } from '../lib/use-asked.ts';
import { useDraft } from '../compose/use-draft.ts';
import { Choices } from './choices.tsx';
import { NameForm } from './name-form.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { WhenAsked } from './when-asked.tsx';

type Group = AnswerBodyOf<'groups'>['groups'][number];

/** This group has every right, so it also serves as the list of all rights. */
const administrators = 'administrators';

export function Groups({ who }: { readonly who: SignedIn }) {
  const asking = useAsked(who.connection, { kind: 'group_list' }, 'groups');
  const action = useAction();
  const run = async (command: AdminCommand): Promise<boolean> => {
    const outcome = await action.run(() => askAdmin(who.connection, command));
    if (outcome.t === 'done') asking.again();
    return outcome.t === 'done';
  };
  return (
    <WhenAsked asking={asking}>
      {({ groups }) => (
        <>
          <ul class="panels">
            {groups.map((group) => (
              <li key={group.name}>
                <GroupForm
                  group={group}
                  rights={allRights(groups)}
                  change={async (command) => {
                    const outcome = await askAdmin(who.connection, command);
                    if (outcome.t === 'done') asking.again();
                    return outcome;
                  }}
                />
              </li>
            ))}
          </ul>
          <NameForm
            label={adminTexts.admin.newGroup}
            chars_max={limits.group_chars_max}
            isBusy={action.isBusy}
            add={(name) => run({ kind: 'group_set', name, rights: [], default: false })}
          />
          <Problem>{action.problem}</Problem>
        </>
      )}
    </WhenAsked>
  );
}

/** All rights that have an effect, in the product's order. */
export function allRights(groups: readonly Group[]): readonly string[] {
  const all = groups.find(({ name }) => name === administrators)?.rights ?? [];
  return all.filter((right) => right in adminTexts.rights);
}

interface FormProps {
  readonly group: Group;
  readonly rights: readonly string[];
  change(command: AdminCommand): ReturnType<typeof askAdmin>;
}

function GroupForm({ group, rights, change }: FormProps) {
  const { draft, isChanged, setDraft, save } = useDraft(group);
  const [isSaved, setSaved] = useState(false);
  const action = useAction();
  const isFixed = group.name === administrators;
  const edit = (part: Partial<Group>): void => {
    setSaved(false);
    setDraft({ ...draft, ...part });
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const isStored = await save(async (typed) => {
      const outcome = await action.run(() => change({ kind: 'group_set', ...typed }));
      return outcome.t === 'done';
    });
    setSaved(isStored);
  };
  return (
    <form class="panel" aria-label={group.name} onSubmit={(event) => void submit(event)}>
      <h2 dir="auto">{group.name}</h2>
      {isFixed && <p class="muted">{adminTexts.admin.fixed}</p>}
      <Choices
        label={adminTexts.admin.rights}
        of={rights}
        chosen={draft.rights}
        what={adminTexts.rights}
        isFixed={isFixed}
        choose={(chosen) => {
          const hidden = draft.rights.filter((one) => !rights.includes(one));
          edit({ rights: [...rights.filter((one) => chosen.includes(one)), ...hidden] });
        }}
      />
      {!isFixed && (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={draft.default}
              onChange={(event) => edit({ default: event.currentTarget.checked })}
            />
            <span>{adminTexts.admin.byDefault}</span>
          </label>
          <div class="buttons">
            <button type="submit" disabled={!isChanged || action.isBusy}>
              {action.isBusy ? adminTexts.admin.saving : adminTexts.admin.save}
            </button>
            <ConfirmButton
              label={adminTexts.admin.remove}
              name={group.name}
              question={adminTexts.admin.sureRemove(group.name)}
              isBusy={action.isBusy}
              act={() => void action.run(() => change({ kind: 'group_remove', name: group.name }))}
            />
            <span role="status">{isSaved && !isChanged && adminTexts.admin.saved}</span>
          </div>
        </>
      )}
      <Problem>{action.problem}</Problem>
    </form>
  );
}
