import { useId } from 'preact/hooks';
import { useTitle } from '../alerts/title.ts';
import { CategorySelect } from './category-select.tsx';
import { CharactersLeft } from './characters-left.tsx';
import { CreateEnd } from './create-end.tsx';
import { AttachButton, AttachedFiles } from '../files/attach.tsx';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useNewTicket } from './use-new-ticket.ts';
import { isBlank } from '../../../protocol/visible.ts';

/** A player asks for help. */
export interface NewTicketProps {
  readonly who: SignedIn;
}

export function NewTicket({ who }: NewTicketProps) {
  const id = useId();
  const { categories, settings } = who.you;
  const written = useNewTicket(who, 'player', (ticket) => ({ screen: 'mine_ticket', ticket }));
  const { draft, category, action, attaching, change, submit } = written;
  useTitle(texts.create.title);
  const { body } = draft;
  const isSaid = !isBlank(body) || attaching.files.length > 0;
  const isFit = isSaid && body.length <= settings.body_chars_max && !attaching.isUnsettled;
  return (
    <form
      class="create"
      onSubmit={(event) => void submit(event, { kind: 'open', category, body })}
      {...attaching.on}
    >
      <h1>{texts.create.title}</h1>
      <label for={`${id}-category`}>{texts.create.category}</label>
      <CategorySelect
        id={`${id}-category`}
        value={category}
        categories={categories}
        isBusy={action.isBusy}
        choose={(chosen) => change({ category: chosen })}
      />
      <label for={`${id}-body`}>{texts.create.body}</label>
      <textarea
        id={`${id}-body`}
        dir="auto"
        rows={8}
        placeholder={texts.create.placeholder}
        value={body}
        readOnly={action.isBusy}
        onInput={(event) => change({ body: event.currentTarget.value })}
      />
      <CharactersLeft text={body} chars_max={settings.body_chars_max} />
      <AttachedFiles attaching={attaching} />
      <p>
        <AttachButton attaching={attaching} />
      </p>
      <CreateEnd action={action} isFit={isFit} back={{ screen: 'mine', list: 'active' }} />
    </form>
  );
}
