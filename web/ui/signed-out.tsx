// A session that ended while somebody works: they sign in again over the page, and what they entered stays.
import { lazy, Suspense, useEffect, useState } from 'react';
import { onSignedOut } from '../api/signed-out.ts';

const SignInAgain = lazy(() => import('./sign-in-again.tsx'));

export function SignedOut() {
  const [out, setOut] = useState(false);
  useEffect(() => onSignedOut(() => setOut(true)), []);
  if (!out) return null;
  return (
    <Suspense>
      <SignInAgain onDone={() => setOut(false)} />
    </Suspense>
  );
}
