// The steps of the pane that makes a connection which are more than a field.
import { Button, Checkbox, Field, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { BuildingShop24Regular } from '@fluentui/react-icons/svg/building-shop';
import { CheckmarkCircle20Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { PersonAdd20Regular } from '@fluentui/react-icons/svg/person-add';
import { PlugConnected20Regular } from '@fluentui/react-icons/svg/plug-connected';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { ConsentTextBox } from './consent-text.tsx';
import { PasswordField } from './export-user.tsx';
import { KeyField, useKeyProblem } from './fields.tsx';
import { Step } from './steps.tsx';
import type { useAddConnection } from './use-add-connection.ts';

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

export function TypeChosen() {
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

export function KeyStep({ adding, locked, problem }: StepProps & { problem: string | undefined }) {
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

export function ConsentStep({ adding, locked }: StepProps) {
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

export function ConnectStep({ adding, locked, onTry }: StepProps & { onTry: () => void }) {
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

export function ExportUserStep({ adding, error }: { adding: Adding; error: string | undefined }) {
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
