import { useId, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import { isBlank } from '../../../protocol/visible.ts';
import type { WebhookEvent, WebhookFields } from '../../../protocol/webhooks.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { useDraft } from '../compose/use-draft.ts';
import { adminTexts, texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { Problem } from '../ui/notice.tsx';
import { webhookTexts } from './texts.ts';

/** Repeated here, because importing the protocol's table would bring its validator along. */
const events = Object.keys({
  ticket_opened: true,
  message_posted: true,
  message_edited: true,
  message_deleted: true,
  status_changed: true,
  subject_changed: true,
  assignment_changed: true,
  participants_changed: true,
} satisfies Record<WebhookEvent, true>) as WebhookEvent[];

interface FormProps {
  readonly label: string;
  readonly fields: WebhookFields;
  /** Names to choose from; those chosen stay among them. */
  readonly categories: readonly string[];
  readonly isPrivate: boolean;
  readonly submit: string;
  send(fields: WebhookFields): Promise<RequestOutcome>;
  cancel?(): void;
}

/** What is set of a webhook. */
export function WebhookForm(props: FormProps) {
  const { label, fields, categories, isPrivate, submit, send, cancel } = props;
  const id = useId();
  const words = webhookTexts();
  const { draft, isChanged, setDraft, save } = useDraft(fields);
  const [shards, setShards] = useState(fields.shards.join(', '));
  const [isSaved, setSaved] = useState(false);
  const action = useAction();
  const edit = (part: Partial<WebhookFields>): void => {
    setSaved(false);
    setDraft({ ...draft, ...part });
  };
  const isFit =
    !isBlank(draft.name) &&
    draft.name.length <= limits.webhook_name_chars_max &&
    !isBlank(draft.address) &&
    draft.address.length <= limits.webhook_address_chars_max &&
    draft.events.length > 0;
  const onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isFit) return;
    const isDone = await save(async (typed) => {
      const { t } = await action.run(() => send(typed));
      return t === 'done' || t === 'answer';
    });
    setSaved(isDone);
  };
  const named = [...new Set([...categories, ...draft.categories])];
  return (
    <form class="webhook-form" aria-label={label} onSubmit={(event) => void onSubmit(event)}>
      <label for={id}>{words.name}</label>
      <input
        id={id}
        dir="auto"
        autoComplete="off"
        value={draft.name}
        onInput={(event) => edit({ name: event.currentTarget.value })}
      />
      <CharactersLeft text={draft.name} chars_max={limits.webhook_name_chars_max} />
      <label for={`${id}-address`}>{words.address}</label>
      <input
        id={`${id}-address`}
        type="url"
        autoComplete="off"
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        value={draft.address}
        onInput={(event) => edit({ address: event.currentTarget.value })}
      />
      <small id={`${id}-hint`} class="muted">
        {isPrivate ? words.addressHintPrivate : words.addressHint}
      </small>
      <CharactersLeft text={draft.address} chars_max={limits.webhook_address_chars_max} />
      <Boxes
        label={words.events}
        of={events}
        nameOf={(event) => words.eventNames[event]}
        chosen={draft.events}
        choose={(chosen) => edit({ events: chosen })}
      />
      {named.length > 0 && (
        <Boxes
          label={words.categories}
          of={named}
          nameOf={(name) => name}
          chosen={draft.categories}
          choose={(chosen) => edit({ categories: chosen })}
        />
      )}
      <label for={`${id}-shards`}>{words.shards}</label>
      <input
        id={`${id}-shards`}
        autoComplete="off"
        spellcheck={false}
        aria-describedby={`${id}-shards-hint`}
        value={shards}
        onInput={(event) => {
          setShards(event.currentTarget.value);
          edit({ shards: namesIn(event.currentTarget.value) });
        }}
      />
      <small id={`${id}-shards-hint`} class="muted">
        {words.shardsHint}
      </small>
      <Problem>{action.problem}</Problem>
      <div class="buttons">
        <button type="submit" disabled={!isChanged || !isFit || action.isBusy}>
          {action.isBusy ? adminTexts.admin.saving : submit}
        </button>
        {cancel !== undefined && (
          <button type="button" class="quiet" onClick={cancel}>
            {texts.actions.cancel}
          </button>
        )}
        <span role="status">{isSaved && !isChanged && adminTexts.admin.saved}</span>
      </div>
    </form>
  );
}

function namesIn(text: string): string[] {
  const names = text.split(',').map((one) => one.trim());
  return [...new Set(names.filter((one) => one !== ''))];
}

interface BoxesProps<N extends string> {
  readonly label: string;
  readonly of: readonly N[];
  readonly chosen: readonly N[];
  nameOf(one: N): string;
  choose(chosen: N[]): void;
}

function Boxes<N extends string>({ label, of, chosen, nameOf, choose }: BoxesProps<N>) {
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      {of.map((one) => (
        <label key={one}>
          <input
            type="checkbox"
            checked={chosen.includes(one)}
            onChange={(event) => {
              const isChosen = event.currentTarget.checked;
              choose(of.filter((other) => (other === one ? isChosen : chosen.includes(other))));
            }}
          />
          <span>{nameOf(one)}</span>
        </label>
      ))}
    </fieldset>
  );
}
