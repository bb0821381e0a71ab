import { addressOf } from '../app/address.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAsked } from '../lib/use-asked.ts';
import { prefer, preferences } from '../session/preferences.ts';
import type { SignedIn } from '../session/session.ts';

const steps = ['shard', 'staff', 'discord', 'backup'] as const;

/** Where each is done; a backup is made by command. */
const places = { shard: 'shards', staff: 'accounts', discord: 'settings' } as const;

/** What is left to set up in a new server: ticked as it is done, gone once all is. */
export function FirstSteps({ who }: { readonly who: SignedIn }) {
  const { asked } = useAsked(who.connection, { kind: 'steps_get' }, 'steps');
  const words = adminTexts.steps;
  if (preferences.value.stepsAway || asked.kind !== 'here') return null;
  const { is } = asked;
  if (steps.every((step) => is[step])) return null;
  return (
    <section class="panel first-steps" aria-label={words.title}>
      <h2>{words.title}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step} class={is[step] ? 'step-done' : undefined}>
            <span class="tick" role="img" aria-label={is[step] ? words.done : words.open}>
              {is[step] ? '✓' : ''}
            </span>
            <span>
              {step === 'backup' ? (
                words[step].name
              ) : (
                <a href={addressOf({ screen: 'admin', page: places[step] })}>{words[step].name}</a>
              )}
              {!is[step] && <small class="muted">{words[step].what}</small>}
            </span>
          </li>
        ))}
      </ol>
      <div class="buttons">
        <button type="button" class="quiet" onClick={() => prefer({ stepsAway: true })}>
          {words.putAway}
        </button>
      </div>
    </section>
  );
}
