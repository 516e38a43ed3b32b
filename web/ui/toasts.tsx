// Short messages that need no answer. A failure belongs where it happened: use ProblemBar for that.
import { Toast, ToastBody, Toaster, ToastTitle, useId, useToastController } from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

type Intent = 'success' | 'info' | 'warning' | 'error';
type Say = (title: string, options?: { body?: string; intent?: Intent }) => void;
const ToastContext = createContext<Say>(() => {});

export function Toasts({ children }: { children: ReactNode }) {
  const { t } = useTranslation('common');
  const toasterId = useId('toasts');
  const { dispatchToast } = useToastController(toasterId);
  const say = useMemo<Say>(
    () =>
      (title, { body, intent = 'success' } = {}) =>
        dispatchToast(
          <Toast>
            <ToastTitle>{title}</ToastTitle>
            {body === undefined ? null : <ToastBody>{body}</ToastBody>}
          </Toast>,
          {
            intent,
            timeout: intent === 'success' ? 4000 : 8000,
            pauseOnHover: true,
            // Fluent makes a list of them, in which it puts elements that hold the focus: those are no items.
            root: { role: 'group' },
          },
        ),
    [dispatchToast],
  );
  return (
    <ToastContext value={say}>
      {children}
      <Toaster toasterId={toasterId} position="bottom-end" role="region" aria-label={t('messages')} />
    </ToastContext>
  );
}

/** `toast('Saved')`, or `toast('…', {body, intent: 'warning'})`. */
export const useToast = (): Say => useContext(ToastContext);
