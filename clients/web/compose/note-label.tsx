import { texts } from '../i18n/texts.ts';
import { Icon } from '../ui/icons.tsx';

export function NoteLabel() {
  return (
    <span class="note-label" title={texts.ticket.noteHint}>
      <Icon name="lock" />
      {texts.ticket.note}
    </span>
  );
}
