import { useState } from 'preact/hooks';
import type { AdminCommand } from '../../../protocol/admin.ts';
import type { WebhookAttempt, WebhookResult, WebhookRow } from '../../../protocol/webhooks.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf } from '../lib/use-asked.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Problem } from '../ui/notice.tsx';
import { When } from '../ui/when.tsx';
import { webhookTexts } from './texts.ts';
import { WebhookForm } from './webhook-form.tsx';

interface PanelProps {
  readonly webhook: WebhookRow;
  readonly categories: readonly string[];
  readonly isPrivate: boolean;
  ask(command: AdminCommand): Promise<RequestOutcome>;
}

/** One webhook: how it fares, what can be done, and what is set of it. */
export function WebhookPanel({ webhook, categories, isPrivate, ask }: PanelProps) {
  const words = webhookTexts();
  const action = useAction();
  const { hook, name, address, events, shards, categories: only, aside, waiting } = webhook;
  const run = (command: AdminCommand): void => void action.run(() => ask(command));
  return (
    <>
      <h2 dir="auto">{name}</h2>
      <State webhook={webhook} />
      <Problem>{action.problem}</Problem>
      <Test name={name} ask={() => ask({ kind: 'webhook_test', hook })} />
      <div class="buttons">
        {aside === null ? (
          <button
            type="button"
            class="quiet"
            aria-label={`${words.pause}: ${name}`}
            disabled={action.isBusy}
            onClick={() => run({ kind: 'webhook_pause', hook })}
          >
            {words.pause}
          </button>
        ) : (
          <button
            type="button"
            class="quiet"
            aria-label={`${words.resume}: ${name}`}
            disabled={action.isBusy}
            onClick={() => run({ kind: 'webhook_resume', hook, drop: false })}
          >
            {waiting === 0 ? words.resume : `${words.resume}: ${words.resumeSend(waiting)}`}
          </button>
        )}
        {aside !== null && waiting > 0 && (
          <ConfirmButton
            label={words.resumeDrop}
            name={name}
            question={words.sureDrop(name)}
            isBusy={action.isBusy}
            act={() => run({ kind: 'webhook_resume', hook, drop: true })}
          />
        )}
        <ConfirmButton
          label={words.rotate}
          name={name}
          question={words.sureRotate(name)}
          isBusy={action.isBusy}
          act={() => run({ kind: 'webhook_rotate', hook })}
        />
        <ConfirmButton
          label={words.remove}
          name={name}
          question={words.sureRemove(name)}
          isBusy={action.isBusy}
          act={() => run({ kind: 'webhook_remove', hook })}
        />
      </div>
      <details>
        <summary>{words.edit}</summary>
        <WebhookForm
          label={`${words.edit}: ${name}`}
          fields={{ name, address, events, shards, categories: only }}
          categories={categories}
          isPrivate={isPrivate}
          submit={adminTexts.admin.save}
          send={(fields) => ask({ kind: 'webhook_set', hook, ...fields })}
        />
      </details>
    </>
  );
}

function State({ webhook }: { readonly webhook: WebhookRow }) {
  const words = webhookTexts();
  const { aside, failing, waiting, last, address } = webhook;
  return (
    <>
      <p class="facts">
        <code>{address}</code>
      </p>
      {aside !== null ? (
        <p class={aside.why === 'paused' ? 'muted' : 'problem'}>
          {words.aside[aside.why]} {words.asideMeans} {words.since}: <When at={aside.at} />
        </p>
      ) : failing !== null ? (
        <p class="problem">
          {words.failing} {words.since}: <When at={failing} />
        </p>
      ) : (
        <p class="standing-connected">{words.sends}</p>
      )}
      <p class="muted facts">
        {waiting > 0 && <span>{words.waiting(waiting)}</span>}
        <span>
          {words.last}:{' '}
          {last === null ? (
            adminTexts.admin.never
          ) : (
            <>
              <When at={last.at} />, {cameOf(last)}
            </>
          )}
        </span>
      </p>
    </>
  );
}

function cameOf({ status, fault }: Pick<WebhookAttempt, 'status' | 'fault'>): string {
  const words = webhookTexts();
  if (status !== null) return words.answered(status);
  return fault === null ? '' : words.faults[fault];
}

interface TestProps {
  readonly name: string;
  ask(): Promise<RequestOutcome>;
}

function Test({ name, ask }: TestProps) {
  const words = webhookTexts();
  const action = useAction();
  const [result, setResult] = useState<WebhookResult>();
  const run = async (): Promise<void> => {
    setResult(undefined);
    setResult(answerOf(await action.run(ask), 'webhook_tested')?.result);
  };
  return (
    <div class="webhook-test">
      <button
        type="button"
        aria-label={`${words.test}: ${name}`}
        disabled={action.isBusy}
        onClick={() => void run()}
      >
        {action.isBusy ? words.testing : words.test}
      </button>
      <Problem>{action.problem}</Problem>
      <div role="status">{result !== undefined && <Tested result={result} />}</div>
    </div>
  );
}

function Tested({ result }: { readonly result: WebhookResult }) {
  const words = webhookTexts();
  const isTaken = result.status !== null && result.status >= 200 && result.status < 300;
  return (
    <>
      <p class={isTaken ? 'standing-connected' : 'problem'}>
        {isTaken ? words.delivered : words.refused}: {cameOf(result)},{' '}
        {words.tested(result.took_ms)}
      </p>
      {result.status !== null && (
        <p class="muted">
          {words.body}: {result.text === '' ? words.empty : <code dir="auto">{result.text}</code>}
        </p>
      )}
    </>
  );
}
