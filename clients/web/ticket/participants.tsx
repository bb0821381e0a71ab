import type { Head } from '../../../protocol/ticket.ts';
import type { CommandBody } from '../../../protocol/command-body.ts';
import { isLive, type SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { Finder } from '../compose/finder.tsx';
import { mayChangeParticipants } from './may.ts';
import { personName } from './names.ts';
import { Problem } from '../ui/notice.tsx';
import { Popover } from '../ui/popover.tsx';

interface ParticipantsProps {
  readonly who: SignedIn;
  readonly as: 'player' | 'support';
  readonly head: Head;
}

/** The players who see the ticket; support can change them. */
export function Participants({ who, as, head }: ParticipantsProps) {
  const action = useAction();
  const mayChange = mayChangeParticipants(who.rights, as);
  const { actions } = texts;
  const run = (command: CommandBody): void =>
    void action.run(() => who.connection.command(command, { ticket: head.id, as }));
  return (
    <div class="participants">
      <ul aria-label={texts.details.participants}>
        {head.participants.map((person) => (
          <li key={person.account}>
            <bdi>{personName(person)}</bdi>
            {mayChange && (
              <button
                type="button"
                class="quiet"
                aria-label={actions.removePerson(personName(person))}
                disabled={action.isBusy}
                onClick={() => run({ kind: 'remove_participant', account: person.account })}
              >
                {actions.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <Popover name={actions.addPeople}>
          {() => (
            <>
              <Finder
                who={who}
                what="accounts"
                label={actions.addPlayer}
                isBusy={action.isBusy}
                choose={({ id }) => run({ kind: 'add_participants', accounts: [id] })}
              />
              <Finder
                who={who}
                what="factions"
                label={actions.addFaction}
                isBusy={action.isBusy}
                choose={({ id }) => run({ kind: 'add_faction', faction: id })}
              />
            </>
          )}
        </Popover>
      )}
      {action.isBusy && !isLive.value && <p class="muted">{actions.waits}</p>}
      <Problem>{action.problem}</Problem>
    </div>
  );
}
