import { useState } from 'preact/hooks';
import type { AdminCommand, AnswerBodyOf } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { Problem } from '../ui/notice.tsx';
import { When } from '../ui/when.tsx';
import type { SignedIn } from '../session/session.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin, useAsked } from '../lib/use-asked.ts';
import { NameForm } from './name-form.tsx';
import { Once } from './once.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { WhenAsked } from './when-asked.tsx';

export function Shards({ who }: { readonly who: SignedIn }) {
  const asking = useAsked(who.connection, { kind: 'shard_list' }, 'shards');
  const action = useAction();
  const [key, setKey] = useState<AnswerBodyOf<'shard_key'>>();
  const run = async (command: AdminCommand): Promise<boolean> => {
    const outcome = await action.run(() => askAdmin(who.connection, command));
    const made = answerOf(outcome, 'shard_key');
    const isDone = made !== undefined || outcome.t === 'done';
    if (isDone) {
      setKey(made);
      asking.again();
    }
    return isDone;
  };
  return (
    <WhenAsked asking={asking}>
      {({ shards }) => (
        <>
          <NameForm
            label={adminTexts.admin.newShard}
            chars_max={limits.id_chars_max}
            isBusy={action.isBusy}
            add={(name) => run({ kind: 'shard_add', name })}
          />
          {key !== undefined && (
            <Once key={key.key} label={adminTexts.admin.key(key.name)} secret={key.key} />
          )}
          <Problem>{action.problem}</Problem>
          {shards.length === 0 && <p class="muted">{adminTexts.admin.noShards}</p>}
          <ul class="panels" aria-label={adminTexts.admin.pages.shards}>
            {shards.map(({ name, created, rotated, scripts }) => (
              <li key={name} class="panel">
                <h2>{name}</h2>
                <p class="muted facts">
                  <span>
                    {adminTexts.admin.added}: <When at={created} />
                  </span>
                  <span>
                    {adminTexts.admin.rotated}: <When at={rotated} />
                  </span>
                </p>
                {scripts !== null && <p class="problem">{scripts}</p>}
                <div class="buttons">
                  <ConfirmButton
                    label={adminTexts.admin.rotate}
                    name={name}
                    question={adminTexts.admin.sureRotate(name)}
                    isBusy={action.isBusy}
                    act={() => void run({ kind: 'shard_rotate', name })}
                  />
                  <ConfirmButton
                    label={adminTexts.admin.remove}
                    name={name}
                    question={adminTexts.admin.sureRemove(name)}
                    isBusy={action.isBusy}
                    act={() => void run({ kind: 'shard_remove', name })}
                  />
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </WhenAsked>
  );
}
