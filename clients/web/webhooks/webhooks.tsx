import { useEffect, useState } from 'preact/hooks';
import type { AdminCommand, AnswerBodyOf } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import type { WebhookFields } from '../../../protocol/webhooks.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { Once } from '../admin/once.tsx';
import { WhenAsked } from '../admin/when-asked.tsx';
import { adminTexts } from '../i18n/texts.ts';
import { answerOf, askAdmin, useAsked } from '../lib/use-asked.ts';
import type { SignedIn } from '../session/session.ts';
import { webhookTexts } from './texts.ts';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

/** How deliveries fare is not told by itself, so a page that is looked at asks this often. */
const look_ms = 5_000;

const fresh: WebhookFields = {
  name: '',
  address: '',
  events: ['ticket_opened', 'message_posted'],
  shards: [],
  categories: [],
};

/** The outgoing webhooks. */
export function Webhooks({ who }: { readonly who: SignedIn }) {
  const { connection } = who;
  const words = webhookTexts();
  const asking = useAsked(connection, { kind: 'webhook_list' }, 'webhooks');
  const settings = useAsked(connection, { kind: 'settings_get' }, 'settings');
  const [secret, setSecret] = useState<AnswerBodyOf<'webhook_secret'>>();
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') asking.again();
    }, look_ms);
    return () => clearInterval(timer);
  }, []);
  const ask = async (command: AdminCommand): Promise<RequestOutcome> => {
    const outcome = await askAdmin(connection, command);
    const made = answerOf(outcome, 'webhook_secret');
    if (made !== undefined) setSecret(made);
    if (made !== undefined || outcome.t === 'done') asking.again();
    return outcome;
  };
  const categories =
    settings.asked.kind === 'here'
      ? settings.asked.is.settings.categories.map(({ name }) => name)
      : [];
  return (
    <WhenAsked asking={asking}>
      {({ webhooks, private: isPrivate }) => (
        <>
          <p class="muted webhook-gap">{words.what}</p>
          {secret !== undefined && (
            <Once key={secret.secret} label={words.secret(secret.name)} secret={secret.secret} />
          )}
          {webhooks.length === 0 && !isAdding && <p class="muted">{words.none}</p>}
          <ul class="panels" aria-label={adminTexts.admin.pages.webhooks}>
            {webhooks.map((webhook) => (
              <li key={webhook.hook} class="panel">
                <WebhookPanel
                  webhook={webhook}
                  categories={categories}
                  isPrivate={isPrivate}
                  ask={ask}
                />
              </li>
            ))}
          </ul>
          {isAdding ? (
            <section class="panel webhook-fresh" aria-label={words.fresh}>
              <h2>{words.fresh}</h2>
              <WebhookForm
                label={words.fresh}
                fields={fresh}
                categories={categories}
                isPrivate={isPrivate}
                submit={adminTexts.admin.add}
                send={async (fields) => {
                  const outcome = await ask({ kind: 'webhook_add', ...fields });
                  if (outcome.t === 'answer') setAdding(false);
                  return outcome;
                }}
                cancel={() => setAdding(false)}
              />
            </section>
          ) : (
            webhooks.length < limits.webhooks_max && (
              <p class="webhook-gap">
                <button type="button" onClick={() => setAdding(true)}>
                  {words.add}
                </button>
              </p>
            )
          )}
        </>
      )}
    </WhenAsked>
  );
}
