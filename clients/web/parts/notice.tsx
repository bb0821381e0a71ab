import type { ComponentChildren } from 'preact';
import { texts } from '../texts.ts';

interface NoticeProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** Fills the place of what is not there: nothing to show, or refused. */
export function Notice({ title, children }: NoticeProps) {
  return (
    <section class="notice">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Loading({ text = texts.loading }: { readonly text?: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {text}
    </p>
  );
}

/** What was refused, in words. */
export function Problem({ children }: { readonly children: string | undefined }) {
  return (
    <div role="alert" class="problem-place">
      {children !== undefined && <p class="problem">{children}</p>}
    </div>
  );
}

export function EndedNotice() {
  return (
    <main class="gate">
      <Notice title={texts.connection.ended}>
        <p>{texts.connection.endedWhy}</p>
        <button class="primary" type="button" onClick={() => location.reload()}>
          {texts.connection.reload}
        </button>
      </Notice>
    </main>
  );
}
