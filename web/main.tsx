// Where the web app begins: styles under the page's nonce, the language, and then the page of the address.
import './ui/global.css';
import { createRoot } from 'react-dom/client';
import { startLanguage } from './i18n/language.ts';
import { App } from './ui/app.tsx';
import { uncoverFocusGuards } from './ui/focus-guards.ts';

const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no place for the app.');
uncoverFocusGuards();
await startLanguage();
createRoot(place).render(<App />);
