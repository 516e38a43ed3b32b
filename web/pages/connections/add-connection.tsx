// The pane that makes a connection, in the seed's order of steps and with its words.
import { Input, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ConnectStep, ConsentStep, ExportUserStep, KeyStep, TypeChosen } from './add-steps.tsx';
import { isWrongPassword } from './export-user.tsx';
import { SharingField, useKeyProblem } from './fields.tsx';
import { Step, Steps } from './steps.tsx';
import { useAddConnection } from './use-add-connection.ts';

export function AddConnection({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('connections');
  const toast = useToast();
  const form = useRef<HTMLDivElement>(null);
  const toFirst = useFirstFault(form);
  const adding = useAddConnection({
    onDone({ displayName }) {
      toast(t('added'), { body: t('addedText', { name: displayName }) });
      onClose();
    },
    onRefused: toFirst,
  });
  const { draft, change, made, missing, save, dirty } = adding;
  const wrongPassword = isWrongPassword(save.error);
  const keyProblem = useKeyProblem(save.error);
  const locked = made !== null;
  return (
    <SidePane
      open
      title={t('addTitle')}
      onClose={onClose}
      onSave={() => {
        adding.submit();
        toFirst();
      }}
      busy={save.isPending}
      dirty={dirty}
      problem={wrongPassword || keyProblem !== undefined ? null : save.error}
    >
      <div ref={form}>
        <Steps>
          <Step number={1} done>
            <TypeChosen />
          </Step>
          <Step number={2} done={draft.displayName.trim() !== ''}>
            <FormField
              label={t('displayName')}
              hint={t('displayNameHint')}
              required
              name="displayName"
              problem={save.error}
              error={missing.displayName}
            >
              <Input
                value={draft.displayName}
                maxLength={200}
                onChange={(_, { value }) => change({ displayName: value })}
              />
            </FormField>
          </Step>
          <Step number={3} done>
            <SharingField shared={draft.shared} onChange={(shared) => change({ shared })} />
          </Step>
          <KeyStep adding={adding} locked={locked} problem={keyProblem} />
          <ConsentStep adding={adding} locked={locked} />
          <ConnectStep adding={adding} locked={locked} onTry={toFirst} />
          <ExportUserStep adding={adding} error={wrongPassword ? t('wrongPassword') : undefined} />
        </Steps>
      </div>
      {made === null || save.isPending ? null : <MadeAlready />}
    </SidePane>
  );
}

function MadeAlready() {
  const { t } = useTranslation('connections');
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('madeTitle')}</MessageBarTitle>
        {t('madeText')}
      </MessageBarBody>
    </MessageBar>
  );
}

/** Puts the focus on the first field that has something against it, once that has been drawn. */
function useFirstFault(form: { current: HTMLElement | null }): () => void {
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    form.current?.querySelector<HTMLElement>('[aria-invalid=true], [data-fault]')?.focus();
  });
  return () => {
    wanted.current = true;
  };
}
