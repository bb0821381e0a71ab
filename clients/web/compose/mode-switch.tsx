import { useId } from 'preact/hooks';
import type { Mode } from '../ticket/conversation.ts';
import { texts } from '../i18n/texts.ts';

interface SwitchProps {
  readonly modes: readonly Mode[];
  readonly mode: Mode;
  choose(mode: Mode): void;
}

/** Chooses whether players will see the text. */
export function ModeSwitch({ modes, mode, choose }: SwitchProps) {
  const name = useId();
  return (
    <fieldset class="switch">
      <legend class="unseen">{texts.composer.modes.label}</legend>
      {modes.map((one) => (
        <label key={one} class={`switch-${one}`}>
          <input type="radio" name={name} checked={one === mode} onChange={() => choose(one)} />
          <span>{texts.composer.modes[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
