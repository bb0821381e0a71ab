import type { ComponentChildren } from 'preact';
import { isKeeping } from '../lib/keep.ts';
import { texts } from '../i18n/texts.ts';

interface NoticeProps {
  readonly title: string;
  /** If there is no other heading above it. */
  readonly isMain?: boolean;
  readonly children?: ComponentChildren;
}

/** Shown in place of missing content: nothing to show, or refused. */
export function Notice({ title, isMain = false, children }: NoticeProps) {
  const Heading = isMain ? 'h1' : 'h2';
  return (
    <section class="notice">
      <Heading>{title}</Heading>
      {children}
    </section>
  );
}

/** Shown in place of a screen that does not exist or that the account may not see. */
export function NotHere({ why }: { readonly why: string }) {
  return (
    <Notice title={texts.notHere.title} isMain>
      <p>{why}</p>
      <a class="button" href="#/">
        {texts.notHere.home}
      </a>
    </Notice>
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

/** Why something was refused, in words. */
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
      <Notice title={texts.connection.ended} isMain>
        <p>{texts.connection.endedWhy}</p>
        <p>{isKeeping.value ? texts.connection.kept : texts.connection.notKept}</p>
        <button class="primary" type="button" onClick={() => location.reload()}>
          {texts.connection.reload}
        </button>
      </Notice>
    </main>
  );
}
