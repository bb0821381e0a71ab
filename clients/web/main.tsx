import { render } from 'preact';
import { App } from './app.tsx';
import { followAddress } from './route.ts';
import { startSession } from './session.ts';
import { startTime } from './time.ts';

startTime();
startSession();
followAddress();
render(<App />, document.getElementById('app')!);
