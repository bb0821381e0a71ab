import { commandGroups, commandNames, commands } from './commands.ts';
import { preferences } from '../session/preferences.ts';
import { texts } from '../i18n/texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { KeysShown } from './keys-shown.tsx';

/** All keys, including those without effect on this screen. */
export function KeyMap() {
  const { groups, mapTitle, off } = texts.palette;
  return (
    <Dialog label={mapTitle} kind="map">
      {!preferences.value.singleKeys && <p class="muted">{off}</p>}
      <div class="map-groups">
        {commandGroups.map((group) => (
          <section key={group}>
            <h3>{groups[group]}</h3>
            <dl>
              {commandNames
                .filter((name) => commands[name].group === group && commands[name].keys.length > 0)
                .map((name) => (
                  <div key={name}>
                    <dt>{texts.commands[name]}</dt>
                    <dd>
                      {commands[name].keys.map((keys) => (
                        <KeysShown key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
