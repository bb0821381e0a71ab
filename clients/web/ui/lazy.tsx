import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading, Notice } from './notice.tsx';
import { texts } from '../i18n/texts.ts';

type Load<P> = () => Promise<ComponentType<P>>;

/**
 * A component that is loaded when it is first shown. `lazy` of preact/compat would bring all of
 * compat and Suspense into the page.
 */
export function lazy<P extends object>(load: Load<P>) {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [state, setState] = useState<'loading' | 'here' | 'failed'>(
      loaded === undefined ? 'loading' : 'here',
    );
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (component) => {
          loaded = component;
          setState('here');
        },
        () => setState('failed'),
      );
    }, []);
    const Here = loaded;
    if (Here !== undefined) return <Here {...props} />;
    if (state !== 'failed') return <Loading />;
    // A browser may remember that a script failed, so a retry reloads the page.
    return (
      <Notice title={texts.chunk.title}>
        <p>{texts.chunk.text}</p>
        <button type="button" onClick={() => location.reload()}>
          {texts.connection.reload}
        </button>
      </Notice>
    );
  };
}
