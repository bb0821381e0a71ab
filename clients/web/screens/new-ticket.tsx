import { useEffect, useId, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import { limits } from '../../../protocol/limits.ts';
import {
  forgetNewTicket,
  keepNewTicket,
  keptNewTicket,
  type NewTicketDraft,
} from '../new-draft.ts';
import { categoryName } from '../parts/names.ts';
import { Problem } from '../parts/notice.tsx';
import { CharactersLeft } from '../parts/characters-left.tsx';
import { addressOf } from '../address.ts';
import { go, route } from '../route.ts';
import { isLive, type SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { useAction } from '../use-action.ts';

export function NewTicket({ who }: { readonly who: SignedIn }) {
  const id = useId();
  const { account, categories } = who.you;
  const [draft, setDraft] = useState(() => keptNewTicket(account));
  const action = useAction();
  useEffect(() => {
    document.title = `${texts.create.title} – ${texts.product}`;
  }, []);
  const category = draft.category === '' ? (categories[0] ?? '') : draft.category;
  const change = (part: Partial<NewTicketDraft>): void => {
    // Another text is another command; the same one sent again opens no second ticket.
    const next = { ...draft, ...part, id: nanoid() };
    setDraft(next);
    keepNewTicket(account, next);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const deed = { kind: 'open', category, body: draft.body } as const;
    const outcome = await action.run(() =>
      who.connection.command(deed, { as: 'player' }, draft.id),
    );
    if (outcome.t !== 'done' || outcome.ticket === undefined) return;
    forgetNewTicket(account);
    if (route.peek().screen !== 'new') return;
    go({ screen: 'mine_ticket', ticket: outcome.ticket }, 'replace');
  };
  const isFit = draft.body.trim() !== '' && draft.body.length <= limits.body_chars_max;
  return (
    <form class="create" onSubmit={(event) => void submit(event)}>
      <h1>{texts.create.title}</h1>
      <label for={`${id}-category`}>{texts.create.category}</label>
      <select
        id={`${id}-category`}
        value={category}
        disabled={action.isBusy}
        onChange={(event) => change({ category: event.currentTarget.value })}
      >
        {categories.map((name) => (
          <option key={name} value={name}>
            {categoryName(name)}
          </option>
        ))}
      </select>
      <label for={`${id}-body`}>{texts.create.body}</label>
      <textarea
        id={`${id}-body`}
        dir="auto"
        rows={8}
        placeholder={texts.create.placeholder}
        value={draft.body}
        disabled={action.isBusy}
        onInput={(event) => change({ body: event.currentTarget.value })}
      />
      <CharactersLeft text={draft.body} />
      <Problem>{action.problem}</Problem>
      {action.isBusy && !isLive.value && <p class="muted">{texts.create.waiting}</p>}
      <p class="buttons">
        <button class="primary" type="submit" disabled={!isFit || action.isBusy}>
          {action.isBusy ? texts.create.busy : texts.create.submit}
        </button>
        <a class="button quiet" href={addressOf({ screen: 'mine', list: 'active' })}>
          {texts.create.cancel}
        </a>
      </p>
    </form>
  );
}
