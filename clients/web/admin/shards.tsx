import { useEffect, useState } from 'preact/hooks';
import type { AdminCommand, AnswerBodyOf } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { adminTexts } from '../i18n/texts.ts';
import { fullTime } from '../i18n/time.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin, useAsked } from '../lib/use-asked.ts';
import type { SignedIn } from '../session/session.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Problem } from '../ui/notice.tsx';
import { When } from '../ui/when.tsx';
import { NameForm } from './name-form.tsx';
import { Once } from './once.tsx';
import { RotateKey } from './rotate-key.tsx';
import { WhenAsked } from './when-asked.tsx';

/** Who plays changes all the time, and nobody is told of it. */
const refresh_ms = 15_000;

type Shard = AnswerBodyOf<'shards'>['shards'][number];

export function Shards({ who }: { readonly who: SignedIn }) {
  const asking = useAsked(who.connection, { kind: 'shard_list' }, 'shards');
  const action = useAction();
  const [key, setKey] = useState<AnswerBodyOf<'shard_key'>>();
  useEffect(() => {
    const timer = setInterval(asking.again, refresh_ms);
    return () => clearInterval(timer);
  }, []);
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
            {shards.map((shard) => (
              <li key={shard.name} class="panel">
                <h2>
                  {shard.name}{' '}
                  <span class={shard.connected ? 'badge on' : 'badge off'}>
                    {shard.connected ? adminTexts.shards.connected : adminTexts.shards.away}
                  </span>
                </h2>
                <ShardFacts shard={shard} />
                {shard.scripts !== null && <p class="problem">{shard.scripts}</p>}
                <div class="buttons">
                  <RotateKey
                    name={shard.name}
                    isBusy={action.isBusy}
                    rotate={(overlap_h) =>
                      void run({
                        kind: 'shard_rotate',
                        name: shard.name,
                        ...(overlap_h > 0 && { overlap_h }),
                      })
                    }
                  />
                  <ConfirmButton
                    label={adminTexts.admin.remove}
                    name={shard.name}
                    question={adminTexts.admin.sureRemove(shard.name)}
                    isBusy={action.isBusy}
                    act={() => void run({ kind: 'shard_remove', name: shard.name })}
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

function ShardFacts({ shard }: { readonly shard: Shard }) {
  const { created, rotated, former_until, on_former, connected, seen, players, client } = shard;
  const words = adminTexts.shards;
  return (
    <>
      <p class="muted facts">
        {connected && <span>{words.players(players)}</span>}
        {client !== null && <bdi>{client}</bdi>}
        {!connected && (
          <span>
            {words.seen}: {seen === null ? adminTexts.admin.never : <When at={seen} />}
          </span>
        )}
        <span>
          {adminTexts.admin.added}: <When at={created} />
        </span>
        <span>
          {adminTexts.admin.rotated}: <When at={rotated} />
        </span>
      </p>
      {former_until !== null && (
        <p class={on_former ? 'problem' : 'muted'}>
          {(on_former ? words.onFormer : words.formerHolds)(fullTime(former_until))}
        </p>
      )}
    </>
  );
}
