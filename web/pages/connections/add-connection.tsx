// The pane that makes a connection, in the seed's order of steps and with its words.
import {
  Button,
  Checkbox,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import { BuildingShop24Regular } from '@fluentui/react-icons/svg/building-shop';
import { CheckmarkCircle20Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { PersonAdd20Regular } from '@fluentui/react-icons/svg/person-add';
import { PlugConnected20Regular } from '@fluentui/react-icons/svg/plug-connected';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ConsentTextBox } from './consent-text.tsx';
import { isWrongPassword, PasswordField } from './export-user.tsx';
import { KeyField, SharingField, useKeyProblem } from './fields.tsx';
import { Step, Steps } from './steps.tsx';
import { useAddConnection } from './use-add-connection.ts';

const useStyles = makeStyles({
  type: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
  },
  icon: { display: 'inline-flex', gridRow: 'span 2', color: tokens.colorBrandForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  heading: {
    margin: 0,
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalM,
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightRegular,
  },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  connected: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    color: tokens.colorStatusSuccessForeground1,
    fontWeight: tokens.fontWeightSemibold,
  },
});

type Adding = ReturnType<typeof useAddConnection>;

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
      {made === null || save.isPending ? null : (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('madeTitle')}</MessageBarTitle>
            {t('madeText')}
          </MessageBarBody>
        </MessageBar>
      )}
    </SidePane>
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

function TypeChosen() {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  return (
    <div className={styles.type}>
      <span className={styles.icon} aria-hidden>
        <BuildingShop24Regular />
      </span>
      <Text weight="semibold">{t('omnisend')}</Text>
      <Text size={200} className={styles.quiet}>
        {t('omnisendText')}
      </Text>
    </div>
  );
}

type StepProps = { adding: Adding; locked: boolean };

function KeyStep({ adding, locked, problem }: StepProps & { problem: string | undefined }) {
  const { t } = useTranslation('connections');
  const { draft, change, brand, missing, tryKey } = adding;
  const refused = useKeyProblem(tryKey.error);
  return (
    <Step number={4} done={brand !== null}>
      <KeyField
        label={t('apiKey')}
        hint={t('apiKeyHint')}
        required
        disabled={locked}
        value={draft.apiKey}
        onChange={(apiKey) => change({ apiKey })}
        error={missing.apiKey ?? refused ?? problem}
      />
    </Step>
  );
}

function ConsentStep({ adding, locked }: StepProps) {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  const { draft, change, missing } = adding;
  return (
    <Step number={5} done={draft.agreed}>
      <h3 className={styles.heading}>{t('privacy')}</h3>
      <ConsentTextBox />
      <Field
        validationState={missing.agreed === undefined ? 'none' : 'error'}
        validationMessage={missing.agreed ?? null}
      >
        <Checkbox
          label={t('agree')}
          checked={draft.agreed}
          disabled={locked}
          onChange={(_, { checked }) => change({ agreed: checked === true })}
        />
      </Field>
    </Step>
  );
}

function ConnectStep({ adding, locked, onTry }: StepProps & { onTry: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  const { brand, connect, missing, tryKey } = adding;
  const atKey = useKeyProblem(tryKey.error) !== undefined;
  return (
    <Step number={6} done={brand !== null}>
      <Field
        validationState={missing.connect === undefined ? 'none' : 'error'}
        validationMessage={missing.connect ?? null}
      >
        <div className={styles.line}>
          <Button
            icon={tryKey.isPending ? <Spinner size="tiny" /> : <PlugConnected20Regular />}
            disabled={locked}
            {...(missing.connect === undefined ? {} : { 'data-fault': true })}
            onClick={() => {
              if (tryKey.isPending) return;
              connect();
              onTry();
            }}
          >
            {t('connect')}
          </Button>
          {brand === null ? <Text className={styles.quiet}>{t('connectText')}</Text> : null}
        </div>
      </Field>
      <div role="status">
        {brand === null ? null : (
          <span className={styles.connected}>
            <CheckmarkCircle20Filled aria-hidden />
            <span>
              {t('connected', { brand: brand.name })}
              {brand.website === null ? null : ` · ${brand.website.replace(/^https?:\/\//, '')}`}
            </span>
          </span>
        )}
      </div>
      <ProblemBar problem={atKey ? null : tryKey.error} />
    </Step>
  );
}

function ExportUserStep({ adding, error }: { adding: Adding; error: string | undefined }) {
  const { t } = useTranslation('connections');
  const { name } = useMe();
  const { draft, change, missing, byProvider } = adding;
  const done = draft.joins && (byProvider || draft.password !== '') && error === undefined;
  return (
    <Step number={7} done={done}>
      {draft.joins ? (
        <>
          <Text weight="semibold">{t('becomeExportUser')}</Text>
          <Text>{t(byProvider ? 'becomeAtSave' : 'becomeText', { name })}</Text>
          {byProvider ? null : (
            <PasswordField
              value={draft.password}
              onChange={(password) => change({ password })}
              error={error ?? missing.exportUser}
            />
          )}
        </>
      ) : (
        <Field
          validationState={missing.exportUser === undefined ? 'none' : 'error'}
          validationMessage={missing.exportUser ?? null}
        >
          <div>
            <Button
              icon={<PersonAdd20Regular />}
              {...(missing.exportUser === undefined ? {} : { 'data-fault': true })}
              onClick={() => change({ joins: true })}
            >
              {t('becomeExportUser')}
            </Button>
          </div>
        </Field>
      )}
    </Step>
  );
}
