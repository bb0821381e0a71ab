import { useId } from 'preact/hooks';
import { useTitle } from '../alerts/title.ts';
import { limits } from '../../../protocol/limits.ts';
import { CategorySelect } from './category-select.tsx';
import { CharactersLeft } from './characters-left.tsx';
import { CreateEnd } from './create-end.tsx';
import { Finder } from './finder.tsx';
import { Icon } from '../ui/icons.tsx';
import { startQuery } from '../app/address.ts';
import { AttachButton, AttachedFiles } from '../files/attach.tsx';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useNewTicket } from './use-new-ticket.ts';
import { isBlank } from '../../../protocol/visible.ts';

/** A ticket opened by support, for any players and with or without a text. */
interface NewProps {
  readonly who: SignedIn;
}

export function NewSupportTicket({ who }: NewProps) {
  const id = useId();
  const { categories, settings } = who.you;
  const written = useNewTicket(who, 'support', (ticket) => ({
    screen: 'queue_ticket',
    ticket,
    query: startQuery,
  }));
  const { draft, category, action, attaching, change, submit } = written;
  useTitle(texts.create.staffTitle);
  const { subject, body, participants } = draft;
  const isFit =
    !isBlank(subject) &&
    subject.length <= settings.subject_chars_max &&
    body.length <= settings.body_chars_max &&
    !attaching.isUnsettled;
  const command = {
    kind: 'open' as const,
    category,
    subject,
    ...(isBlank(body) ? {} : { body }),
    ...(participants.length === 0 ? {} : { participants: participants.map((one) => one.id) }),
  };
  const others = (account: string) => participants.filter((one) => one.id !== account);
  return (
    <form class="create" onSubmit={(event) => void submit(event, command)} {...attaching.on}>
      <h1>{texts.create.staffTitle}</h1>
      <label for={`${id}-category`}>{texts.create.staffCategory}</label>
      <CategorySelect
        id={`${id}-category`}
        value={category}
        categories={categories}
        isBusy={action.isBusy}
        choose={(chosen) => change({ category: chosen })}
      />
      <label for={`${id}-subject`}>{texts.create.subject}</label>
      <input
        id={`${id}-subject`}
        dir="auto"
        required
        value={subject}
        readOnly={action.isBusy}
        onInput={(event) => change({ subject: event.currentTarget.value })}
      />
      <CharactersLeft text={subject} chars_max={settings.subject_chars_max} />
      <label for={`${id}-body`}>{texts.create.message}</label>
      <textarea
        id={`${id}-body`}
        dir="auto"
        rows={5}
        placeholder={texts.create.messageHint}
        value={body}
        readOnly={action.isBusy}
        onInput={(event) => change({ body: event.currentTarget.value })}
      />
      <CharactersLeft text={body} chars_max={settings.body_chars_max} />
      <AttachedFiles attaching={attaching} />
      <p>
        <AttachButton attaching={attaching} />
      </p>
      <h2>{texts.create.participants}</h2>
      {participants.length === 0 && <p class="muted">{texts.create.noParticipants}</p>}
      <p class="buttons">
        {participants.map((one) => (
          <button
            key={one.id}
            type="button"
            class="chip"
            aria-label={texts.actions.removePerson(one.name)}
            disabled={action.isBusy}
            onClick={() => change({ participants: others(one.id) })}
          >
            <bdi>{one.name}</bdi>
            <Icon name="cross" />
          </button>
        ))}
      </p>
      {participants.length < limits.participants_max && (
        <Finder
          who={who}
          what="accounts"
          label={texts.actions.addPlayer}
          isBusy={action.isBusy}
          choose={(found) =>
            change({
              participants: [...others(found.id), { id: found.id, name: found.name }],
            })
          }
        />
      )}
      <CreateEnd action={action} isFit={isFit} back={{ screen: 'queue', query: startQuery }} />
    </form>
  );
}
