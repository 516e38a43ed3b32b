// A labelled control with its hint, and with what the server said about it when it refused the form.
import { Field } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { fieldProblem } from './problem.tsx';

type Props = {
  label: string;
  hint?: string | undefined;
  required?: boolean;
  /** Name of the field in the body of the call, such as `displayName` or `limits.rateShare`. */
  name?: string;
  /** What the call failed with. */
  problem?: unknown;
  /** What the form itself has against the value; comes before the server's word. */
  error?: string | undefined;
  children: ReactElement;
};

export function FormField({ label, hint, required, name, problem, error, children }: Props) {
  const message = error ?? (name === undefined ? undefined : fieldProblem(problem, name));
  return (
    <Field
      label={label}
      hint={hint ?? null}
      required={required === true}
      validationState={message === undefined ? 'none' : 'error'}
      validationMessage={message ?? null}
    >
      {children}
    </Field>
  );
}
