import { useEffect, useRef } from 'preact/hooks';
import type { Head, Side } from '../../../protocol/ticket.ts';
import type { CommandBody } from '../../../protocol/command-body.ts';
import { isLive, type SignedIn } from '../session/session.ts';
import { TriageChoices } from './triage.tsx';
import { isFocusFree, useCommands } from '../app/keys.ts';
import { texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { apart } from '../compose/apart.ts';
import { Finder } from '../compose/finder.tsx';
import {
  mayArchive,
  mayAssign,
  mayAssignOther,
  mayClose,
  mayRelease,
  mayReopen,
  maySetStatus,
  mayTakeOver,
} from './may.ts';
import { personName } from './names.ts';
import { Problem } from '../ui/notice.tsx';
import { Popover } from '../ui/popover.tsx';
import { Sentence } from '../ui/sentence.tsx';

interface ActionsProps {
  readonly who: SignedIn;
  readonly as: Side;
  readonly head: Head;
}

/** Actions with keys. */
const commands = {
  assign: { kind: 'assign_to_me' },
  release: { kind: 'unassign' },
  close: { kind: 'close' },
  archive: { kind: 'archive' },
  reopen: { kind: 'reopen' },
} as const satisfies Readonly<Record<string, CommandBody>>;

type Act = keyof typeof commands;

/** What can be done to the ticket as a whole, by right and status. */
export function Actions({ who, as, head }: ActionsProps) {
  const { connection, rights, you } = who;
  const action = useAction();
  const group = useRef<HTMLDivElement>(null);
  const holder = head.assignee;
  const mayHand = mayAssignOther(rights, as, head);
  /** Actions whose keys were pressed while another one was awaited, each once. */
  const waiting = useRef<Act[]>([]);
  const run = async (command: CommandBody): Promise<void> => {
    const outcome = await action.run(() => connection.command(command, { ticket: head.id, as }));
    // They were meant for the ticket as this action would have left it.
    if (outcome.t !== 'done') waiting.current = [];
    // The pressed button may be gone: keys and screen readers go on from the others.
    if (isFocusFree()) group.current?.focus({ preventScroll: true });
  };
  const may = {
    assign: mayAssign(rights, as, head),
    release: mayRelease(rights, as, head),
    close: mayClose(rights, as, head),
    archive: mayArchive(rights, as, head, you.settings.auto_archive),
    reopen: mayReopen(rights, as, head),
  };
  const press = (act: Act) => (): void => {
    if (!action.isBusy) void run(commands[act]);
    else if (!waiting.current.includes(act)) waiting.current.push(act);
  };
  useEffect(() => {
    if (action.isBusy) return;
    const at = waiting.current.findIndex((act) => may[act]);
    const next = waiting.current[at];
    waiting.current = next === undefined ? [] : waiting.current.slice(at + 1);
    if (next !== undefined) void run(commands[next]);
  }, [action.isBusy]);
  useCommands({
    ...(may.assign && { assign: press('assign') }),
    ...(may.release && { release: press('release') }),
    ...(may.close && { close: press('close') }),
    ...(may.archive && { archive: press('archive') }),
    ...(may.reopen && { reopen: press('reopen') }),
  });
  const button = (isThere: boolean, name: string, command: CommandBody) =>
    isThere && (
      <button type="button" disabled={action.isBusy} onClick={() => void run(command)}>
        <span>
          <Sentence>{name}</Sentence>
        </span>
      </button>
    );
  const { actions } = texts;
  const other = head.status === 'open' ? 'in_progress' : 'open';
  return (
    <div class="actions">
      <div
        class="buttons"
        role="group"
        tabIndex={-1}
        ref={group}
        aria-label={actions.label}
        aria-busy={action.isBusy}
      >
        {button(may.assign, actions.assign, commands.assign)}
        {holder !== null &&
          button(
            mayTakeOver(rights, as, head, you.account),
            actions.takeOver(apart(personName(holder))),
            { kind: 'assign', to: you.account, expected: holder.account },
          )}
        {mayHand && (
          <Popover name={actions.assignOther}>
            {(close) => (
              <Finder
                who={who}
                what="staff"
                label={actions.assignTo}
                isBusy={action.isBusy}
                choose={({ id }) => {
                  close();
                  void run({ kind: 'assign', to: id, expected: holder?.account ?? null });
                }}
              />
            )}
          </Popover>
        )}
        {button(may.release, actions.release, commands.release)}
        {button(maySetStatus(rights, as, head), actions[other], { kind: 'set_status', to: other })}
        {button(may.close, actions.close, commands.close)}
        {button(may.archive, actions.archive, commands.archive)}
        {button(may.reopen, actions.reopen, commands.reopen)}
        {maySetStatus(rights, as, head) && (
          <TriageChoices head={head} isBusy={action.isBusy} run={run} />
        )}
      </div>
      {action.isBusy && !isLive.value && <p class="muted">{actions.waits}</p>}
      <Problem>{action.problem}</Problem>
    </div>
  );
}
