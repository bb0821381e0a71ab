import { piecesOf } from '../app/links.ts';
import { texts } from '../i18n/texts.ts';

/** A user's text exactly as written: no markup, with links. */
export function UserText({ children }: { readonly children: string }) {
  return (
    <p class="text" dir="auto" translate>
      {piecesOf(children).map(({ text, to }, i) =>
        to === undefined ? (
          text
        ) : (
          <a
            key={i}
            class="external"
            dir="ltr"
            href={to.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            title={texts.ticket.external(to.host)}
          >
            {text}
          </a>
        ),
      )}
    </p>
  );
}
