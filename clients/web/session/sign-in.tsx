import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Answer } from './api.ts';
import { Bell } from '../ui/icons.tsx';
import { LanguageSelect } from '../i18n/language-select.tsx';
import { Problem } from '../ui/notice.tsx';
import { leaveLink, signIn, spendLink } from './session.ts';
import { texts } from '../i18n/texts.ts';

export function SignInByLink({ secret }: { readonly secret: string }) {
  const { isBusy, problem, run } = useEntry(texts.signIn.expired);
  return (
    <Gate title={texts.signIn.linkTitle} intro={texts.signIn.linkIntro}>
      <Problem>{problem}</Problem>
      <button
        class="primary wide"
        type="button"
        disabled={isBusy}
        onClick={() => void run(() => spendLink(secret))}
      >
        {isBusy ? texts.signIn.busy : texts.signIn.submit}
      </button>
      <button class="quiet wide" type="button" onClick={leaveLink}>
        {texts.signIn.otherWay}
      </button>
    </Gate>
  );
}

interface ByNameProps {
  readonly wasIn: boolean;
  /** The sign-in succeeded, but the browser did not keep the cookie. */
  readonly isCookieLost: boolean;
}

export function SignInByName({ wasIn, isCookieLost }: ByNameProps) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const { isBusy, problem, run } = useEntry(texts.signIn.wrong);
  useEffect(() => first.current?.focus(), []);
  const submit = (event: Event & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    // Read from the fields: a password manager may fill them in without an event.
    const [name = '', password = ''] = ['username', 'password'].map(
      (field) => event.currentTarget.querySelector<HTMLInputElement>(`[name=${field}]`)!.value,
    );
    void run(() => signIn(name, password));
  };
  return (
    <Gate title={texts.signIn.title} intro={wasIn ? texts.signIn.signedOut : texts.signIn.intro}>
      <form onSubmit={submit}>
        <label for={`${id}-name`}>{texts.signIn.name}</label>
        <input
          id={`${id}-name`}
          ref={first}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellcheck={false}
          dir="auto"
          required
        />
        <label for={`${id}-password`}>{texts.signIn.password}</label>
        <input
          id={`${id}-password`}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Problem>{problem ?? (isCookieLost ? texts.signIn.cookies : undefined)}</Problem>
        <button class="primary wide" type="submit" disabled={isBusy}>
          {isBusy ? texts.signIn.busy : texts.signIn.submit}
        </button>
      </form>
    </Gate>
  );
}

/** An attempt to sign in, and why it failed; `wrong` is shown for unknown credentials. */
function useEntry(wrong: string) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  return {
    isBusy,
    problem,
    async run(make: () => Promise<Answer>): Promise<void> {
      setBusy(true);
      try {
        setProblem(inWords(await make(), wrong));
      } catch (error) {
        reportError(error);
        setProblem(texts.failed);
      }
      setBusy(false);
    },
  };
}

interface GateProps {
  readonly title: string;
  readonly intro: string;
  readonly children: ComponentChildren;
}

function Gate({ title, intro, children }: GateProps) {
  return (
    <main class="gate">
      <div class="gate-card">
        <p class="brand">
          <Bell />
          <span>{texts.product}</span>
        </p>
        <h1>{title}</h1>
        <p class="muted">{intro}</p>
        {children}
        <LanguageSelect />
      </div>
    </main>
  );
}

function inWords(answer: Answer, wrong: string): string | undefined {
  switch (answer.kind) {
    case 'ok':
      return undefined;
    case 'cookies_off':
      return texts.signIn.cookies;
    case 'unreachable':
      return texts.signIn.unreachable;
    case 'refused':
      if (answer.status === 429) return texts.signIn.tooMany;
      return answer.status < 500 ? wrong : texts.signIn.trouble;
  }
}
